"""The project's own trees: read and checked once, against the catalogue's names."""

from __future__ import annotations

from functools import lru_cache

from core.errors import NotFound
from hall import sparing, vocabulary
from hall.situations.checking import Vocabulary
from hall.situations.reading import read_folder
from hall.situations.shape import Tree

FOLDER = vocabulary.DATA / "situations"


@lru_cache(maxsize=1)
def trees() -> dict[str, Tree]:
    """Every tree by service code. Raises `Broken` when a file won't do."""
    return read_folder(FOLDER, known())


def tree(code: str) -> Tree:
    """The tree of a service. Raises `NotFound`."""
    found = trees().get(code)
    if found is None:
        raise NotFound("situation.none", "这个事项不分情形，按办事指南准备材料就可以。")
    return found


def spared(code: str, material: str) -> str | None:
    """Where a material of a service comes from when it need not be brought; None when it has to be."""
    return sparing.spared(material, _shared().get(code, frozenset()))


@lru_cache(maxsize=1)
def _shared() -> dict[str, frozenset[str]]:
    rows = vocabulary.table("items_core.csv")
    return {row["item_id"]: frozenset(one.strip() for one in row["materials_prefillable"].split(";")) for row in rows}


def known() -> Vocabulary:
    """What leaves may name: our own services, their materials and those of materials.csv, the form sections."""
    items = vocabulary.table("items_core.csv")
    listed = {name.strip() for row in items for name in row["materials"].split(";") if name.strip()}
    kinds = {row["name"] for row in vocabulary.table("materials.csv")}
    return Vocabulary({row["item_id"] for row in items}, listed | kinds, {row["section"] for row in vocabulary.table("sections.csv")})
