"""One form and one set of materials out of several services. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hall import kinds, sparing
from hall.bundles.order import made
from hall.bundles.shape import BundleField, BundleMaterial, BundleSection, Item, Ties
from hall.elements import Element


def form(items: Sequence[Item], sections: Mapping[str, Sequence[Element]]) -> tuple[BundleSection, ...]:
    """The merged form: sections in the order in which members first need them, every element asked once."""
    names = list(dict.fromkeys(name for item in items for name in item.sections))
    asked: set[str] = set()
    found: list[BundleSection] = []
    for name in names:
        fresh = [element for element in sections[name] if element.key not in asked]
        asked.update(element.key for element in fresh)
        if fresh:
            fields = tuple(BundleField(element, _needing(element, items, sections)) for element in fresh)
            found.append(BundleSection(name, fields))
    return tuple(found)


def fields_apart(items: Sequence[Item], sections: Mapping[str, Sequence[Element]]) -> int:
    """How many fields would be asked if the services were applied for one by one."""
    return sum(len({element for name in item.sections for element in sections[name]}) for item in items)


def _needing(element: Element, items: Sequence[Item], sections: Mapping[str, Sequence[Element]]) -> tuple[str, ...]:
    return tuple(item.code for item in items if any(element in sections[name] for name in item.sections))


def materials(items: Sequence[Item], waits_for: Mapping[str, Sequence[str]], ties: Ties) -> tuple[BundleMaterial, ...]:
    """Every kind of material once, with who needs it and what spares it."""
    needed: dict[str, list[tuple[Item, str]]] = {}
    for item in items:
        for name in item.materials:
            needed.setdefault(kinds.kind_of(name).kind, []).append((item, name))
    by_code = {item.code: item for item in items}
    return tuple(_material(kind, uses, waits_for, by_code, ties) for kind, uses in needed.items())


def _material(
    kind: str, uses: Sequence[tuple[Item, str]], waits_for: Mapping[str, Sequence[str]], by_code: Mapping[str, Item], ties: Ties
) -> BundleMaterial:
    name = uses[0][1]
    needed_by = tuple(dict.fromkeys(item.code for item, _ in uses))
    makers = [[by_code[code] for code in waits_for[item.code] if set(one.split("或")) & made(by_code[code], ties)] for item, one in uses]
    return BundleMaterial(kind, name, needed_by, _spared(uses, makers))


def _spared(uses: Sequence[tuple[Item, str]], makers: Sequence[Sequence[Item]]) -> str | None:
    """What spares the person the material: every office that needs it looks it up itself, or it is made on the way."""
    sources = [_source(item, name, made) for (item, name), made in zip(uses, makers, strict=True)]
    return sources[0] if all(sources) else None


def _source(item: Item, name: str, made: Sequence[Item]) -> str | None:
    looked_up = sparing.spared(name, dict.fromkeys(item.shared, ""))
    return looked_up or (f"由本次办理的“{made[0].name}”产生" if made else None)
