"""Audiences: everybody, or every enterprise, for whom a condition holds today: counted, looked at, and frozen so that they are reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core import clock
from core.tables import sql, transaction, uuid7
from profile.conditions import Compiled, Condition, Terms, compiled, written
from profile.traits import PLACES, TABLES, Holder

MOST_OF_A_SAMPLE = 100
_FREEZE = """
WITH held AS (SELECT t.{holder}_id AS id FROM {table} t WHERE {where}),
     told AS (SELECT encode(sha256(convert_to('{holder}' || E'\n' || ${first} || E'\n' || ${second} || E'\n' ||
              coalesce(string_agg(id::text, ',' ORDER BY id), ''), 'UTF8')), 'hex') AS hash, count(*) AS size FROM held),
     made AS (INSERT INTO profile_audience (id, created_at, hash, holder, condition, day, size)
              SELECT ${third}::uuid, ${fourth}::timestamptz, hash, '{holder}', ${first}, ${second}::date, size FROM told
              ON CONFLICT (hash) DO NOTHING RETURNING id),
     kept AS (INSERT INTO profile_audience_member (id, created_at, audience_id, {holder}_id)
              SELECT uuidv7(), ${fourth}::timestamptz, made.id, held.id FROM made, held)
SELECT hash, size FROM told
"""
_WHERE = "coalesce({places}) LIKE ANY(${at}::text[])".format(places=", ".join(f"t.traits->>'{name}'" for name in PLACES), at="{at}")


@dataclass(frozen=True)
class Frozen:
    """A frozen audience: the same condition on the same day with the same holders is the same one."""

    hash: str
    condition: str
    day: date
    size: int


async def count(
    condition: Condition,
    terms: Terms,
    day: date | None = None,
    *,
    holder: Holder = "citizen",
    regions: Sequence[str] = (),
    most: int | None = None,
) -> int:
    """How many it holds for, today or, as they are known now, on another day, of those who are in one of `regions` (beginnings of
    codes; none: everywhere); whoever it may or may not hold for is not counted. With `most`, only so many are looked at.
    `ConditionError` names the place."""
    where = compiled(condition, terms, day or clock.today())
    text, values = where.text, [*where.values]
    if regions:
        values.append([f"{code}%" for code in regions])
        text = f"({text}) AND {_WHERE.format(at=len(values))}"
    return int((await sql(f"SELECT count(*) FROM {_some(holder, most)} t WHERE {text}", *values))[0]["count"])  # noqa: S608


async def size(*, holder: Holder = "citizen", most: int | None = None) -> int:
    """How many are known at all, or `most` if they are more."""
    return int((await sql(f"SELECT count(*) FROM {_some(holder, most)} t"))[0]["count"])  # noqa: S608


def _some(holder: Holder, most: int | None) -> str:
    """The table, or the first of it by id: always the same ones."""
    return TABLES[holder] if most is None else f"(SELECT * FROM {TABLES[holder]} ORDER BY {holder}_id LIMIT {most})"  # noqa: S608


async def sample(condition: Condition, terms: Terms, size: int, seed: str = "", *, holder: Holder = "citizen") -> list[UUID]:
    """Some of them by lot, at most a hundred: the same seed draws the same ones."""
    where = compiled(condition, terms, clock.today())
    at = len(where.values)
    rows = await sql(
        f"SELECT t.{holder}_id AS id FROM {TABLES[holder]} t WHERE {where.text} "  # noqa: S608
        f"ORDER BY md5(t.{holder}_id::text || ${at + 1}::text), t.{holder}_id LIMIT ${at + 2}",
        *where.values,
        seed,
        min(size, MOST_OF_A_SAMPLE),
    )
    return [row["id"] for row in rows]


async def freeze(condition: Condition, terms: Terms, *, holder: Holder = "citizen") -> Frozen:
    """Keeps who they are now, in one statement; frozen again unchanged it is the same audience."""
    today, text = clock.today(), written(condition)
    where = compiled(condition, terms, today)
    async with transaction():
        row = (await sql(_freezing(where, holder), *where.values, text, today.isoformat(), uuid7(), clock.now()))[0]
    return Frozen(row["hash"], text, today, row["size"])


def _freezing(where: Compiled, holder: Holder) -> str:
    """The statement with its own four values numbered after the condition's."""
    at = len(where.values)
    own = {"first": f"{at + 1}::text", "second": f"{at + 2}::text", "third": at + 3, "fourth": at + 4}
    return _FREEZE.format(where=where.text, holder=holder, table=TABLES[holder], **own)


async def members(hash_: str) -> list[UUID]:
    """The people, or enterprises, of a frozen audience."""
    rows = await sql(
        """SELECT coalesce(m.citizen_id, m.enterprise_id) AS id
           FROM profile_audience_member m JOIN profile_audience a ON a.id = m.audience_id WHERE a.hash = $1 ORDER BY 1""",
        hash_,
    )
    return [row["id"] for row in rows]
