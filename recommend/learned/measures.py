"""How good an order is: NDCG@10 with binary relevance, recall@10, and success at 1 and 3. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np

from recommend.learned.table import Floats, Integers

DEPTH = 10
DISCOUNT: Floats = 1.0 / np.log2(np.arange(2, DEPTH + 2))


def ndcg(ranked: Sequence[str], hidden: Collection[str]) -> float:
    """Järvelin & Kekäläinen: gain 1 for each of what was hidden, divided by log2(place + 1), over the best that was possible."""
    gained = sum(1.0 / math.log2(place + 1) for place, one in enumerate(ranked[:DEPTH], 1) if one in hidden)
    return gained / sum(1.0 / math.log2(place + 1) for place in range(1, min(DEPTH, len(hidden)) + 1))


def recall(ranked: Sequence[str], hidden: Collection[str]) -> float:
    """The share of what was hidden that is among the first ten."""
    return sum(one in hidden for one in ranked[:DEPTH]) / len(hidden)


def success(ranked: Sequence[str], hidden: Collection[str], at: int) -> float:
    return float(any(one in hidden for one in ranked[:at]))


def ndcg_of_many(scores: Floats, hidden: Floats, gone: Floats) -> Floats:
    """NDCG@10 of each row at once; `hidden` and `gone` (used already) are tables of ones."""
    shown = np.where(gone > 0, -np.inf, scores)
    depth = min(DEPTH, shown.shape[1])
    near: Integers = np.sort(np.argpartition(-shown, depth - 1, axis=1)[:, :depth], axis=1)
    order = np.argsort(-np.take_along_axis(shown, near, axis=1), axis=1, kind="stable")
    first = np.take_along_axis(near, order, axis=1)
    hits = np.take_along_axis(hidden, first, axis=1)
    wanted = hidden.sum(axis=1).astype(np.int64)
    best = np.concatenate([[0.0], np.cumsum(DISCOUNT)])[np.minimum(wanted, DEPTH)]
    found: Floats = hits @ DISCOUNT[:depth] / np.where(best > 0, best, 1.0)
    return found
