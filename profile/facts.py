"""Facts: what departments say about a person or an enterprise, each with its source and date; the newest word on a name wins."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from core import clock
from core.sharing import RegisteredFact
from core.tables import sql, uuid7
from profile import naming

_STATEMENT = """
INSERT INTO {table} (id, created_at, {holder}, name, value, source, as_of, share)
SELECT f.id, $2, $1, f.name, f.value, f.source, f.as_of, f.share
FROM unnest($3::uuid[], $4::text[], $5::jsonb[], $6::text[], $7::date[], $8::text[]) AS f(id, name, value, source, as_of, share)
ON CONFLICT ({holder}, name) DO UPDATE SET value = excluded.value, source = excluded.source, as_of = excluded.as_of, share = excluded.share
WHERE {table}.as_of <= excluded.as_of
"""
_NO_MORE = "DELETE FROM {table} WHERE {holder} = $1 AND share = ANY($2) AND name <> ALL($3) RETURNING name"
Shares = Mapping[str, str]  # fact → the class of shared data that told it
NOBODYS: Shares = {}


_PERSON = {"table": "profile_fact", "holder": "citizen_id"}
_COMPANY = {"table": "profile_enterprise_fact", "holder": "enterprise_id"}


@dataclass(frozen=True)
class KnownFact:
    """One fact: its value (plain JSON), the department it comes from, and the day it was true."""

    value: Any
    source: str
    as_of: date


async def facts_of(citizen_id: UUID) -> dict[str, KnownFact]:
    """Everything known about the person, by name of `recommend/data/facts.csv`."""
    return _known(citizen_id, await sql("SELECT name, value, source, as_of FROM profile_fact WHERE citizen_id = $1", citizen_id))


async def facts_of_many(citizen_ids: list[UUID]) -> dict[UUID, dict[str, KnownFact]]:
    """Everything known about several people, in one query."""
    rows = await sql("SELECT citizen_id, name, value, source, as_of FROM profile_fact WHERE citizen_id = ANY($1)", citizen_ids)
    return _by_holder(citizen_ids, "citizen_id", rows)


async def facts_of_enterprise(enterprise_id: UUID) -> dict[str, KnownFact]:
    """Everything known about the enterprise, by name."""
    return (await facts_of_enterprises([enterprise_id]))[enterprise_id]


async def facts_of_enterprises(enterprise_ids: list[UUID]) -> dict[UUID, dict[str, KnownFact]]:
    """The same of several, in one query."""
    rows = await sql(
        "SELECT enterprise_id, name, value, source, as_of FROM profile_enterprise_fact WHERE enterprise_id = ANY($1)", enterprise_ids
    )
    return _by_holder(enterprise_ids, "enterprise_id", rows)


def _by_holder(holders: list[UUID], column: str, rows: list[dict[str, Any]]) -> dict[UUID, dict[str, KnownFact]]:
    found: dict[UUID, dict[str, KnownFact]] = {one: {} for one in holders}
    for row in rows:
        found[row[column]] |= _known(row[column], [row])
    return found


def _known(holder: UUID, rows: list[dict[str, Any]]) -> dict[str, KnownFact]:
    values = ((row, naming.opened(holder, row["name"], orjson.loads(row["value"]))) for row in rows)
    return {row["name"]: KnownFact(value, row["source"], row["as_of"]) for row, value in values}


async def learn(citizen_id: UUID, found: list[RegisteredFact], shares: Shares = NOBODYS) -> None:
    """Keeps facts about a person; an older word never overwrites a newer one."""
    await _keep(_PERSON, citizen_id, found, shares)


async def learn_of_enterprise(enterprise_id: UUID, found: list[RegisteredFact], shares: Shares = NOBODYS) -> None:
    """Keeps facts about an enterprise, likewise."""
    await _keep(_COMPANY, enterprise_id, found, shares)


async def forget_untold(citizen_id: UUID, shares: Collection[str], told: Collection[str]) -> int:
    """What these classes told once and tell no more is not so any more: a car that was sold. How many facts."""
    return len(await sql(_NO_MORE.format(**_PERSON), citizen_id, list(shares), list(told)))


async def forget_untold_of_enterprise(enterprise_id: UUID, shares: Collection[str], told: Collection[str]) -> int:
    """The same of an enterprise."""
    return len(await sql(_NO_MORE.format(**_COMPANY), enterprise_id, list(shares), list(told)))


async def _keep(names: Mapping[str, str], holder: UUID, found: list[RegisteredFact], shares: Shares) -> None:
    await sql(
        _STATEMENT.format(**names),
        holder,
        clock.now(),
        [uuid7() for _ in found],
        [fact.name for fact in found],
        [orjson.dumps(naming.kept(holder, fact.name, fact.value)).decode() for fact in found],
        [fact.source for fact in found],
        [fact.as_of for fact in found],
        [shares.get(fact.name) for fact in found],
    )
