"""Trees by service: as published, and as they come with the project."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson

from core.errors import NotFound
from core.tables import sql
from hall import guides, vocabulary
from hall.guides import Guide
from hall.situations.checking import Vocabulary
from hall.situations.reading import raw_trees, read_folder, read_one
from hall.situations.shape import Tree

FOLDER = vocabulary.DATA / "situations"


async def tree(code: str, number: int | None = None) -> Tree:
    """The tree of a service as published now, or as it was under a number. Raises `NotFound`."""
    found = await guides.published(guides.TREE, code, number)
    if found is None:
        raise NotFound("situation.none", "这个事项不分情形，按办事指南准备材料就可以。")
    return _read(found)


@lru_cache(maxsize=1024)
def _read(guide: Guide) -> Tree:
    return read_one(guide.code, guide.number, guide.verified, guide.text)


async def shared(code: str) -> dict[str, str]:
    """Materials that the service looks up itself, so that nobody has to bring them, and from whom (empty: not said)."""
    rows = await sql("SELECT materials FROM hall_service WHERE code = $1", code)
    listed = orjson.loads(rows[0]["materials"]) if rows else []
    return {one["name"]: one.get("source", "") for one in listed if one["prefillable"]}


async def known() -> Vocabulary:
    """What trees may name today: services of the catalogue, their materials and those of materials.csv, the form sections."""
    items = await sql("SELECT code FROM hall_service")
    listed = await sql("SELECT DISTINCT one ->> 'name' AS name FROM hall_service, jsonb_array_elements(materials) AS one")
    kinds = {row["name"] for row in vocabulary.table("materials.csv")}
    return Vocabulary({row["code"] for row in items}, kinds | {row["name"] for row in listed}, _sections())


def _sections() -> set[str]:
    return {row["section"] for row in vocabulary.table("sections.csv")}


@lru_cache(maxsize=1)
def shipped() -> dict[str, Tree]:
    """Every tree that comes with the project, by service code. Raises `Broken` when a file won't do."""
    return read_folder(FOLDER, known_to_the_files())


def raw(code: str) -> dict[str, Any]:
    """A shipped tree as its file writes it, without service and version."""
    return _raw()[code]


@lru_cache(maxsize=1)
def _raw() -> dict[str, dict[str, Any]]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yaml"))]
    trees = [one for text in texts for one in raw_trees(text)]
    return {one["item"]: {key: value for key, value in one.items() if key not in {"item", "version"}} for one in trees}


def known_to_the_files() -> Vocabulary:
    """What shipped leaves may name: our own services, their materials and those of materials.csv, the form sections."""
    items = vocabulary.table("items_core.csv")
    listed = {name.strip() for row in items for name in row["materials"].split(";") if name.strip()}
    kinds = {row["name"] for row in vocabulary.table("materials.csv")}
    return Vocabulary({row["item_id"] for row in items}, listed | kinds, _sections())
