"""Closing an account: asked, undone within seven days, then emptied for good; what the law keeps is listed in the retention tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from core import clock, retention
from core.errors import Conflict
from core.tables import sql, transaction
from profile import events

COOLING = timedelta(days=7)
RETENTION = Path(__file__).parent / "data" / "retention.csv"
_EMPTY = """
UPDATE profile_citizen SET openid = NULL, unionid = NULL, phone_sealed = NULL, phone_index = NULL, name_sealed = NULL,
    id_number_sealed = NULL,
    id_number_index = NULL, level = 0, verified_at = NULL, region_code = NULL, preferences = '{}', registry_due = NULL, closes_at = NULL,
    closed_at = $2 WHERE id = ANY($1)
"""
_UNFOLLOW = "DELETE FROM profile_follower WHERE unionid IN (SELECT unionid FROM profile_citizen WHERE id = ANY($1) AND unionid IS NOT NULL)"
# A certificate that a kept case speaks of stays with the case, and reminds nobody.
_SILENCE = "UPDATE profile_certificate SET state = 'revoked', next_rung = NULL, next_rung_on = NULL WHERE citizen_id = ANY($1)"


async def asked(citizen_id: UUID) -> datetime | None:
    """When the account will be closed; None when nobody asked."""
    rows = await sql("SELECT closes_at FROM profile_citizen WHERE id = $1", citizen_id)
    return rows[0]["closes_at"] if rows else None


async def ask(citizen_id: UUID) -> None:
    """Starts the seven days; asking again doesn't start them anew."""
    async with transaction():
        changed = "UPDATE profile_citizen SET closes_at = $2 WHERE id = $1 AND closes_at IS NULL RETURNING id"
        if await sql(changed, citizen_id, clock.now() + COOLING):
            await events.record("account.closing", citizen_id=citizen_id)


async def undo(citizen_id: UUID) -> None:
    """The person stays. Raises `Conflict` when nothing was asked."""
    async with transaction():
        if not await sql("UPDATE profile_citizen SET closes_at = NULL WHERE id = $1 AND closes_at IS NOT NULL RETURNING id", citizen_id):
            raise Conflict("closing.not_asked", "没有正在进行的注销。")
        await events.record("account.stays", citizen_id=citizen_id)


async def due(now: datetime, limit: int) -> list[UUID]:
    """Whose seven days are over, locked for the present transaction."""
    rows = await sql("SELECT id FROM profile_citizen WHERE closes_at <= $1 ORDER BY closes_at LIMIT $2 FOR UPDATE SKIP LOCKED", now, limit)
    return [row["id"] for row in rows]


async def put_off(citizen_ids: Sequence[UUID], until: datetime) -> None:
    """Something is still under way: looked at again later."""
    await sql("UPDATE profile_citizen SET closes_at = $2 WHERE id = ANY($1)", list(citizen_ids), until)


async def empty(citizen_ids: Sequence[UUID], now: datetime) -> None:
    """Erases what this room holds of these people, in the caller's transaction; an emptied row stays for what the law keeps."""
    ids = list(citizen_ids)
    await retention.erase(RETENTION, ids)
    for statement in (_SILENCE, _UNFOLLOW):
        await sql(statement, ids)
    await sql(_EMPTY, ids, now)
