"""Which services people have used: what a learned order learns from."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from core.tables import sql

_USED = """
SELECT c.citizen_id, array_agg(DISTINCT s.code ORDER BY s.code) AS codes FROM hall_case c JOIN hall_service s ON s.id = c.service_id
WHERE c.submitted_at IS NOT NULL AND c.state <> 'withdrawn' AND ($1::uuid[] IS NULL OR c.citizen_id = ANY($1)) GROUP BY c.citizen_id
"""


async def services(citizen_ids: Collection[UUID] | None = None) -> dict[UUID, list[str]]:
    """Codes of the services for which each person handed a case in: of these people, or of everybody."""
    rows = await sql(_USED, None if citizen_ids is None else list(citizen_ids))
    return {row["citizen_id"]: row["codes"] for row in rows}
