"""python -m bench: every figure in one run, a table, and bench/results.json. Ends with 1 when a gate is broken, never for a time.

python -m bench --full              the growth of the sweep up to a town of ten million certificates, some minutes longer
python -m bench --quick             a small town and one round: whether it runs and every gate holds; results are not kept
python -m bench --only delivery     one part alone, while working at it; results are not kept
python -m bench --only night --large 3115000     everybody's pages in a town of a million people
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path

from bench import accept, audience, delivery, finding, home, night, phones, size, sweep, tail
from bench.ground import FOLDER, Ground, ground
from bench.plan import QUICK, Plan
from bench.report import RESULTS, Report
from local.folder import Trouble

Part = Callable[[Ground, dict[str, str], Plan, Report], Awaitable[None]]


async def measure(on: Ground, plan: Plan, parts: list[str]) -> Report:
    """The towns that the parts need, then one part after the other; the databases are dropped whatever happens."""
    sizes = {"small": plan.small, "large": plan.large, "huge": plan.huge}
    names = {town: f"{on.instance.name}_{size}" for town, size in sizes.items()}
    report = Report({**asdict(plan), "day": "2026-03-10", "order": "A B B A …"})
    try:
        for town in [one for one in sizes if any(one in PARTS[part][0] for part in parts)]:
            size, times = sizes[town], plan.huge // plan.large if town == "huge" else 1
            told(f"a town of {size:,} certificates")
            report.rows[str(size)] = await on.settle(names[town], size // times, plan.due, plan.seed, times)
        for part in parts:
            told(part)
            await PARTS[part][1](on, names, plan, report)
    finally:
        await on.drop(*names.values())
    return report


async def _sweep(on: Ground, names: dict[str, str], plan: Plan, report: Report) -> None:
    await sweep.against_hand(on, names["small"], plan, report)
    await sweep.growth(on, (names["small"], names["huge"]), plan, report)


async def _size(on: Ground, names: dict[str, str], _: Plan, report: Report) -> None:
    await size.of_a_certificate(on, names["large"], report)


async def _tail(on: Ground, names: dict[str, str], plan: Plan, report: Report) -> None:
    await tail.against_bare(on, names["large"], plan, report)


async def _home(on: Ground, names: dict[str, str], plan: Plan, report: Report) -> None:
    await home.against_a_fetch(on, names["large"], plan, report)
    await phones.against_bare(on, names["large"], plan, report)


async def _night(on: Ground, names: dict[str, str], plan: Plan, report: Report) -> None:
    await night.whole(on, names["large"], plan, report)


async def _delivery(on: Ground, names: dict[str, str], plan: Plan, report: Report) -> None:
    await delivery.against_a_loop(on, names["small"], plan, report)


async def _accept(on: Ground, names: dict[str, str], plan: Plan, report: Report) -> None:
    await accept.against_an_insert(on, names["small"], plan, report)


async def _audiences(on: Ground, _: dict[str, str], plan: Plan, report: Report) -> None:
    await audience.against_hand(on, f"{on.instance.name}_audience", plan, report)


async def _search(_: Ground, __: dict[str, str], plan: Plan, report: Report) -> None:
    await finding.against_tantivy(plan, report)


# Each part with the towns that it is measured in.
PARTS: dict[str, tuple[tuple[str, ...], Part]] = {
    "size": (("large",), _size),
    "sweep": (("small", "huge"), _sweep),
    "home": (("large",), _home),
    "tail": (("large",), _tail),
    "night": (("large",), _night),
    "delivery": (("small",), _delivery),
    "accept": (("small",), _accept),
    "audiences": ((), _audiences),
    "search": ((), _search),
}


def told(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


def main() -> int:
    plan, folder, kept, parts = asked(sys.argv[1:])
    began = time.monotonic()
    try:
        with ground(folder) as on:
            report = asyncio.run(measure(on, plan, parts))
    except Trouble as trouble:
        raise SystemExit(f"✗ {trouble}") from None
    print(report.table())
    if kept:
        report.write(kept)
    print(f"\n{time.monotonic() - began:.0f} s{f', kept in {kept}' if kept else ''}")
    return report.exit_code


def asked(arguments: list[str]) -> tuple[Plan, Path, Path | None, list[str]]:
    """The plan, the servers' data folder, where results go (None: nowhere), and what is measured."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="speed as ratios to floors of the same run")
    parser.add_argument("--quick", action="store_true", help="small and short; keeps no results")
    parser.add_argument("--full", action="store_true", help="a huge town of ten million certificates, once and as it will be at full size")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=[], help="these parts alone; keeps no results unless told where")
    parser.add_argument("--large", type=int, help="certificates of the large town")
    parser.add_argument("--huge", type=int, help="certificates of the huge town, a multiple of the large one's")
    parser.add_argument("--audience", type=int, help="people with traits that conditions are asked of")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="data folder of the servers")
    parser.add_argument("--results", type=Path, help="where to write the results")
    given = parser.parse_args(arguments)
    chosen = {name: value for name in ("large", "huge", "audience", "rounds", "seed") if (value := getattr(given, name)) is not None}
    chosen |= {"huge": 10_000_000} if given.full else {}
    plan = Plan(**{**asdict(QUICK if given.quick else Plan()), **chosen})
    kept = given.results or (None if given.quick or given.only else RESULTS)
    return plan, given.folder, kept, given.only or list(PARTS)


if __name__ == "__main__":
    sys.exit(main())
