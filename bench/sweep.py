"""The sweep against a hand-written statement that makes the same rows, and against itself in a town ten times as large."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from bench import sweep_floor
from bench.ground import Ground
from bench.pairs import Side, Work, compare
from bench.plan import Plan
from bench.report import Figure, Gate, Report, equal
from core import clock
from core.tables import sql
from hall import catalog
from profile import certificates, rules
from push import reminders

GOAL = GROWTH_GOAL = 1.5
# What a sweep wrote, told so that two ways of writing it can be compared: everything but ids, times and wording.
QUESTIONS = {
    "reminders": "SELECT certificate_id::text, certificate_version, rule, rung, days_left FROM push_reminder ORDER BY 1",
    "offers": "SELECT citizen_id::text, certificate_id::text, certificate_version, service_code FROM recommend_offer ORDER BY 1, 2",
    "messages": "SELECT dedupe_key, citizen_id::text, category, subject_id::text FROM push_inbox_item ORDER BY 1",
    "deliveries": "SELECT dedupe_key, citizen_id::text, channel, template, state, attempts FROM push_delivery ORDER BY 1",
    "next rungs": "SELECT c.id::text, c.next_rung, c.next_rung_on FROM profile_certificate c JOIN bench.due d ON d.id = c.id ORDER BY 1",
}
RESET = """
TRUNCATE push_reminder, recommend_offer, push_inbox_item, push_delivery, push_delivery_event, push_grant_entry, push_provider_event;
UPDATE profile_certificate c SET next_rung = d.next_rung, next_rung_on = d.next_rung_on FROM bench.due d WHERE c.id = d.id;
"""
Written = dict[str, list[tuple[object, ...]]]


async def reset(pool: asyncpg.Pool) -> None:
    """As it was on the morning before: the same certificates due, nothing said."""
    await pool.execute(RESET)
    await pool.execute("VACUUM ANALYZE profile_certificate")


async def written(pool: asyncpg.Pool) -> Written:
    return {name: [tuple(row) for row in await pool.fetch(question)] for name, question in QUESTIONS.items()}


async def by_product() -> None:
    await reminders.sweep(clock.now())


def by_hand(pool: asyncpg.Pool) -> Work:
    async def run() -> None:
        await pool.fetchval(sweep_floor.STATEMENT, clock.now(), clock.today())

    return run


async def prepare_floor(pool: asyncpg.Pool) -> None:
    services = {code: catalog.renewal_service(code) for code in rules.types()}
    await pool.execute(sweep_floor.KINDS)
    await pool.executemany("INSERT INTO bench.kind VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING", sweep_floor.kinds(services))
    due = await certificates.by_ids([row["id"] for row in await pool.fetch("SELECT id FROM bench.due")])
    again = [(held.id, held.again_on) for held in due.values() if held.again_on]
    await pool.executemany("INSERT INTO bench.again VALUES ($1, $2) ON CONFLICT DO NOTHING", again)
    await pool.execute("ANALYZE bench.again")


async def same_rows(pool: asyncpg.Pool, due: int) -> list[Gate]:
    """Both ways once, and again: the same rows, as many reminders as certificates are due, and nothing new the second time."""
    found: list[Written] = []
    for work in (by_product, by_hand(pool)):
        await reset(pool)
        await work()
        found.append(await written(pool))
        await work()
        found.append(await written(pool))
    names = ("product", "product again", "by hand", "by hand again")
    gates = [equal(f"sweep: the same {what} by the product and by hand, once and twice",
                   **{name: one[what] for name, one in zip(names, found, strict=True)}) for what in QUESTIONS]  # fmt: skip
    return [*gates, equal("sweep: one reminder for each certificate that is due", due=due, reminders=len(found[0]["reminders"]))]


async def against_hand(ground: Ground, database: str, plan: Plan, report: Report) -> None:
    async with ground.at(database) as pool:
        await prepare_floor(pool)
        report.gates += await same_rows(pool, plan.due)

        async def again() -> None:
            await reset(pool)

        pair = await compare(Side("product", by_product, again), Side("by hand", by_hand(pool), again), plan.rounds, ground.meter(database))
    report.figures.append(Figure("sweep", "one INSERT … SELECT … ON CONFLICT", GOAL, plan.due, pair))


async def growth(ground: Ground, databases: Sequence[str], plan: Plan, report: Report) -> None:
    """The same number of matches in a small and in a large town."""
    counts: dict[str, int] = {}

    def morning(database: str) -> Work:
        async def prepare() -> None:
            async with ground.at(database) as pool:
                await reset(pool)
            await ground.turn_to(database)
            await sql("SELECT 1")

        return prepare

    def sweep(database: str) -> Work:
        async def run() -> None:
            counts[database] = await reminders.sweep(clock.now())

        return run

    small, large = (Side(name, sweep(name), morning(name), ground.meter(name)) for name in databases)
    pair = await compare(large, small, plan.rounds, ground.meter(databases[0]))
    name = f"sweep, {plan.small:,} → {plan.huge:,} certificates"
    report.figures.append(Figure(name, "the same sweep in the small town", GROWTH_GOAL, plan.due, pair))
    report.gates.append(equal("sweep: as many reminders in the large town as in the small one", due=plan.due, **counts))
