"""python -m bench.recommend --train FILE --test FILE: how well and how fast the product's own learned order recommends, on any data.

JSON lines: train `{"user","items":[ids],"profile":{…}?}`, test `{"user","given":[ids],"hidden":[ids],"profile":{…}?}`. Every strength
is chosen on people held out of the training file; the test file is only measured. The control learns from shuffled profiles.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from bench import lines
from recommend import learned
from recommend.learned import Choice, Example, Model, Profile, Table, measures

SHUFFLED_MOST = 0.005


@dataclass(frozen=True)
class Asked:
    """One person of the test file."""

    given: tuple[str, ...]
    hidden: frozenset[str]
    profile: Profile


@dataclass(frozen=True)
class Scores:
    people: int
    r_at_10: float
    ndcg_at_10: float
    s_at_1: float
    s_at_3: float


def examples(path: Path) -> list[Example]:
    """A line a person."""
    return [Example(lines.identifiers(path, at, row, "items"), _profile(path, at, row)) for at, row in lines.rows(path)]


def asked(path: Path) -> list[Asked]:
    """People from whom something is hidden; what was given is never looked for."""
    found = []
    for at, row in lines.rows(path):
        given = tuple(lines.identifiers(path, at, row, "given", needed=False))
        hidden = frozenset(lines.identifiers(path, at, row, "hidden")) - frozenset(given)
        if hidden:
            found.append(Asked(given, hidden, _profile(path, at, row)))
    return found


def _profile(path: Path, at: int, row: lines.Row) -> Profile:
    found = row.get("profile")
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise lines.Wrong(path, at, "“profile” must be an object")
    return found


def scored(ranked: Sequence[list[str]], people: Sequence[Asked]) -> Scores:
    pairs = list(zip(ranked, people, strict=True))

    def mean(measure: Callable[[list[str], frozenset[str]], float]) -> float:
        return round(statistics.fmean(measure(order, one.hidden) for order, one in pairs), 4) if pairs else 0.0

    return Scores(
        len(pairs), mean(measures.recall), mean(measures.ndcg), mean(lambda a, b: measures.success(a, b, 1)),
        mean(lambda a, b: measures.success(a, b, 3)),
    )  # fmt: skip


def ranked(model: Model, people: Sequence[Asked]) -> tuple[list[list[str]], list[tuple[float, float]]]:
    """The ten best of each, and the milliseconds each took: by the clock on the wall, and of the processor alone."""
    found, taken = [], []
    for one in people:
        wall, cpu = time.perf_counter(), time.thread_time()
        found.append(model.best(one.given, one.profile, measures.DEPTH))
        taken.append(((time.perf_counter() - wall) * 1000, (time.thread_time() - cpu) * 1000))
    return found, taken


def quantiles(taken: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Processor time is what tells on a busy machine."""
    wall, cpu = (sorted(column) for column in zip(*taken, strict=True))
    named = {"": wall, "cpu_": cpu}
    return {f"{name}p{share}_ms": round(column[int(len(column) * share / 100)], 3) for name, column in named.items() for share in (50, 99)}


def control(table: Table, choice: Choice, model: Model, people: Sequence[Asked], seed: int) -> dict[str, float]:
    """What profiles add to EASE alone, and what they add once shuffled, in training and in the test: that must vanish."""
    past = [one for one in people if model.layout.used(one.given)]
    if not (past and choice.on("profile")):
        return {}
    order = np.random.default_rng(seed).permutation(len(past))
    strangers = [Asked(one.given, one.hidden, past[other].profile) for one, other in zip(past, order, strict=True)]
    alone = learned.fitted(table, seed, choice.without_profile())
    shuffled = learned.fitted(table.shuffled(seed), seed, choice)
    first, second, third = (scored(ranked(one, of)[0], of) for one, of in ((alone, past), (model, past), (shuffled, strangers)))
    return {
        f"{what}{name}": round(getattr(found, name) - getattr(first, name), 4)
        for what, found in (("profile_gain_", second), ("shuffled_gain_", third))
        for name in ("ndcg_at_10", "s_at_1")
    }


def measured(train: Sequence[Example], people: Sequence[Asked], seed: int) -> dict[str, Any]:
    began = time.perf_counter()
    table = learned.tabled(train)
    tabled = time.perf_counter()
    choice = learned.chosen(table, seed)
    tuned = time.perf_counter()
    model = learned.fitted(table, seed, choice)
    done = time.perf_counter()
    order, taken = ranked(model, people)
    by_part: Counter[str] = Counter(model.part_for(one.given) for one in people)
    split = {
        part: asdict(scored([o for o, one in zip(order, people, strict=True) if model.part_for(one.given) == part],
                            [one for one in people if model.part_for(one.given) == part]))
        for part in by_part
    }  # fmt: skip
    return {
        **asdict(scored(order, people)),
        "by_part": split,
        "control": control(table, choice, model, people, seed),
        **quantiles(taken),
        "fit_s": round(done - began, 2),
        "seconds": {"table": round(tabled - began, 2), "choose": round(tuned - tabled, 2), "fit": round(done - tuned, 2)},
        "model_mb": round(sum(part.nbytes for part in (model.warm, model.cold, model.segment)) / 1e6, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "items": len(model.layout.items),
        "columns": len(model.layout.columns.index),
        "people_trained": len(train),
        "strengths": {**asdict(choice.warm), "ridge": choice.cold, "segment": choice.segment, "segment_strength": choice.strength},
        "parts": [asdict(part) for part in model.parts],
    }  # fmt: skip


LABELS = {"r_at_10": "R@10", "ndcg_at_10": "NDCG@10", "s_at_1": "S@1", "s_at_3": "S@3", "p50_ms": "p50 ms", "p99_ms": "p99 ms"}


def table_of(found: dict[str, Any]) -> str:
    """The figures as people read them."""
    plain = {LABELS.get(name, name): value for name, value in found.items() if isinstance(value, int | float)}
    plain |= found["control"] | {f"seconds_to_{name}": value for name, value in found["seconds"].items()}
    width = max(map(len, plain))
    told = [f"{name.ljust(width)}  {value:>12,}" for name, value in plain.items()]
    told += [f"{part}: {orjson.dumps(scores).decode()}" for part, scores in found["by_part"].items()]
    told += [f"{'on ' if part['on'] else 'off'} {part['name']}: {part['because']}" for part in found["parts"]]
    if any(gain > SHUFFLED_MOST for name, gain in found["control"].items() if name.startswith("shuffled")):
        told.append(f"✗ shuffled profiles gain more than {SHUFFLED_MOST}")
    return "\n".join(told)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.recommend", description="how well and how fast the learned order recommends")
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    train, people = examples(given.train), asked(given.test)
    if not any(one.items for one in train) or not people:
        raise SystemExit("✗ nobody to learn from, or nobody to ask about")
    found = measured(train, people, given.seed)
    print(table_of(found))
    print(orjson.dumps(found).decode())


if __name__ == "__main__":
    main()
