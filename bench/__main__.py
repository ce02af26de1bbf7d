"""python -m bench: every figure in one run, a table, and bench/results.json. Ends with 1 when a gate is broken, never for a time.

python -m bench --full              the growth of the sweep up to a town of ten million certificates, some minutes longer
python -m bench --quick             a small town and one round: whether it runs and every gate holds; results are not kept
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from dataclasses import asdict
from pathlib import Path

from bench import accept, audience, delivery, finding, home, sweep
from bench.ground import FOLDER, Ground, ground
from bench.plan import QUICK, Plan
from bench.report import RESULTS, Report
from local.folder import Trouble


async def measure(on: Ground, plan: Plan) -> Report:
    """Two towns, then one figure after the other; the databases are dropped whatever happens."""
    sizes = (plan.small, plan.large, plan.huge)
    names = [f"{on.instance.name}_{size}" for size in sizes]
    small, large, huge = names
    report = Report({**asdict(plan), "day": "2026-03-10", "order": "A B B A …"})
    try:
        for name, size in zip(names, sizes, strict=True):
            told(f"a town of {size:,} certificates")
            times = size // plan.large if name == huge else 1
            report.rows[str(size)] = await on.settle(name, size // times, plan.due, plan.seed, times)
        told("sweep")
        await sweep.against_hand(on, small, plan, report)
        await sweep.growth(on, (small, huge), plan, report)
        told("home feed")
        await home.against_a_fetch(on, large, plan, report)
        told("delivery")
        await delivery.against_a_loop(on, small, plan, report)
        told("accept")
        await accept.against_an_insert(on, small, plan, report)
        told(f"audiences over {plan.audience:,} people")
        await audience.against_hand(on, f"{on.instance.name}_audience", plan, report)
        told("search")
        await finding.against_tantivy(plan, report)
    finally:
        await on.drop(*names)
    return report


def told(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


def main() -> int:
    plan, folder, kept = asked(sys.argv[1:])
    began = time.monotonic()
    try:
        with ground(folder) as on:
            report = asyncio.run(measure(on, plan))
    except Trouble as trouble:
        raise SystemExit(f"✗ {trouble}") from None
    print(report.table())
    if kept:
        report.write(kept)
    print(f"\n{time.monotonic() - began:.0f} s{f', kept in {kept}' if kept else ''}")
    return report.exit_code


def asked(arguments: list[str]) -> tuple[Plan, Path, Path | None]:
    """The plan, the servers' data folder, and where results go (None: nowhere)."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="speed as ratios to floors of the same run")
    parser.add_argument("--quick", action="store_true", help="small and short; keeps no results")
    parser.add_argument("--full", action="store_true", help="a huge town of ten million certificates, once and as it will be at full size")
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
    return plan, given.folder, given.results or (None if given.quick else RESULTS)


if __name__ == "__main__":
    sys.exit(main())
