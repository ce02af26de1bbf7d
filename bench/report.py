"""What a run found: figures, gates, the table on the terminal and bench/results.json. A gate is about being right, never about time."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

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
    gates: list[Gate] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        return 0 if self.gates and all(gate.holds for gate in self.gates) else 1

    def table(self) -> str:
        head = f"{'CPU over the floor of the same run':<34}{'ratio [min–max]':<22}{'goal':<8}{'':<8}{'an operation':>12}"
        lines = [head, *(figure.line() for figure in self.figures), "", *(speed.line() for speed in self.speeds)]
        lines += [f"{'✓' if gate.holds else '✗'} {gate.name}{''.join(f'{chr(10)}    {one}' for one in gate.wrong)}" for gate in self.gates]
        return "\n".join(lines)

    def write(self, path: Path = RESULTS) -> None:
        found = {
            "machine": machine(), "settings": self.settings, "rows": self.rows, "figures": [figure.record() for figure in self.figures],
            "speeds": [speed.record() for speed in self.speeds],
            "gates": [{**asdict(gate), "holds": gate.holds} for gate in self.gates],
        }  # fmt: skip
        path.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def machine() -> dict[str, object]:
    """What it ran on; a shared machine, so its times mean nothing by themselves."""
    return {
        "cores": len(os.sched_getaffinity(0)), "architecture": platform.machine(), "python": platform.python_version(),
        "load": [round(one, 2) for one in os.getloadavg()],
    }  # fmt: skip
