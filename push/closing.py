"""Accounts closed at their person's word: what must be done first, what goes and what stays, and the run that empties them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from core import law, retention
from core.errors import Conflict
from core.tables import transaction
from hall import forgetting
from profile import closing
from recommend import keeping

RETENTION = Path(__file__).parent / "data" / "retention.csv"
TABLES = (RETENTION, keeping.RETENTION, forgetting.RETENTION, closing.RETENTION)
BATCH, LATER = 50, timedelta(days=1)


@dataclass(frozen=True)
class State:
    """Where the person stands; `blockers` are sentences that say what to do first."""

    closes_at: datetime | None
    days: int
    blockers: tuple[str, ...]
    erased: tuple[str, ...]
    kept: tuple[str, ...]


async def state(citizen_id: UUID) -> State:
    """What closing would do, and whether it can be asked for."""
    rows = [one for table in TABLES for one in retention.kept(table) if one.label]
    erased = tuple(one.label for one in rows if one.closing == "erase")
    kept = tuple(f"{one.label}：{_how_long(one)}{law.told(one.basis)}" for one in rows if one.closing == "keep")
    return State(
        await closing.asked(citizen_id), closing.COOLING.days, await _blockers(citizen_id), ("姓名、证件号码、手机号", *erased), kept
    )


def _how_long(one: retention.Kept) -> str:
    return f"保存{one.days // 365}年，" if one.days else ""


async def _blockers(citizen_id: UUID) -> tuple[str, ...]:
    names = (await forgetting.pending([citizen_id])).get(citizen_id, [])
    return tuple(f"“{name}”还在办理，请等有了结果，或先撤回，再注销。" for name in names)


async def ask(citizen_id: UUID) -> None:
    """Starts the seven days. Raises `Conflict` with the first thing that is in the way."""
    if blockers := await _blockers(citizen_id):
        raise Conflict("closing.pending", blockers[0])
    await closing.ask(citizen_id)


async def undo(citizen_id: UUID) -> None:
    await closing.undo(citizen_id)


async def close_due(now: datetime) -> int:
    """Empties the accounts whose days are over, all rooms in one transaction; who has something under way waits another day. How many."""
    async with transaction():
        found = await closing.due(now, BATCH)
        busy = await forgetting.pending(found)
        ready = [one for one in found if one not in busy]
        await closing.put_off(list(busy), now + LATER)
        if ready:
            await retention.erase(RETENTION, ready)
            await keeping.forget(ready)
            await forgetting.forget(ready)
            await closing.empty(ready, now)
    return len(ready)


async def expire(now: datetime) -> int:
    """Deletes in every room what has been kept long enough; how many rows."""
    return sum([await retention.expire(table, now) for table in TABLES])
