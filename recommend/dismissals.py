"""Which cards a person has put away."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from core import clock
from core.tables import sql, uuid7
from recommend.models import Dismissal
from recommend.rank import PutAway


async def of(citizen_id: UUID) -> dict[str, PutAway]:
    """By card id."""
    rows = await sql("SELECT card_id, reason, back_on, stage FROM recommend_dismissal WHERE citizen_id = $1", citizen_id)
    return {row["card_id"]: PutAway(row["reason"], row["back_on"], row["stage"]) for row in rows}


async def keep(citizen_id: UUID, card_id: str, stage: str, reason: str, back_on: date | None) -> None:
    """Puts a card away, or changes why."""
    await sql(
        """INSERT INTO recommend_dismissal (id, created_at, citizen_id, card_id, stage, reason, back_on)
           VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT (citizen_id, card_id) DO UPDATE SET reason = excluded.reason,
             back_on = excluded.back_on, created_at = excluded.created_at""",
        uuid7(),
        clock.now(),
        citizen_id,
        card_id,
        stage,
        reason,
        back_on,
    )


async def drop(citizen_id: UUID, card_id: str) -> None:
    await Dismissal.filter(citizen_id=citizen_id, card_id=card_id).delete()
