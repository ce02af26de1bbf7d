"""Two ways of doing the same work, interleaved A B B A …: the ratio of their CPU seconds is what a shared machine can tell."""

from __future__ import annotations

import gc
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median

from bench.cpu import Meter

Work = Callable[[], Awaitable[None]]


async def nothing() -> None:
    """No preparation."""


@dataclass(frozen=True)
class Side:
    """One of the two: `prepare` is not counted, `run` is; a short one is run so many `times` and its cost divided."""

    name: str
    run: Work
    prepare: Work = nothing
    meter: Meter | None = None
    times: int = 1


@dataclass(frozen=True)
class Cost:
    """CPU and wall-clock seconds of one run."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Pair:
    """What the rounds gave: the costs of the first and of the second side, in the order of the rounds."""

    first: tuple[Cost, ...]
    second: tuple[Cost, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """CPU of the first over CPU of the second, one for each round."""
        return tuple(one.cpu / other.cpu for one, other in zip(self.first, self.second, strict=True))

    @property
    def middle(self) -> float:
        return median(self.ratios)

    @property
    def spread(self) -> float:
        """The dearest round of the second side over its cheapest: above 2 the machine was too busy for the figure to mean much."""
        costs = [cost.cpu for cost in self.second]
        return max(costs) / min(costs)


async def compare(first: Side, second: Side, rounds: int, meter: Meter) -> Pair:
    """Runs both once unseen to warm them, then `rounds` times each, every other round in the opposite order.

    Within a round the two stand side by side in time, so what the machine does meanwhile falls on both.
    """
    costs: dict[str, list[Cost]] = {first.name: [], second.name: []}
    for side in (first, second):
        await _cost(side, meter)
    for turn in range(rounds):
        for side in (first, second) if turn % 2 == 0 else (second, first):
            costs[side.name].append(await _cost(side, meter))
    return Pair(tuple(costs[first.name]), tuple(costs[second.name]))


async def _cost(side: Side, meter: Meter) -> Cost:
    await side.prepare()
    chosen = side.meter or meter
    gc.collect()
    chosen.start()
    began = time.perf_counter()
    for _ in range(side.times):
        await side.run()
    wall = time.perf_counter() - began
    return Cost(chosen.stop() / side.times, wall / side.times)
