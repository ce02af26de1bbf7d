"""Bundles as published and as they come with the project, worked out over the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from core.errors import NotFound
from hall import elements, guides, powers, vocabulary
from hall.bundles import members, merging, order
from hall.bundles.members import parts
from hall.bundles.reading import Broken, check, raw_bundles, read, read_one
from hall.bundles.shape import Bundle, Item, Listed, Member, Ties
from hall.guides import Guide

FILE = vocabulary.DATA / "bundles.yaml"


async def all(audience: str = "", stage: str = "") -> tuple[Bundle, ...]:  # noqa: A001 -- read as bundles.all()
    """The bundles for an audience (citizen, enterprise) and a stage of life (出生, 准营, …); '' takes every one."""
    listed = [_read(one) for one in await guides.every(guides.BUNDLE)]
    wanted = [one for one in listed if audience in {"", one.audience} and stage in {"", one.stage}]
    return await _over_the_catalogue(wanted)


async def bundle(id: str, region: str = "") -> Bundle:  # noqa: A002
    """One bundle, with the fees of a region where one is named. Raises `NotFound`, or `Invalid` for an unknown region."""
    guide = await guides.published(guides.BUNDLE, id)
    found = await _over_the_catalogue([_read(guide)], region) if guide else ()
    if not found:
        raise NotFound("bundle.unknown", "没有找到这件“一件事”，可能已经下架。请回到一件事列表看看。")
    return found[0]


async def holding(service_code: str) -> tuple[str, ...]:
    """The bundles that a service belongs to, by id."""
    listed = [_read(one) for one in await guides.every(guides.BUNDLE)]
    return tuple(one.id for one in listed if service_code in {code for code, _ in one.members})


@lru_cache(maxsize=1024)
def _read(guide: Guide) -> Listed:
    return read_one(guide.code, guide.verified, guide.text)


async def _over_the_catalogue(listed: Sequence[Listed], region: str = "") -> tuple[Bundle, ...]:
    """Bundles of the services that the catalogue has; one whose services are all gone is left out."""
    items = await members.published({code for one in listed for code, _ in one.members}, region)
    held = [(one, tuple(items[code] for code, _ in one.members if code in items)) for one in listed]
    return tuple(_worked_out(one, services) for one, services in held if services)


@lru_cache(maxsize=1024)
def _worked_out(listed: Listed, services: tuple[Item, ...]) -> Bundle:
    """Worked out once for what the services say; it takes a millisecond each."""
    return worked_out(listed, services, ties())


async def wrong_with(id: str, text: str) -> list[str]:  # noqa: A002
    """What keeps a text from being published as this bundle, in sentences."""
    try:
        listed = read_one(id, False, text)
    except Broken as broken:
        return broken.problems
    return check([listed], await members.published({code for code, _ in listed.members}), ties())


@lru_cache(maxsize=1)
def shipped() -> tuple[Listed, ...]:
    """The bundles that come with the project, checked against the catalogue's files. Raises `Broken`."""
    listed = read(FILE.read_text(encoding="utf-8"))
    problems = check(listed, catalogue(), ties())
    if problems:
        raise Broken(problems)
    return tuple(listed)


def raw(id: str) -> dict[str, object]:  # noqa: A002
    """A shipped bundle as its file writes it, without its number and whether it is verified."""
    return _raw()[id]


@lru_cache(maxsize=1)
def _raw() -> dict[str, dict[str, object]]:
    every = raw_bundles(FILE.read_text(encoding="utf-8"))
    return {one["id"]: {key: value for key, value in one.items() if key not in {"id", "verified"}} for one in every}


def worked_out(listed: Listed, items: Sequence[Item], known_ties: Ties) -> Bundle:
    """The bundle with its order, form, materials and days."""
    waits_for = order.waits_without_circle(items, known_ties)
    at = order.steps(waits_for)
    return Bundle(
        listed,
        tuple(sorted((Member(item, waits_for[item.code], at[item.code]) for item in items), key=lambda member: member.step)),
        merging.form(items, elements.sections()),
        merging.materials(items, waits_for, known_ties),
        order.days(items, waits_for),
        sum(item.days for item in items),
        max(item.visits for item in items),
        merging.fields_apart(items, elements.sections()),
    )


def catalogue() -> dict[str, Item]:
    """Our own services as their file tells them, by code: what shipped bundles are checked against."""
    return {row["item_id"]: _item(row) for row in vocabulary.table("items_core.csv")}


def _item(row: Mapping[str, str]) -> Item:
    return Item(
        row["item_id"],
        row["name"],
        vocabulary.office_of(row["dept"]).name,
        int(row["promise_working_days"] or 0),
        int(row["onsite_visits"] or 0),
        "不收费" if row["fee"] == "0" else row["fee"],
        parts(row["materials"]),
        frozenset(parts(row["materials_prefillable"])),
        parts(row["result"]),
        members.sections().get(row["item_id"], ()),
        powers.why_not(row["name"], row["item_type"].partition(" ")[2], "在用"),
    )


@lru_cache(maxsize=1)
def ties() -> Ties:
    """provides.csv: how services hang together where names don't tell."""
    rows = vocabulary.table("provides.csv")
    found: dict[str, dict[str, set[str]]] = {"gives": {}, "brings": {}, "before": {}}
    for row in rows:
        found[row["kind"]].setdefault(row["item"], set()).add(row["what"])
    gives, brings, before = ({code: frozenset(what) for code, what in found[kind].items()} for kind in ("gives", "brings", "before"))
    return Ties(gives, brings, before)
