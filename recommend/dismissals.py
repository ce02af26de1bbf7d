"""Which cards a person has put away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from core import clock
from core.tables import sql, uuid7
from recommend.models import Dismissal
from recommend.rank import PutAway

# An array, in a statement whose FROM is `profile.glance.FROM`.
PIECE = "ARRAY(SELECT ROW(q.card_id, q.reason, q.back_on, q.stage) FROM recommend_dismissal q WHERE q.citizen_id = p.id)"


def read(told: Iterable[tuple[str, str, date | None, str]]) -> dict[str, PutAway]:
    """By card id, from the value of `PIECE`."""
    return {card: PutAway(reason, back_on, stage) for card, reason, back_on, stage in told}


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
