"""python -m bench.points [rounds]: how fast the points near somebody are found, beside the bare nearest-first statement of the same run."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any

from bench.ground import Ground, ground
from core.clock import SHANGHAI
from hall import points
from hall.points import places
from local import databases

NAME = "bench_points"
ROUNDS = 1_000
SEED = 20260310
DAY = datetime(2026, 3, 10, 10, tzinfo=SHANGHAI)
NIGHT = datetime(2026, 3, 15, 23, 30, tzinfo=SHANGHAI)
FLOOR = "SELECT * FROM hall_point ORDER BY point(longitude, northing) <-> point($1, $2) LIMIT 20"
WISHES: dict[str, dict[str, Any]] = {
    "nearest": {},
    "open now": {"open_at": DAY},
    "accessible": {"accessible": True},
    "can renew a driving licence": {"service": "IT189"},
    "can apply for a social card": {"service": "IT008"},
    "passport, open now, accessible": {"service": "IT045", "open_at": DAY, "accessible": True},
    "marriage, at night (none)": {"service": "IT018", "open_at": NIGHT},
    "inside one county": {"region": "330106"},
}


async def timed(rounds: int, ask: Callable[[float, float], Awaitable[object]]) -> tuple[float, float]:
    """p50 and p99 in milliseconds, one after the other, somewhere in the province each time."""
    dice, took = random.Random(SEED), []
    for _ in range(rounds):
        latitude, longitude = dice.uniform(27.4, 31.0), dice.uniform(118.4, 122.2)
        began = time.perf_counter()
        await ask(latitude, longitude)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return took[len(took) // 2], took[int(len(took) * 0.99)]


async def measure(here: Ground, rounds: int) -> None:
    await here.drop(NAME)  # what an interrupted run left
    await databases.create(here.instance.shared, here.instance.ports, NAME, "reference", here.instance.env)
    async with here.at(NAME) as pool:
        for name, wish in WISHES.items():
            ask = partial(points.near, **wish)
            await timed(30, ask)
            told(name, await timed(rounds, ask))
        told("floor: the bare statement", await timed(rounds, lambda lat, lng: pool.fetch(FLOOR, lng, places.northing(lat))))
    await here.drop(NAME)


def told(name: str, took: tuple[float, float]) -> None:
    print(f"{name:32} p50 {took[0]:6.2f} ms   p99 {took[1]:6.2f} ms")


if __name__ == "__main__":
    with ground() as here:
        asyncio.run(measure(here, int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
