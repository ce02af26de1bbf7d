"""The learned order of services: what training gives, and how it orders them for one person. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from recommend.learned import closed, tuning
from recommend.learned.columns import Profile
from recommend.learned.table import Example, Floats, Layout, Table, tabled
from recommend.learned.tuning import Part

Thin: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True)
class Model:
    """`warm` for people with a past, `cold` for newcomers, `segment` behind both; a part that is off has no rows."""

    layout: Layout
    warm: Thin
    cold: Thin
    segment: Thin
    segment_key: str
    with_profile: bool
    parts: tuple[Part, ...]

    def part_for(self, used: Iterable[str]) -> str:
        """Which part orders for somebody with this past."""
        if len(self.warm) and self.layout.used(used):
            return "profile" if self.with_profile else "ease"
        return "ridge" if len(self.cold) else "segment"

    def knows(self, item: str) -> bool:
        """Whether anybody used it in training."""
        return item in self.layout.place

    def scores(self, used: Iterable[str], profile: Profile) -> Thin:
        """A score for each item, in the layout's order."""
        past = self.layout.used(used)
        if past and len(self.warm):
            return _added(self.warm, [*past, self.layout.constant, *(self.layout.known(profile) if self.with_profile else ())])
        side = [0, *(column + 1 for column in self.layout.columns.active(profile))]
        return _added(self.cold if len(self.cold) else self.segment, side)

    def best(self, used: Collection[str], profile: Profile, count: int) -> list[str]:
        """The `count` best that the person has not used, best first; of equals the commoner one."""
        scores = self.scores(used, profile)
        scores[self.layout.used(used)] = -np.inf
        count = min(count, len(scores) - len(self.layout.used(used)))
        if count <= 0:
            return []
        limit = np.partition(scores, len(scores) - count)[len(scores) - count]
        near = np.flatnonzero(scores >= limit)
        order = near[np.argsort(-scores[near], kind="stable")][:count]
        return [self.layout.items[one] for one in order]

    def ordered(self, candidates: Iterable[str], used: Collection[str], profile: Profile) -> list[str]:
        """The candidates, best first; what nobody used in training keeps its place behind the others."""
        scores = self.scores(used, profile)
        place = self.layout.place
        given = list(dict.fromkeys(candidates))
        return sorted(given, key=lambda one: (-float(scores[place[one]]), place[one]) if one in place else (np.inf, len(place)))


def _added(weights: Thin, rows: Sequence[int]) -> Thin:
    found: Thin = weights[rows].sum(axis=0)
    return found


def trained(examples: Sequence[Example], seed: int = 1) -> Model:
    """Learns from what people used and what is known of them; every strength is chosen inside, on people held out."""
    return fitted(tabled(examples), seed)


def fitted(table: Table, seed: int, choice: tuning.Choice | None = None) -> Model:
    """The same from a table; with a `choice` made before, nothing is tuned."""
    choice = choice or tuning.chosen(table, seed)
    layout, sums, items = table.layout, table.sums(), len(table.layout.items)
    return Model(
        layout=layout,
        warm=closed.thin(closed.ease(sums, items, choice.warm)) if choice.warms else _nothing(items),
        cold=closed.thin(closed.ridge(sums, items, choice.cold)) if choice.on("ridge") else _nothing(items),
        segment=_segment(layout, sums, choice),
        segment_key=choice.segment,
        with_profile=choice.on("profile"),
        parts=choice.parts,
    )


def _segment(layout: Layout, sums: Floats, choice: tuning.Choice) -> Thin:
    """Rows as of `cold`: the whole's popularity, so small that it only parts equals, and the shares of the segment's columns."""
    items = len(layout.items)
    found = np.zeros((layout.width - items, items))
    columns = np.array(layout.columns.by_key().get(choice.segment, []), dtype=np.int64)
    found[0] = closed.popularity(sums, items) * (1e-6 if len(columns) else 1.0)
    if len(columns):
        found[1 + columns] = closed.segment(sums, items, layout.profile + columns, choice.strength)
    return closed.thin(found)


def _nothing(items: int) -> Thin:
    return np.zeros((0, items), dtype=np.float32)
