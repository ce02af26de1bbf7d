"""Audiences: everybody for whom a condition holds today, counted, looked at, and frozen so that who was meant is who is reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core import clock
from core.tables import sql, transaction, uuid7
from profile.conditions import Compiled, Condition, Terms, compiled, written

MOST_OF_A_SAMPLE = 100
_FREEZE = """
WITH held AS (SELECT t.citizen_id FROM profile_traits t WHERE {where}),
     told AS (SELECT encode(sha256(convert_to(${first} || E'\\n' || ${second} || E'\\n' ||
              coalesce(string_agg(citizen_id::text, ',' ORDER BY citizen_id), ''), 'UTF8')), 'hex') AS hash, count(*) AS size FROM held),
     made AS (INSERT INTO profile_audience (id, created_at, hash, condition, day, size)
              SELECT ${third}::uuid, ${fourth}::timestamptz, hash, ${first}, ${second}::date, size FROM told
              ON CONFLICT (hash) DO NOTHING RETURNING id),
     kept AS (INSERT INTO profile_audience_member (id, created_at, audience_id, citizen_id)
              SELECT uuidv7(), ${fourth}::timestamptz, made.id, held.citizen_id FROM made, held)
SELECT hash, size FROM told
"""


@dataclass(frozen=True)
class Frozen:
    """A frozen audience: the same condition on the same day with the same people is the same one."""

    hash: str
    condition: str
    day: date
    size: int


async def count(condition: Condition, terms: Terms, day: date | None = None) -> int:
    """How many people it holds for, today or, as they are known now, on another day; whoever it may or may not hold for is not counted.
    `ConditionError` names the place."""
    where = compiled(condition, terms, day or clock.today())
    return int((await sql(f"SELECT count(*) FROM profile_traits t WHERE {where.text}", *where.values))[0]["count"])  # noqa: S608


async def sample(condition: Condition, terms: Terms, size: int, seed: str = "") -> list[UUID]:
    """Some of them by lot, at most a hundred: the same seed draws the same people."""
    where = compiled(condition, terms, clock.today())
    at = len(where.values)
    rows = await sql(
        f"SELECT t.citizen_id FROM profile_traits t WHERE {where.text} "  # noqa: S608
        f"ORDER BY md5(t.citizen_id::text || ${at + 1}::text), t.citizen_id LIMIT ${at + 2}",
        *where.values,
        seed,
        min(size, MOST_OF_A_SAMPLE),
    )
    return [row["citizen_id"] for row in rows]


async def freeze(condition: Condition, terms: Terms) -> Frozen:
    """Keeps who they are now, in one statement; frozen again unchanged it is the same audience."""
    today, text = clock.today(), written(condition)
    where = compiled(condition, terms, today)
    async with transaction():
        row = (await sql(_freezing(where), *where.values, text, today.isoformat(), uuid7(), clock.now()))[0]
    return Frozen(row["hash"], text, today, row["size"])


def _freezing(where: Compiled) -> str:
    """The statement with its own four values numbered after the condition's."""
    at = len(where.values)
    return _FREEZE.format(where=where.text, first=f"{at + 1}::text", second=f"{at + 2}::text", third=at + 3, fourth=at + 4)


async def members(hash_: str) -> list[UUID]:
    """The people of a frozen audience."""
    rows = await sql(
        "SELECT m.citizen_id FROM profile_audience_member m JOIN profile_audience a ON a.id = m.audience_id WHERE a.hash = $1 ORDER BY 1",
        hash_,
    )
    return [row["citizen_id"] for row in rows]
