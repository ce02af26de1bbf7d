"""Which faults strike when: all that there are, in an order and at moments that follow from the seed alone. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Strike:
    """One fault: `at` seconds after the start, with dice of its own for what it chooses."""

    at: float
    fault: str
    seed: int


@dataclass(frozen=True)
class Plan:
    """What one run does. A run of `reminders` messages, of which two in five may never come twice."""

    seed: int = 1
    seconds: float = 60
    reminders: int = 300
    settle_seconds: float = 120
    faults: tuple[str, ...] = ()
    every: float = 2.0  # seconds from one fault to the next, on the average

    @property
    def notices(self) -> int:
        return self.reminders * 2 // 5

    @property
    def certificates(self) -> int:
        return self.reminders - self.notices


def strikes(plan: Plan, known: Sequence[str]) -> list[Strike]:
    """Each known fault once before any comes a second time, spread over the run; nothing in its last moments."""
    dice = random.Random(plan.seed)
    count = max(1, round(plan.seconds / plan.every))
    drawn: list[str] = []
    while len(drawn) < count:
        drawn += dice.sample(list(known), len(known))
    moments = sorted(dice.uniform(1, max(plan.seconds - 1, 1.5)) for _ in range(count))
    return [Strike(round(at, 2), fault, dice.getrandbits(32)) for at, fault in zip(moments, drawn, strict=False)]
