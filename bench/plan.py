"""How much one run measures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """`small`, `large` and `huge` count certificates; `due` of them stand at a rung today. The huge town is the large one many times over.
    `people` pages, `deliveries` and `messages` are done in each run, and requests sent for so many `seconds`.

    `audience` people have traits that conditions are asked of. The search has so many `aliases` and is asked so many `questions`.
    """

    small: int = 10_000
    large: int = 100_000
    huge: int = 1_000_000
    due: int = 1_000
    people: int = 150
    deliveries: int = 512
    audience: int = 1_000_000
    messages: int = 1_000
    aliases: int = 150_000
    questions: int = 400
    seconds: float = 6.0
    rounds: int = 7
    seed: int = 1


QUICK = Plan(
    small=600, large=1_200, huge=2_400, due=60, people=20, deliveries=40, messages=64, audience=5_000, aliases=8_000, questions=60,
    seconds=0.5, rounds=1,
)  # fmt: skip
