"""A whole night: every page of a town laid ready by two worker processes, and held against pages worked out singly.

Run as a program it is one of the two: it says that it is up, begins when told, and says when nothing is left to do.
"""

from __future__ import annotations

import asyncio
import sys
import time
from asyncio.subprocess import PIPE, Process

import asyncpg
import orjson

from bench.ground import Ground
from bench.home import drawn
from bench.plan import Plan
from bench.report import Gate, Report, Speed, equal
from core import fresh, gathering, tables
from local.folder import ROOT
from recommend import feed, scoring, telling

HANDS, GOAL_MINUTES = 2, 10.0


async def whole(ground: Ground, database: str, plan: Plan, report: Report) -> None:
    async with ground.at(database) as pool:
        await pool.execute("TRUNCATE recommend_page, recommend_scoring")
        hands = [await _started() for _ in range(HANDS)]
        meter = ground.meter(database)
        meter.start()
        began = time.perf_counter()
        await asyncio.gather(*(_told(hand, b"begin\n") for hand in hands))
        wall = time.perf_counter() - began
        cpu = meter.stop()
        await asyncio.gather(*(hand.communicate(b"") for hand in hands))
        night = (await scoring.nights(1))[0]
        report.speeds.append(Speed("a night's pages", night["looked"], wall, cpu, HANDS, GOAL_MINUTES))
        report.gates += [await everybody_has_one(pool, night["looked"]), await as_worked_out(pool, plan)]


async def _started() -> Process:
    hand = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.night", cwd=ROOT, stdin=PIPE, stdout=PIPE)
    assert hand.stdout is not None
    await hand.stdout.readline()
    return hand


async def _told(hand: Process, word: bytes) -> None:
    assert hand.stdin is not None
    assert hand.stdout is not None
    hand.stdin.write(word)
    await hand.stdin.drain()
    await hand.stdout.readline()


async def everybody_has_one(pool: asyncpg.Pool, looked: int) -> Gate:
    people, pages = await pool.fetchval("SELECT count(*) FROM profile_citizen"), await pool.fetchval("SELECT count(*) FROM recommend_page")
    return equal("night: everybody was looked at once and has a page", people=people, looked=looked, pages=pages)


async def as_worked_out(pool: asyncpg.Pool, plan: Plan) -> Gate:
    """Of people drawn at random the page as it lies there, opened by nobody yet, is letter by letter what is worked out now."""
    chosen = await drawn(pool, plan.people, plan.seed)
    before = await pool.fetchval("SELECT max(kept_at) FROM recommend_page")
    ready = [await feed.told(citizen) for citizen in chosen]
    await gathering.settled()
    untouched = await pool.fetchval("SELECT max(kept_at) FROM recommend_page") == before
    now = [telling.json_of(await feed.page(citizen)) for citizen in chosen]
    return equal("night: its pages are those worked out singly", ready=(ready, True), now=(now, untouched))


async def hand() -> None:
    """One worker process."""
    await tables.connect()
    await fresh.look()
    _say({"ready": True})
    await asyncio.to_thread(sys.stdin.readline)
    looked = 0
    while done := await scoring.go_on():
        looked += done
    _say({"looked": looked})
    await asyncio.to_thread(sys.stdin.read)
    await tables.disconnect()


def _say(what: dict[str, object]) -> None:
    print(orjson.dumps(what).decode(), flush=True)


if __name__ == "__main__":
    asyncio.run(hand())
