"""What a run found: figures, gates, the table on the terminal and bench/results.json. A gate is about being right, never about time."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from bench.openloop import Seen, p99
from bench.pairs import Pair

RESULTS = Path(__file__).parent / "results.json"
NOISY = 2.0


@dataclass(frozen=True)
class Figure:
    """One ratio. `operations` are done in each run of either side; `goal` is what it should not exceed."""

    name: str
    floor: str
    goal: float
    operations: int
    pair: Pair

    @property
    def is_noisy(self) -> bool:
        return self.pair.spread >= NOISY

    def record(self) -> dict[str, Any]:
        ratios = self.pair.ratios
        return {
            "name": self.name, "floor": self.floor, "goal": self.goal, "operations": self.operations,
            "ratio": round(self.pair.middle, 3), "lowest": round(min(ratios), 3), "highest": round(max(ratios), 3),
            "ratios": [round(one, 3) for one in ratios], "floor_spread": round(self.pair.spread, 2), "noisy": self.is_noisy,
            "cpu_seconds": [round(cost.cpu, 4) for cost in self.pair.first],
            "floor_cpu_seconds": [round(cost.cpu, 4) for cost in self.pair.second],
        }  # fmt: skip

    def line(self) -> str:
        ratios = self.pair.ratios
        cost = sorted(cost.cpu for cost in self.pair.first)[len(self.pair.first) // 2] / self.operations * 1e6
        told = f"{self.pair.middle:6.2f} [{min(ratios):.2f}–{max(ratios):.2f}]"
        verdict = "within" if self.pair.middle <= self.goal else "beyond"
        return f"{self.name:<34}{told:<22}≤ {self.goal:<6}{verdict:<8}{cost:>9.0f} µs{'  (noisy)' if self.is_noisy else ''}"


@dataclass(frozen=True)
class Speed:
    """Work over many people by so many processes at once; the goal is told for a million. `cpu` is what it took of all cores together."""

    name: str
    people: int
    wall: float
    cpu: float
    hands: int
    goal_minutes: float

    def minutes(self, seconds: float) -> float:
        """For a million people."""
        return seconds / max(self.people, 1) * 1e6 / 60

    def record(self) -> dict[str, Any]:
        return asdict(self) | {
            "people_per_second": round(self.people / self.wall), "minutes_a_million": round(self.minutes(self.wall), 2),
            "minutes_a_million_on_idle_cores": round(self.minutes(self.cpu / self.hands), 2),
        }  # fmt: skip

    def line(self) -> str:
        verdict = "within" if self.minutes(self.wall) <= self.goal_minutes else "beyond"
        alone = self.minutes(self.cpu / self.hands)
        return (
            f"{self.name}: {self.people:,} people in {self.wall:.0f} s, {self.people / self.wall:.0f} a second; a million in "
            f"{self.minutes(self.wall):.1f} min (≤ {self.goal_minutes:g} {verdict}), {alone:.1f} min on {self.hands} idle cores; "
            f"{self.cpu / max(self.people, 1) * 1e6:.0f} µs of CPU each"
        )


@dataclass(frozen=True)
class Tail:
    """p99 of two servers at one `rate`, round by round."""

    name: str
    floor: str
    goal: float
    rate: float
    first: list[Seen]
    second: list[Seen]

    @property
    def ratios(self) -> list[float]:
        return [p99(one.took) / p99(other.took) for one, other in zip(self.first, self.second, strict=True)]

    @property
    def spread(self) -> float:
        """The floor's worst round over its best."""
        each = [p99(one.took) for one in self.second]
        return max(each) / min(each)

    @staticmethod
    def middle(rounds: list[Seen]) -> tuple[float, float]:
        """p99 of how late requests left, and of how long they took; the median of the rounds, in seconds."""
        return median(p99(one.late) for one in rounds), median(p99(one.took) for one in rounds)

    def record(self) -> dict[str, Any]:
        sides = {"product": self.first, "floor": self.second}
        return {
            "name": self.name, "floor": self.floor, "goal": self.goal, "rate": round(self.rate, 1), "ratio": round(median(self.ratios), 2),
            "ratios": [round(one, 2) for one in self.ratios], "floor_spread": round(self.spread, 2),
            "p99_ms": {side: [round(p99(one.took) * 1e3, 2) for one in rounds] for side, rounds in sides.items()},
            "late_p99_ms": {side: [round(p99(one.late) * 1e3, 3) for one in rounds] for side, rounds in sides.items()},
        }  # fmt: skip

    def line(self) -> str:
        (late, took), (floor_late, floor_took) = self.middle(self.first), self.middle(self.second)
        ratio = median(self.ratios)
        return (
            f"{self.name}, {self.rate:.0f} a second: {ratio:.2f} [{min(self.ratios):.2f}–{max(self.ratios):.2f}] of {self.floor} "
            f"(≤ {self.goal:g} {'within' if ratio <= self.goal else 'beyond'}); {took * 1e3:.1f} ms against {floor_took * 1e3:.1f}; "
            f"left late by {late * 1e3:.2f} and {floor_late * 1e3:.2f} ms; the floor's spread {self.spread:.2f}"
        )


