"""Bundles as published and as they come with the project, worked out over the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from core.errors import NotFound
from hall import elements, guides, vocabulary
from hall.bundles import merging, order
from hall.bundles.reading import Broken, check, raw_bundles, read, read_one
from hall.bundles.shape import Bundle, Item, Listed, Member, Ties
from hall.guides import Guide

FILE = vocabulary.DATA / "bundles.yaml"


async def all(audience: str = "", stage: str = "") -> tuple[Bundle, ...]:  # noqa: A001 -- read as bundles.all()
    """The bundles for an audience (citizen, enterprise) and a stage of life (出生, 准营, …); '' takes every one."""
    listed = ((bundle, bundle.listed) for bundle in (await _bundles()).values())
    return tuple(bundle for bundle, one in listed if audience in {"", one.audience} and stage in {"", one.stage})


async def bundle(id: str) -> Bundle:  # noqa: A002
    """One bundle. Raises `NotFound`."""
    found = (await _bundles()).get(id)
    if found is None:
        raise NotFound("bundle.unknown", "没有找到这件“一件事”，可能已经下架。请回到一件事列表看看。")
    return found


async def _bundles() -> dict[str, Bundle]:
    return _made(await guides.every(guides.BUNDLE))


@lru_cache(maxsize=4)
def _made(published: tuple[Guide, ...]) -> dict[str, Bundle]:
    items, known_ties = catalogue(), ties()
    listed = [read_one(one.code, one.verified, one.text) for one in published]
    return {one.id: worked_out(one, items, known_ties) for one in listed}


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


def worked_out(listed: Listed, items: Mapping[str, Item], known_ties: Ties) -> Bundle:
    """The bundle with its order, form, materials and days."""
    members = [items[code] for code, _ in listed.members]
    waits_for = order.waits(members, known_ties)
    at = order.steps(waits_for)
    return Bundle(
        listed,
        tuple(sorted((Member(item, waits_for[item.code], at[item.code]) for item in members), key=lambda member: member.step)),
        merging.form(members, elements.sections()),
        merging.materials(members, waits_for, known_ties),
        order.days(members, waits_for),
        sum(item.days for item in members),
        max(item.visits for item in members),
        merging.fields_apart(members, elements.sections()),
    )


def catalogue() -> dict[str, Item]:
    """Our own services as bundles see them, by code."""
    sections = {row["item"]: _parts(row["sections"]) for row in vocabulary.table("item_sections.csv")}
    return {row["item_id"]: _item(row, sections.get(row["item_id"], ())) for row in vocabulary.table("items_core.csv")}


def _item(row: Mapping[str, str], sections: tuple[str, ...]) -> Item:
    return Item(
        row["item_id"],
        row["name"],
        vocabulary.office_of(row["dept"]).name,
        int(row["promise_working_days"] or 0),
        int(row["onsite_visits"] or 0),
        "不收费" if row["fee"] == "0" else row["fee"],
        _parts(row["materials"]),
        frozenset(_parts(row["materials_prefillable"])),
        _parts(row["result"]),
        sections,
    )


def ties() -> Ties:
    """provides.csv: how services hang together where names don't tell."""
    rows = vocabulary.table("provides.csv")
    found: dict[str, dict[str, set[str]]] = {"gives": {}, "brings": {}, "before": {}}
    for row in rows:
        found[row["kind"]].setdefault(row["item"], set()).add(row["what"])
    gives, brings, before = ({code: frozenset(what) for code, what in found[kind].items()} for kind in ("gives", "brings", "before"))
    return Ties(gives, brings, before)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
