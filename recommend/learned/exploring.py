"""One slot of a page may try what the order would not have shown, and how likely each card was is written down. Pure, from a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

MOST = 0.05  # of all impressions


@dataclass(frozen=True)
class Shown:
    """One place of a page: what stands there, the chance that it would, and whether it is there to be tried."""

    id: str
    place: int
    propensity: float
    exploring: bool


def page(ordered: Sequence[str], count: int, seed: str, most: float = MOST) -> list[Shown]:
    """The first `count` in order; the last place is, now and then, one of those behind them, each as likely as the other.

    How often follows from the page's length, so that at most `most` of all impressions explore. The same seed gives the same page:
    a person who looks again sees what they saw.
    """
    first, behind = list(ordered[:count]), list(ordered[count:])
    found = [Shown(one, place, 1.0, False) for place, one in enumerate(first)]
    if not behind or len(first) < 2:
        return found
    chance = min(most * len(first), 1.0)
    dice = random.Random(seed)  # noqa: S311 — a lot, not a secret
    if dice.random() < chance:
        found[-1] = Shown(dice.choice(behind), len(first) - 1, chance / len(behind), True)
    else:
        found[-1] = Shown(first[-1], len(first) - 1, 1.0 - chance, False)
    return found
