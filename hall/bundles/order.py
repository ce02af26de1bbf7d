"""What must be done before what: a service waits for those whose result is a material of its own. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from hall.bundles.shape import Item, Ties

NO_TIES = Ties({}, {}, {})


class Circle(ValueError):
    """The services wait for one another; `codes` is the circle."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(" → ".join(codes))
        self.codes = tuple(codes)


def waits(items: Sequence[Item], ties: Ties = NO_TIES) -> dict[str, tuple[str, ...]]:
    """For each service the codes of those it waits for, in the order given."""
    found: dict[str, tuple[str, ...]] = {}
    for item in items:
        sources = {code for name in item.materials for code in _sources(name, item, items, ties)}
        sources |= {other.code for other in items if item.code in ties.before.get(other.code, ())}
        found[item.code] = tuple(other.code for other in items if other.code in sources and other.code != item.code)
    return found


def waits_without_circle(items: Sequence[Item], ties: Ties = NO_TIES) -> dict[str, tuple[str, ...]]:
    """The same, whatever the catalogue has come to say since the bundle was checked: in a circle the order given decides."""
    found = waits(items, ties)
    try:
        steps(found)
    except Circle:
        place = {item.code: number for number, item in enumerate(items)}
        return {code: tuple(other for other in others if place[other] < place[code]) for code, others in found.items()}
    return found


def _sources(name: str, item: Item, items: Sequence[Item], ties: Ties) -> set[str]:
    """Who makes a material in this bundle. Those who renew or alter a certificate count only when nobody issues it afresh,
    and a service that gives back what it takes brings the one that is there already."""
    wanted = set(name.split("或"))
    if name in ties.brings.get(item.code, ()) or wanted & made(item, ties):
        return set()
    makers = [other for other in items if other.code != item.code and wanted & made(other, ties)]
    fresh = [other for other in makers if not any(wanted & set(need.split("或")) for need in other.materials)]
    return {other.code for other in fresh or makers}


def made(item: Item, ties: Ties) -> set[str]:
    """The materials that a service's result stands for."""
    return {*item.results, *ties.gives.get(item.code, ())}


def steps(waits_for: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The step, from 1, in which each service can be done. Raises `Circle`."""
    found: dict[str, int] = {}
    for code in _ordered(waits_for):
        found[code] = 1 + max((found[other] for other in waits_for.get(code, ())), default=0)
    return found


def days(items: Sequence[Item], waits_for: Mapping[str, Sequence[str]]) -> int:
    """Working days for the whole: the longest chain, the rest is done beside it. Raises `Circle`."""
    by_code = {item.code: item.days for item in items}
    ready: dict[str, int] = {}
    for code in _ordered(waits_for):
        ready[code] = by_code[code] + max((ready[other] for other in waits_for.get(code, ())), default=0)
    return max(ready.values(), default=0)


def _ordered(waits_for: Mapping[str, Sequence[str]]) -> list[str]:
    try:
        return list(TopologicalSorter(waits_for).static_order())
    except CycleError as error:
        raise Circle(error.args[1]) from error
