"""python -m bench.chaos --seed 7 --seconds 60 --reminders 300: ends with 1 when anything was lost, sent twice or left open.

python -m bench.chaos --short             a few seconds of the most telling faults, as the tests run it
python -m bench.chaos --mutation NAME     breaks the house in a copy of it and ends with 0 when the run there notices
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

from bench.chaos import evidence, mutations
from bench.chaos.faults import FAULTS
from bench.chaos.guard import guarded
from bench.chaos.plan import SHORT, Plan, strikes
from bench.chaos.stage import Stage, connected, standing
from bench.chaos.supply import Supply
from bench.chaos.verdict import Verdict, judge
from local.folder import ROOT, Trouble


def told(sentence: str) -> None:
    print(sentence, flush=True)


async def run(stage: Stage, plan: Plan) -> Verdict:
    async with connected(stage):
        supply = Supply(stage, plan, random.Random(plan.seed))
        watching = asyncio.create_task(stage.watch())
        try:
            await supply.prepare()
            told(f"… {len(supply.people)} people, {plan.reminders} messages, faults for {plan.seconds:.0f} s")
            looking = asyncio.create_task(supply.look())
            await asyncio.gather(supply.run(), _storm(stage, plan))
            recovered = await calm(stage)
            settled = await evidence.rest(supply, plan.settle_seconds)
            looking.cancel()
            return judge(await evidence.gather(supply, recovered, settled))
        finally:
            watching.cancel()
            supply.close()


async def _storm(stage: Stage, plan: Plan) -> None:
    began = time.monotonic()
    planned = strikes(plan, plan.faults or tuple(FAULTS))
    for strike in planned:
        told(f"  {strike.at:6.1f} s  {strike.fault}")

    async def later(at: float, fault: str, seed: int) -> None:
        await asyncio.sleep(max(at - (time.monotonic() - began), 0))
        await FAULTS[fault](stage, random.Random(seed))

    async with asyncio.timeout(plan.seconds + 60):
        await asyncio.gather(*(later(one.at, one.fault, one.seed) for one in planned))
    struck = Counter(one.fault.split()[0] for one in planned)
    told(f"… {len(planned)} faults of {len(struck)} kinds")


async def calm(stage: Stage) -> float:
    """Takes every fault back; the seconds until the API says that all its stores answer."""
    await asyncio.to_thread(stage.outside.clear_faults)
    await asyncio.to_thread(stage.outside.knobs, send_latency_ms=5)
    stage.clear_points()
    stage.down.clear()
    began = time.monotonic()
    with contextlib.suppress(TimeoutError):
        await asyncio.to_thread(stage.until, lambda: stage.answers(f"{stage.api}/readyz"), 60)
    return time.monotonic() - began


def main() -> int:
    given = asked()
    if given.mutation:
        return mutations.prove(given.mutation, short=given.short)
    plan = SHORT if given.short else Plan(given.seed, given.seconds, given.reminders, every=given.every)
    plan = mutations.PLANS[given.plan] if given.plan else plan
    folder = given.folder or ROOT / ".data" / f"chaos-{os.getpid()}"
    began = time.monotonic()
    try:
        with guarded(folder, keep=given.keep), standing(folder, keep=given.keep) as stage:
            verdict = asyncio.run(run(stage, plan))
    except Trouble as trouble:
        raise SystemExit(f"✗ {trouble}") from None
    told("\n".join(verdict.lines))
    if verdict.wrong:
        told("\n".join(["", "violated:", *verdict.wrong]))
    told(f"\nseed {plan.seed}, {time.monotonic() - began:.0f} s: {'✗ not kept' if verdict.wrong else '✓ kept'}")
    return 1 if verdict.wrong else 0


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description="faults on real processes, invariants afterwards")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--reminders", type=int, default=300)
    parser.add_argument("--every", type=float, default=2.0, help="seconds from one fault to the next")
    parser.add_argument("--short", action="store_true", help="the plan of the tests; with --mutation, whether that one notices")
    parser.add_argument("--plan", choices=sorted(mutations.PLANS), help="the faults that are aimed at one mutation")
    parser.add_argument("--mutation", choices=sorted(mutations.MUTATIONS), help="break the house so and expect to be noticed")
    parser.add_argument("--folder", type=Path, help="data folder of the run; emptied first")
    parser.add_argument("--keep", action="store_true", help="leave data and logs where they are")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
