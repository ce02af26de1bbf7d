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


def handed_in(person: str, services: str, since: str, until: str) -> str:
    """A piece of SQL: whether this person handed in a case of one of these services in between. All four are SQL themselves."""
    return f"""EXISTS (SELECT 1 FROM hall_case c JOIN hall_service s ON s.id = c.service_id WHERE c.citizen_id = {person}
        AND s.code = ANY({services}) AND c.state <> 'withdrawn' AND c.submitted_at >= {since} AND c.submitted_at < {until})"""  # noqa: S608
