"""What the hall forgets of people who closed their account: what was never handed in, its files too. Handed-in cases are archived."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from core import log, retention, storage
from core.errors import Refusal
from core.tables import after_commit, sql
from hall.states import OPEN, State

RETENTION = Path(__file__).parent / "data" / "retention.csv"
_FILES = """
SELECT m.object_key FROM hall_material m JOIN hall_case c ON c.id = m.case_id
WHERE c.citizen_id = ANY($1) AND c.submitted_at IS NULL AND m.object_key <> ''
"""
_PENDING = """
SELECT c.citizen_id, coalesce(c.number, '') AS number, s.name FROM hall_case c JOIN hall_service s ON s.id = c.service_id
WHERE c.citizen_id = ANY($1) AND c.state = ANY($2) ORDER BY c.id
"""


async def pending(citizen_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Citizen → the names of what they handed in and that is not decided."""
    found: dict[UUID, list[str]] = {}
    for row in await sql(_PENDING, list(citizen_ids), sorted(OPEN - {State.DRAFT})):
        found.setdefault(row["citizen_id"], []).append(row["name"])
    return found


async def forget(citizen_ids: Sequence[UUID]) -> None:
    """Erases drafts and tickets, in the caller's transaction; files go once it has committed."""
    keys = [row["object_key"] for row in await sql(_FILES, list(citizen_ids))]
    await retention.erase(RETENTION, citizen_ids)

    async def remove() -> None:
        for key in keys:
            try:
                await storage.remove(key)
            except Refusal as error:
                log.get("hall").warning("file of a closed account not removed", reason=error.code)

    await after_commit(remove)
