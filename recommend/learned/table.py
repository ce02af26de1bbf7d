"""People as a sparse table (what they used, a constant, their profiles), and the sums that all is learned from. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from recommend.learned.columns import Columns, Profile, learned

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class Example:
    """What one person used, and what is known of them. No name, no id."""

    items: Sequence[str]
    profile: Profile = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """Which column is what: the items, commonest first, then a constant, then the profile."""

    items: tuple[str, ...]
    place: Mapping[str, int]
    columns: Columns

    @property
    def constant(self) -> int:
        return len(self.items)

    @property
    def profile(self) -> int:
        """Where the profile's columns begin."""
        return len(self.items) + 1

    @property
    def width(self) -> int:
        return self.profile + len(self.columns.index)

    def used(self, items: Iterable[str]) -> list[int]:
        """The columns of what somebody used; what nobody in training used is not among them."""
        return [place for one in dict.fromkeys(items) if (place := self.place.get(one)) is not None]

    def known(self, profile: Profile) -> list[int]:
        return [self.profile + column for column in self.columns.active(profile)]


@dataclass(frozen=True)
class Table:
    """A row for each person; `rows` is a scipy CSR matrix of ones."""

    layout: Layout
    rows: Any

    @property
    def people(self) -> int:
        return int(self.rows.shape[0])

    def sums(self, chosen: Integers | None = None, keep: Integers | None = None) -> Floats:
        """How often each two columns hold for the same person, over all people or the chosen ones, for all columns or those kept."""
        rows = self.rows if chosen is None else self.rows[chosen]
        rows = rows if keep is None else rows[:, keep]
        found: Floats = (rows.T @ rows).toarray()
        return found

    def shuffled(self, seed: int) -> Table:
        """The same people with each other's profiles: whatever a profile says of its person is gone, all else stays."""
        from scipy import sparse

        order = np.random.default_rng(seed).permutation(self.people)
        start = self.layout.profile
        return Table(self.layout, sparse.hstack([self.rows[:, :start], self.rows[order][:, start:]], format="csr"))


def tabled(examples: Sequence[Example]) -> Table:
    """The table of these people, and the layout that they gave."""
    from scipy import sparse  # not above: only training needs it, and every process would load it for a third of a second

    counts = Counter(item for one in examples for item in set(one.items))
    items = tuple(item for item, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    layout = Layout(items, {item: place for place, item in enumerate(items)}, learned([one.profile for one in examples]))
    columns: list[int] = []
    ends = [0]
    for one in examples:
        columns += layout.used(one.items)
        columns.append(layout.constant)
        columns += layout.known(one.profile)
        ends.append(len(columns))
    parts = (np.ones(len(columns)), np.array(columns, dtype=np.int32), np.array(ends, dtype=np.int64))
    return Table(layout, sparse.csr_matrix(parts, shape=(len(examples), layout.width)))
