"""People whose habits are known because they are made: what goes together, and what follows from who somebody is."""

from __future__ import annotations

import random

from recommend.learned import Example

JOBS = ("教师", "司机", "厨师", "店主", "学生", "退休")


def people(count: int, seed: int, *, items: int = 24, telling: bool = True) -> list[Example]:
    """Whoever used an even item mostly used the odd one after it; a job leads to three items of its own, if profiles are `telling`."""
    dice = random.Random(seed)
    return [_person(dice, items, telling) for _ in range(count)]


def _person(dice: random.Random, items: int, telling: bool) -> Example:
    job, age = dice.randrange(len(JOBS)), dice.randrange(18, 90)
    used = {dice.randrange(items // 2) * 2 for _ in range(dice.choice((1, 1, 2, 3)))}
    used |= {one + 1 for one in used if dice.random() < 0.8}
    if dice.random() < 0.9:
        used |= {items + job * 3 + dice.randrange(3)}
    if age >= 60:
        used |= {items + 30} if dice.random() < 0.9 else set()
    shown = job if telling else dice.randrange(len(JOBS))
    profile = {"job": JOBS[shown], "age": age if telling else dice.randrange(18, 90), "tags": ["有车"] if dice.random() < 0.5 else []}
    if dice.random() < 0.1:
        del profile["job"]
    chosen = sorted(used)
    dice.shuffle(chosen)
    return Example([f"s{one}" for one in chosen], profile)
