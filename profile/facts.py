"""Facts: what departments say about a person, each with its source and date; the newest word on a name wins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from core import clock
from core.registry import RegisteredFact
from core.tables import sql, uuid7
from profile.models import Fact


@dataclass(frozen=True)
class KnownFact:
    """One fact: its value (plain JSON), the department it comes from, and the day it was true."""

    value: Any
    source: str
    as_of: date


async def facts_of(citizen_id: UUID) -> dict[str, KnownFact]:
    """Everything known about the person, by name of `profile_facts.csv`."""
    rows = await Fact.filter(citizen_id=citizen_id).values("name", "value", "source", "as_of")
    return {row["name"]: KnownFact(row["value"], row["source"], row["as_of"]) for row in rows}


async def learn(citizen_id: UUID, found: list[RegisteredFact]) -> None:
    """Keeps the facts, one statement for all; an older word never overwrites a newer one."""
    await sql(
        """INSERT INTO profile_fact (id, created_at, citizen_id, name, value, source, as_of)
           SELECT f.id, $2, $1, f.name, f.value, f.source, f.as_of
           FROM unnest($3::uuid[], $4::text[], $5::jsonb[], $6::text[], $7::date[]) AS f(id, name, value, source, as_of)
           ON CONFLICT (citizen_id, name) DO UPDATE SET value = excluded.value, source = excluded.source, as_of = excluded.as_of
           WHERE profile_fact.as_of <= excluded.as_of""",
        citizen_id,
        clock.now(),
        [uuid7() for _ in found],
        [fact.name for fact in found],
        [orjson.dumps(fact.value).decode() for fact in found],
        [fact.source for fact in found],
        [fact.as_of for fact in found],
    )
