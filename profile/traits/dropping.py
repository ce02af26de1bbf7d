"""Tags that people deleted: gone from their row at once, and left out whenever the row is folded again or something is recommended."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar
from uuid import UUID

from core import clock
from core.tables import sql, transaction, uuid7
from profile import events

Value = TypeVar("Value")


async def dropped_by(citizen_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """Citizen → the names of the tags that they deleted."""
    rows = await sql(
        "SELECT citizen_id, array_agg(name) AS names FROM profile_dropped_trait WHERE citizen_id = ANY($1) GROUP BY 1", list(citizen_ids)
    )
    return {row["citizen_id"]: frozenset(row["names"]) for row in rows}


async def dropped(citizen_id: UUID) -> frozenset[str]:
    """The names of the tags that this person deleted."""
    return (await dropped_by([citizen_id])).get(citizen_id, frozenset())


def without(values: Mapping[str, Value], names: Collection[str]) -> dict[str, Value]:
    """What is left of them. Pure."""
    return {name: value for name, value in values.items() if name not in names}


async def drop(citizen_id: UUID, name: str) -> None:
    """Deletes a tag for good; twice is once."""
    async with transaction():
        await sql(
            "INSERT INTO profile_dropped_trait (id, created_at, citizen_id, name) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            uuid7(), clock.now(), citizen_id, name,
        )  # fmt: skip
        await sql("UPDATE profile_traits SET traits = traits - $2::text WHERE citizen_id = $1", citizen_id, name)
        await events.record("traits.changed", citizen_id=citizen_id)


async def restore(citizen_id: UUID, name: str) -> None:
    """Lets a deleted tag be folded again from its sources."""
    async with transaction():
        await sql("DELETE FROM profile_dropped_trait WHERE citizen_id = $1 AND name = $2", citizen_id, name)
        await events.record("traits.changed", citizen_id=citizen_id)
