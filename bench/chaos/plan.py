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


# A few seconds of the faults that matter most, each once, for every run of the tests; a house that repeats doubtful calls does not pass it.
SHORT = Plan(
    seed=1948,  # doubts first, processes killed last
    seconds=8,
    reminders=40,
    every=1.2,
    faults=(
        "21 WeChat accepts and breaks off",
        "21 WeChat accepts and does not answer",
        "27 WeChat accepts and answers half a JSON",
        "28 callbacks dropped",
        "8 Redis killed",
        "11 Postgres stopped at once",
        "1 workers killed in the middle of sends",
    ),
)


def strikes(plan: Plan, known: Sequence[str]) -> list[Strike]:
    """Each known fault once before any comes a second time, spread over the run; nothing in its last moments."""
    dice = random.Random(plan.seed)
    count = max(1, round(plan.seconds / plan.every))
    drawn: list[str] = []
    while len(drawn) < count:
        drawn += dice.sample(list(known), len(known))
    moments = sorted(dice.uniform(1, max(plan.seconds - 1, 1.5)) for _ in range(count))
    return [Strike(round(at, 2), fault, dice.getrandbits(32)) for at, fault in zip(moments, drawn, strict=False)]
