"""Everybody's page laid ready in the small hours: in parts, batch by batch, each whole; whoever is killed leaves off at the last one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import date
from datetime import time as hour
from typing import Any

from core import clock, failpoints
from core.log import get
from core.tables import sql, transaction
from profile import people, touched
from recommend import feed, popular, reading, ready, surroundings
from recommend.reading import Row
from recommend.ready import Judged
from recommend.surroundings import Surroundings

FROM = hour(1)  # in Shanghai, after the day's new counts of what is popular
PARTS, BATCH, SLICE_S = 2, 1000, 20.0
# Ids are in the order of their making, and as text too.
_BEGIN = f"""
INSERT INTO recommend_scoring (id, created_at, day, part, place, until, total, looked, failed)
SELECT uuidv7(), $2, $1, part, lag(last, 1, '00000000-0000-0000-0000-000000000000') OVER (ORDER BY part), last, people, 0, 0
FROM (SELECT part, max(id::text)::uuid AS last, count(*) AS people
      FROM (SELECT id, ntile($3) OVER (ORDER BY id) AS part FROM {people.OPEN} everybody) one GROUP BY part) parts
ON CONFLICT (day, part) DO NOTHING RETURNING 1
"""  # noqa: S608
_TAKE = "SELECT * FROM recommend_scoring WHERE day = $1 AND finished_at IS NULL ORDER BY part LIMIT 1 FOR UPDATE SKIP LOCKED"
_ON = "UPDATE recommend_scoring SET place = $2, looked = looked + $3, failed = failed + $4, finished_at = $5 WHERE id = $1"
_NIGHTS = """
SELECT day, sum(total)::int AS total, sum(looked)::int AS looked, sum(failed)::int AS failed, min(created_at) AS began_at,
       CASE WHEN bool_and(finished_at IS NOT NULL) THEN max(finished_at) END AS finished_at
FROM recommend_scoring GROUP BY day ORDER BY day DESC LIMIT $1
"""


async def go_on(seconds: float = SLICE_S) -> int:
    """Batch after batch of a part that nobody else is at, until all is done or time is up; how many people were looked at."""
    today, looked = clock.today(), 0
    if clock.local(clock.now()).time() < FROM:
        return 0
    await _begin(today)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        async with transaction():
            rows = await sql(_TAKE, today)
            done = await _batch(rows[0], today) if rows else 0
        if not done:
            break
        looked += done
    return looked


async def nights(limit: int = 7) -> list[dict[str, Any]]:
    """`[{day, total, looked, failed, began_at, finished_at}]`, the latest first."""
    return await sql(_NIGHTS, limit)


async def _begin(today: date) -> None:
    """Once a day: everybody with an account, in parts of the same size. Whoever began it also throws old marks away."""
    if await sql("SELECT 1 FROM recommend_scoring WHERE day = $1 LIMIT 1", today):
        return
    await popular.count_daily()
    await popular.refresh()
    if await sql(_BEGIN, today, clock.now(), PARTS):
        await touched.forget()


async def _batch(work: dict[str, Any], today: date) -> int:
    """The next people of a part; none were looked at when it is at its end, or must be taken up again."""
    rows = await reading.some(work["place"], work["until"], BATCH)
    made = await _made(rows, today) if rows else []
    if made is None:
        return 0
    failpoints.reach("recommend.scoring")
    ended = clock.now() if len(rows) < BATCH else None
    await sql(_ON, work["id"], rows[-1].citizen_id if rows else work["place"], len(rows), len(rows) - len(made), ended)
    if ended:
        await ready.forget(today)
    return len(rows)


async def _made(rows: Sequence[Row], today: date) -> list[Judged] | None:
    """Their pages, kept; None when a rule was published meanwhile or the learned order can't be read now."""
    around = await surroundings.of(rows[0].present)
    stamp = around.stamp
    made = await asyncio.to_thread(_judged, rows, around, today)
    if not around.whole or around.stamp != stamp:
        return None
    await ready.keep(made, today, stamp)
    return made


def _judged(rows: Sequence[Row], around: Surroundings, today: date) -> list[Judged]:
    """Whoever can't be judged is left to their own asking and to the log; the others don't wait for it."""
    made = []
    for row in rows:
        try:
            made.append(feed.ready_of(row, around, today))
        except Exception as error:
            get("recommend").warning("a page could not be laid ready", citizen=str(row.citizen_id), reason=type(error).__name__)
    return made