@dataclass(frozen=True)
class Size:
    """Bytes that one thing takes, and how many it should take at most."""

    name: str
    bytes: float
    most: float

    def line(self) -> str:
        return f"{self.name}: {self.bytes:.0f} bytes (≤ {self.most:.0f} {'within' if self.bytes <= self.most else 'beyond'})"


@dataclass(frozen=True)
class Gate:
    """Something that must be so; `wrong` says what was not."""

    name: str
    wrong: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.wrong


def equal(name: str, **things: object) -> Gate:
    """A gate that holds when all these are the same."""
    first = next(iter(things.values()))
    same = all(thing == first for thing in things.values())
    return Gate(name, () if same else tuple(f"{who}: {_short(thing)}" for who, thing in things.items()))


def _short(thing: object) -> str:
    text = repr(thing)
    counted = f"{len(thing)} of " if isinstance(thing, list | set | dict | tuple) else ""
    return counted + (text if len(text) <= 120 else text[:117] + "…")


@dataclass
class Report:
    """Figures and gates of one run, and what it was run with."""

    settings: Mapping[str, object]
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    speeds: list[Speed] = field(default_factory=list)
    tails: list[Tail] = field(default_factory=list)
    sizes: list[Size] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        return 0 if self.gates and all(gate.holds for gate in self.gates) else 1

    def table(self) -> str:
        head = f"{'CPU over the floor of the same run':<34}{'ratio [min–max]':<22}{'goal':<8}{'':<8}{'an operation':>12}"
        lines = [head, *(figure.line() for figure in self.figures), "", *(speed.line() for speed in self.speeds)]
        lines += [*(tail.line() for tail in self.tails), *(size.line() for size in self.sizes)]
        lines += [f"{'✓' if gate.holds else '✗'} {gate.name}{''.join(f'{chr(10)}    {one}' for one in gate.wrong)}" for gate in self.gates]
        return "\n".join(lines)

    def write(self, path: Path = RESULTS) -> None:
        found = {
            "machine": machine(), "settings": self.settings, "rows": self.rows, "figures": [figure.record() for figure in self.figures],
            "speeds": [speed.record() for speed in self.speeds], "tails": [tail.record() for tail in self.tails],
            "sizes": [asdict(size) for size in self.sizes],
            "gates": [{**asdict(gate), "holds": gate.holds} for gate in self.gates],
        }  # fmt: skip
        path.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def machine() -> dict[str, object]:
    """What it ran on; a shared machine, so its times mean nothing by themselves."""
    return {
        "cores": len(os.sched_getaffinity(0)), "architecture": platform.machine(), "python": platform.python_version(),
        "load": [round(one, 2) for one in os.getloadavg()],
    }  # fmt: skip
