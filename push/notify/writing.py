"""Writing notifications: one goes in at once, those that come meanwhile go in together; each is committed before it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from weakref import WeakKeyDictionary

from core import clock
from core.tables import AWAY, each, is_passing, sql

MOST_AT_ONCE = 256
SENDER = 1  # its place in a row
# Counts the sender's use, keeps what is within its limits, and gives it a delivery of the same id, unless a test key only simulates.
# No uuidv7(): where Postgres is built without OpenSSL, each call opens /dev/urandom.
_WRITE = """
WITH used AS (
    INSERT INTO push_sender_use (id, created_at, sender_id, day, sent, minute, in_minute)
    VALUES ($3, $1, $4, $2, 1, date_trunc('minute', $1::timestamptz), 1)
    ON CONFLICT (sender_id) DO UPDATE SET day = excluded.day, minute = excluded.minute,
        sent = 1 + CASE WHEN push_sender_use.day = excluded.day THEN push_sender_use.sent ELSE 0 END,
        in_minute = 1 + CASE WHEN push_sender_use.minute = excluded.minute THEN push_sender_use.in_minute ELSE 0 END
    RETURNING sent > $18 AS over_day, in_minute > $19 AS over_minute
), kept AS (
    INSERT INTO push_notification (id, created_at, sender_id, key_id, key_kind, channel, template_id, version, address_index, sealed,
                                   reference, idempotency_key, digest, simulated)
    SELECT $3, $1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15 FROM used WHERE NOT over_minute AND NOT over_day
    ON CONFLICT (sender_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING RETURNING id
), sent AS (
    INSERT INTO push_delivery (id, created_at, dedupe_key, channel, template, payload, kind, weight, state, attempts, next_at, grant_held,
                               last_error)
    SELECT id, $1, 'notify:' || id || '#0', $7, $17, '{}', 'never_twice', $16, 'pending', 0, $1, false, '' FROM kept WHERE $15 IS NULL
)
SELECT over_minute, over_day, EXISTS (SELECT FROM kept) AS kept FROM used
"""

Row = Sequence[object]
Found = Mapping[str, Any]
Waiting = list[tuple[Row, asyncio.Future[Found]]]


class _Group:
    """What is written on one event loop. Who finds nobody writing writes at once; those who come meanwhile gather for the next turn."""

    def __init__(self) -> None:
        self.waiting: Waiting = []
        self.turn: asyncio.Task[None] | None = None
        self.is_writing = False

    async def add(self, row: Row) -> Found:
        if self.is_writing:
            future: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
            self.waiting.append((row, future))
            return await future
        self.is_writing = True
        try:
            return await _one(row)
        finally:
            self._go_on()

    def _go_on(self) -> None:
        """The next turn is nobody's own: it outlives whoever of them goes away."""
        self.is_writing = bool(self.waiting)
        self.turn = asyncio.create_task(self._together()) if self.is_writing else None

    async def _together(self) -> None:
        batch, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
        batch.sort(key=lambda one: str(one[0][SENDER]))  # everywhere in one order, or two processes wait for each other's senders
        try:
            _tell(batch, await self._outcomes([row for row, _ in batch]))
        finally:
            self._go_on()

    async def _outcomes(self, rows: list[Row]) -> Sequence[Found | Exception]:
        """All of them or none; where one may be at fault, each by itself, so that it harms nobody but its own."""
        now = _now()
        try:
            return await each(_WRITE, [(*now, *row) for row in rows])
        except Exception as error:
            if len(rows) == 1 or _is_everybodys(error):
                return [error] * len(rows)
            return [outcome for row in rows for outcome in await self._outcomes([row])]


async def _one(row: Row) -> Found:
    (found,) = await sql(_WRITE, *_now(), *row)
    return found


def _now() -> tuple[datetime, date]:
    now = clock.now()
    return now, clock.local(now).date()


def _is_everybodys(error: Exception) -> bool:
    """Whether the store failed, and no row is at fault. (What asyncpg can't send is an `InterfaceError` and a `ValueError`.)"""
    return is_passing(error) or (isinstance(error, AWAY) and not isinstance(error, ValueError))


def _tell(batch: Waiting, outcomes: Sequence[Found | Exception]) -> None:
    for (_, future), outcome in zip(batch, outcomes, strict=True):
        if future.done():
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)


_groups: WeakKeyDictionary[asyncio.AbstractEventLoop, _Group] = WeakKeyDictionary()


async def write(row: Row) -> Found:
    """Writes one, together with its neighbours: `{over_minute, over_day, kept}`. Committed when it returns."""
    group = _groups.get(loop := asyncio.get_running_loop())
    if group is None:
        group = _groups[loop] = _Group()
    return await group.add(row)
