"""People held out of the training data, to choose strengths by and to tell whether a part is worth having. Pure, from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from recommend.learned.measures import ndcg_of_many
from recommend.learned.table import Floats, Integers, Table

HEAD = 1_000  # the commonest items: strengths are chosen on them, which a long tail would not change but for the time
FEW_FOLDS, ONE_FOLD = 3, 2_500
ENOUGH = 60
SHARE = 5  # one in so many of what somebody used is hidden, one at least


@dataclass(frozen=True)
class Fold:
    """Some people who are asked: `given` and `hidden` of those who used several things, `side` and all they `used` of everybody.

    `sums` are over those who are not asked. In service people are asked who taught as well: in `taught` they do, with what was given.
    """

    items: int
    sums: Floats
    taught: Floats
    given: Any
    hidden: Floats
    side: Any
    used: Floats

    def warm(self, weights: Floats) -> Floats:
        """NDCG@10 of each, asked with part of what they used. Rows of `weights` are columns."""
        return ndcg_of_many(np.asarray(self.given @ weights), self.hidden, self.given[:, : self.items].toarray())

    def cold(self, weights: Floats) -> Floats:
        """The same asked with their profile alone; rows of `weights` are the constant and the profile's columns."""
        return ndcg_of_many(np.asarray(self.side @ weights), self.used, np.zeros_like(self.used))


def folded(table: Table, seed: int) -> list[Fold]:
    """None when there are too few people to tell anything by."""
    if table.people < ENOUGH:
        return []
    layout = table.layout
    items = min(HEAD, len(layout.items))
    keep: Integers = np.concatenate([np.arange(items), np.arange(layout.constant, layout.width)])
    whole = table.sums(keep=keep)
    return [_fold(table, chosen, keep, whole, seed) for chosen in _asked(table.people, seed)]


def _asked(people: int, seed: int) -> Iterator[Integers]:
    """Everybody once where people are few, otherwise as many as tell enough."""
    order: Integers = np.random.default_rng(seed).permutation(people)
    if people > FEW_FOLDS * ONE_FOLD:
        yield order[:ONE_FOLD]
        return
    yield from np.array_split(order, FEW_FOLDS)


def _fold(table: Table, chosen: Integers, keep: Integers, whole: Floats, seed: int) -> Fold:
    from scipy import sparse  # by training alone, see table.py

    items = int(np.searchsorted(keep, table.layout.constant))
    rows = table.rows[chosen][:, keep]
    used = rows[:, :items].toarray()
    some, several = used.sum(axis=1) > 0, used.sum(axis=1) > 1
    hidden = _hidden(used[several], seed)
    given = sparse.hstack([sparse.csr_matrix(used[several] - hidden), rows[several][:, items:]], format="csr")
    others = whole - table.sums(chosen, keep)
    teaching = sparse.vstack([given, rows[~several]], format="csr")
    return Fold(items, others, others + (teaching.T @ teaching).toarray(), given, hidden, rows[some][:, items:], used[some])


def _hidden(used: Floats, seed: int) -> Floats:
    """One in five of what each used, one at least, drawn by lot."""
    lots = np.where(used > 0, np.random.default_rng(seed + 1).random(used.shape), 2.0)
    wanted = np.maximum(used.sum(axis=1).astype(np.int64) // SHARE, 1)
    order = np.sort(lots, axis=1)
    limit = order[np.arange(len(used)), wanted - 1]
    found: Floats = ((lots <= limit[:, None]) & (used > 0)).astype(np.float64)
    return found
