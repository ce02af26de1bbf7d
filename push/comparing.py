"""Two groups drawn by lot held against each other: how many of each did something, and what that says. Pure.

Intervals of 95 %: Wilson's for one share, and for the difference of two Newcombe's (1998, method 10), which is made of them and holds
for small numbers too.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Literal

Z = 1.959964
FEWEST_PEOPLE, FEWEST_DOERS = 30, 5
Verdict = Literal["synthetic", "few", "none", "more", "less"]


@dataclass(frozen=True)
class Arm:
    """One of the groups: so many people, of whom so many did it."""

    people: int
    did: int

    @property
    def share(self) -> float:
        return self.did / self.people if self.people else 0.0

    @property
    def span(self) -> tuple[float, float]:
        """Where the true share lies: everywhere, as long as there is nobody."""
        if not self.people:
            return 0.0, 1.0
        n, z2 = self.people, Z * Z
        middle = self.share + z2 / (2 * n)
        half = Z * sqrt(self.share * (1 - self.share) / n + z2 / (4 * n * n))
        return max(0.0, (middle - half) / (1 + z2 / n)), min(1.0, (middle + half) / (1 + z2 / n))


@dataclass(frozen=True)
class Compared:
    """`low` to `high`: by how much more of the told did it, in shares; None where nothing may be said."""

    verdict: Verdict
    low: float | None = None
    high: float | None = None


def compared(told: Arm, held_out: Arm, *, synthetic: bool) -> Compared:
    """What two groups say. Of invented people nothing is ever said, of too few nothing yet."""
    if synthetic:
        return Compared("synthetic")
    if min(told.people, held_out.people) < FEWEST_PEOPLE or told.did + held_out.did < FEWEST_DOERS:
        return Compared("few")
    low, high = difference(told, held_out)
    return Compared("more" if low > 0 else "less" if high < 0 else "none", low, high)


def difference(one: Arm, other: Arm) -> tuple[float, float]:
    """Where the true difference of two shares lies."""
    (low, high), (other_low, other_high) = one.span, other.span
    apart = one.share - other.share
    return (
        apart - sqrt((one.share - low) ** 2 + (other_high - other.share) ** 2),
        apart + sqrt((high - one.share) ** 2 + (other.share - other_low) ** 2),
    )
