"""The home feed of people drawn at random, as it lies ready and with nothing there, against one indexed fetch of certificates as JSON."""

from __future__ import annotations

import random
from collections.abc import Sequence
from uuid import UUID

import asyncpg
import orjson

from bench.ground import Ground
from bench.pairs import Side, Work, compare
from bench.plan import Plan
from bench.report import Figure, Gate, Report, equal
from core import clock, gathering
from recommend import feed, telling

GOAL = 1.43
FETCH = """
SELECT id, type_code, version, state, issued_on, expires_on, opens_on, deadline_on, source, source_as_of
FROM profile_certificate WHERE citizen_id = $1 AND state <> 'superseded' ORDER BY deadline_on NULLS LAST
"""
# Which of a person's own certificates must have a card: those inside their window, and up to a year after it.
_MUST_BE_SHOWN = """
SELECT citizen_id, 'certificate-' || id AS card FROM profile_certificate
WHERE citizen_id = ANY($1) AND state = 'valid' AND opens_on <= $2 AND deadline_on >= $2 - 365
"""
_OWN = "SELECT 'certificate-' || id AS card FROM profile_certificate WHERE citizen_id = ANY($1)"


async def drawn(pool: asyncpg.Pool, count: int, seed: int) -> list[UUID]:
    everybody = [row["id"] for row in await pool.fetch("SELECT id FROM profile_citizen ORDER BY id")]
    return random.Random(seed).sample(everybody, min(count, len(everybody)))


def by_product(people: Sequence[UUID]) -> Work:
    async def run() -> None:
        for citizen in people:
            await feed.told(citizen)
        await gathering.settled()  # what is laid ready after the answer counts too

    return run


def forgetting(pool: asyncpg.Pool) -> Work:
    """No page lies ready: as for somebody whose page the night has not reached, or just after a change."""

    async def run() -> None:
        await pool.execute("TRUNCATE recommend_page")

    return run


def by_hand(pool: asyncpg.Pool, people: Sequence[UUID]) -> Work:
    async def run() -> None:
        for citizen in people:
            orjson.dumps([dict(row) for row in await pool.fetch(FETCH, citizen)], default=str)

    return run


async def nothing_missing(pool: asyncpg.Pool, people: Sequence[UUID]) -> Gate:
    """Every certificate that can be renewed has its card on its holder's page, and no other of theirs has."""
    must = {(row["citizen_id"], row["card"]) for row in await pool.fetch(_MUST_BE_SHOWN, people, clock.today())}
    own = {row["card"] for row in await pool.fetch(_OWN, people)}
    shown = {(citizen, card["id"]) for citizen in people for card in orjson.loads(await feed.told(citizen))["cards"] if card["id"] in own}
    return equal("home: a card for each certificate that can be renewed, and for no other", database=must, pages=shown)


async def as_worked_out(people: Sequence[UUID]) -> Gate:
    """What lies ready is, letter by letter, what would be worked out now."""
    ready = [await feed.told(citizen) for citizen in people]
    return equal("home: what lies ready is what is worked out", ready=ready, now=[telling.json_of(await feed.page(one)) for one in people])


async def against_a_fetch(ground: Ground, database: str, plan: Plan, report: Report) -> None:
    async with ground.at(database) as pool:
        chosen = await drawn(pool, plan.people, plan.seed)
        report.gates += [await nothing_missing(pool, chosen), await as_worked_out(chosen)]
        floor_side = Side("by hand", by_hand(pool, chosen), times=8)
        ready = await compare(Side("ready", by_product(chosen), times=8), floor_side, plan.rounds, ground.meter(database))
        first = await compare(Side("first", by_product(chosen), forgetting(pool)), floor_side, plan.rounds, ground.meter(database))
    floor = "one fetch of the certificates + JSON"
    report.figures += [
        Figure("home feed, as it lies ready", floor, GOAL, len(chosen), ready),
        Figure("home feed, nothing lies ready", floor, GOAL, len(chosen), first),
    ]
