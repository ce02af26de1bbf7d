"""Writing notifications: those that are asked for at the same moment go in by one statement, committed before any is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from core import clock
from core.tables import AWAY, is_passing, sql

MOST_AT_ONCE = 256
# Counts the senders' use, keeps what is within their limits, and gives each a delivery of the same id, unless a test key only simulates.
_WRITE = """
WITH given AS MATERIALIZED (
    SELECT one.*, row_number() OVER (PARTITION BY sender_id ORDER BY id) - count(*) OVER (PARTITION BY sender_id) AS back
    FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::uuid[], $9::int[], $10::text[], $11::bytea[], $12::text[],
                $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::int[], $19::int[])
        AS one(id, sender_id, key_id, key_kind, channel, template_id, version, address_index, sealed, reference, idempotency_key, digest,
               simulated, weight, topic, day_limit, minute_limit)
), used AS (
    INSERT INTO push_sender_use (id, created_at, sender_id, day, sent, minute, in_minute)
    SELECT uuidv7(), $1, sender_id, $2, count(*), date_trunc('minute', $1::timestamptz), count(*) FROM given
    GROUP BY sender_id ORDER BY sender_id
    ON CONFLICT (sender_id) DO UPDATE SET day = excluded.day, minute = excluded.minute,
        sent = excluded.sent + CASE WHEN push_sender_use.day = excluded.day THEN push_sender_use.sent ELSE 0 END,
        in_minute = excluded.in_minute + CASE WHEN push_sender_use.minute = excluded.minute THEN push_sender_use.in_minute ELSE 0 END
    RETURNING sender_id, sent, in_minute
), judged AS (
    SELECT given.*, used.in_minute + back > minute_limit AS over_minute, used.sent + back > day_limit AS over_day
    FROM given JOIN used USING (sender_id)
), kept AS (
    INSERT INTO push_notification (id, created_at, sender_id, key_id, key_kind, channel, template_id, version, address_index, sealed,
                                   reference, idempotency_key, digest, simulated)
    SELECT id, $1, sender_id, key_id, key_kind, channel, template_id, version, address_index, sealed, reference, idempotency_key, digest,
           simulated
    FROM judged WHERE NOT over_minute AND NOT over_day
    ON CONFLICT (sender_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING RETURNING id
), sent AS (
    INSERT INTO push_delivery (id, created_at, dedupe_key, channel, template, payload, kind, weight, state, attempts, next_at, grant_held,
                               last_error)
    SELECT id, $1, 'notify:' || id || '#0', channel, topic, '{}', 'never_twice', weight, 'pending', 0, $1, false, ''
    FROM judged JOIN kept USING (id) WHERE simulated IS NULL
)
SELECT judged.id, over_minute, over_day, kept.id IS NOT NULL AS kept FROM judged LEFT JOIN kept ON kept.id = judged.id
"""

Row = Sequence[object]
Found = dict[str, Any]
Waiting = list[tuple[Row, asyncio.Future[Found]]]


class _Group:
    """What waits to be written on one event loop: while one statement runs, the next one's rows gather."""

    def __init__(self) -> None:
        self.waiting: Waiting = []
        self.writing: asyncio.Task[None] | None = None

    async def add(self, row: Row) -> Found:
        future: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        self.waiting.append((row, future))
        if self.writing is None:
            self.writing = asyncio.create_task(self._write())
        return await future

    async def _write(self) -> None:
        try:
            while self.waiting:
                batch, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
                await _one_statement(batch)
        finally:
            self.writing = None


async def _one_statement(batch: Waiting) -> None:
    """All of them or none; where one may be at fault, each by itself, so that it harms nobody but its own."""
    now = clock.now()
    try:
        columns = (list(column) for column in zip(*(row for row, _ in batch), strict=True))
        found = {row["id"]: row for row in await sql(_WRITE, now, clock.local(now).date(), *columns)}
        outcomes: list[Found | Exception] = [found[row[0]] for row, _ in batch]
    except Exception as error:
        if len(batch) > 1 and not _is_everybodys(error):
            for one in batch:
                await _one_statement([one])
            return
        outcomes = [error] * len(batch)
    _tell(batch, outcomes)


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
    return await _groups.setdefault(asyncio.get_running_loop(), _Group()).add(row)
