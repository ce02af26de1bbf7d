"""My tags: the row that recommendation works with, in words; each can be deleted by the person, for good."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core import clock
from core.errors import NotFound
from profile import facts, traits
from profile.conditions import FactValue
from recommend import vocabulary


@dataclass(frozen=True)
class Tag:
    """One tag, as a person reads it; a deleted one has no value."""

    name: str
    label: str
    value: str
    group: str


@dataclass(frozen=True)
class Tags:
    items: tuple[Tag, ...]
    dropped: tuple[Tag, ...]


async def mine(citizen_id: UUID) -> Tags:
    """The person's tags as they stand, folded now, so that nothing is worked with that is not seen."""
    today = clock.today()
    row = (await traits.rebuilt([citizen_id], vocabulary.dictionary(), today)).get(citizen_id, {})
    values = traits.values(row, vocabulary.dictionary(), today)
    return Tags(_shown(values), _shown(dict.fromkeys(await traits.dropped(citizen_id))))


async def drop(citizen_id: UUID, name: str) -> None:
    """Deletes one. Raises `NotFound` for what the person has not."""
    shown = await mine(citizen_id)
    if name not in {one.name for one in (*shown.items, *shown.dropped)} | set(await facts.facts_of(citizen_id)):
        raise NotFound("tag.unknown", "没有找到这个标签。")
    await traits.drop(citizen_id, name)


async def restore(citizen_id: UUID, name: str) -> None:
    """Takes the deletion back. Raises `NotFound` for what was not deleted."""
    if name not in await traits.dropped(citizen_id):
        raise NotFound("tag.unknown", "没有找到这个标签。")
    await traits.restore(citizen_id, name)


def _shown(values: dict[str, FactValue]) -> tuple[Tag, ...]:
    found = (
        Tag(name, vocabulary.label_of(name), vocabulary.told(name, value) if value is not None else "", _group(name))
        for name, value in values.items()
    )
    return tuple(sorted(found, key=lambda one: (one.group, one.label)))


def _group(name: str) -> str:
    term = vocabulary.terms().get(name)
    return term.group if term else "证照"
