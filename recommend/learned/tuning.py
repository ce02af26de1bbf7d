"""Which strengths, and which parts are worth having: decided on people held out of the training data, on nothing else. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from recommend.learned import closed
from recommend.learned.closed import OUT, Penalties
from recommend.learned.folds import Fold, folded
from recommend.learned.table import Floats, Integers, Table

SHUFFLED_MOST = 0.005
SURE = 1.64  # a gain counts when it is this many times its own standard error: one time in twenty chance would do as well
GRID = (3.0, 30.0, 300.0, 3_000.0)
DROPS = (1.0, 2.0)
STRENGTHS = (10.0, 100.0, 1_000.0)


@dataclass(frozen=True)
class Part:
    """A learned part: on or off, in words why, and its NDCG@10 on people held out, beside that of what it has to beat."""

    name: str
    on: bool
    because: str
    ndcg: float
    beside: float


@dataclass(frozen=True)
class Choice:
    """What training decided. `segment` names the key of the profile that makes the segments ("": none)."""

    warm: Penalties
    alone: Penalties
    cold: float
    segment: str
    strength: float
    parts: tuple[Part, ...]

    def on(self, name: str) -> bool:
        return any(part.on for part in self.parts if part.name == name)

    @property
    def warms(self) -> bool:
        """Whether anything learned orders for people with a past."""
        return self.on("ease") or self.on("profile")

    def without_profile(self) -> Choice:
        """EASE with what was chosen for the items alone, worth having or not."""
        parts = (replace(part, on=part.on or part.name == "ease") for part in self.parts if part.name != "profile")
        return replace(self, warm=self.alone, parts=tuple(parts))


def chosen(table: Table, seed: int) -> Choice:
    """Popularity first; each part after it must beat what stands before it, or it is off and says so."""
    folds = folded(table, seed)
    if not folds:
        few = f"只有{table.people}人的记录，不够判断好坏，先按热门程度排序。"
        return Choice(
            Penalties(100.0),
            Penalties(100.0),
            100.0,
            "",
            100.0,
            tuple(Part(name, False, few, 0.0, 0.0) for name in ("ease", "profile", "ridge")),
        )
    keys = {key: np.array(columns, dtype=np.int64) for key, columns in table.layout.columns.by_key().items() if columns}
    key, strength = _segment(folds, keys)
    cold, newcomers = _ridge(folds, keys, key, strength)
    before = _before(folds, keys.get(key), strength, cold if newcomers.on else OUT)
    alone, ease = _ease_alone(folds)
    parts = [_part("ease", "按办过的事项学习排序", ease, *before)]
    warm = alone
    if keys:
        before = (ease, "只看办过的事项") if parts[0].on else before
        warm, part = _with_profile(folds, alone, ease, before, table=table, seed=seed)
        parts.append(part)
    return Choice(warm, alone, cold, key, strength, (*parts, newcomers))


Before: TypeAlias = tuple[Floats, str]


def _before(folds: Sequence[Fold], columns: Integers | None, strength: float, penalty: float) -> Before:
    """What people with a past would see with nothing learned from it, and how that is called: the better of segment and ridge."""
    popular = _every(folds, lambda fold: fold.warm(segment_weights(fold, columns, strength)))
    if penalty == OUT:
        return popular, "本群体热门"
    known = _every(folds, lambda fold: fold.warm(np.pad(closed.ridge(fold.taught, fold.items, penalty), ((fold.items, 0), (0, 0)))))
    return (known, "只看画像") if _mean(known) > _mean(popular) else (popular, "本群体热门")


def segment_weights(fold: Fold, columns: Integers | None, strength: float, *, side: bool = False) -> Floats:
    """Segment popularity as weights: whoever has the column gets its shares, and nothing else counts but the constant as a tie-break."""
    width = len(fold.sums)
    found = np.zeros((width, fold.items))
    found[fold.items] = closed.popularity(fold.sums, fold.items) * 1e-6
    if columns is None:
        found[fold.items] *= 1e6
    else:
        found[fold.items + 1 + columns] = closed.segment(fold.sums, fold.items, fold.items + 1 + columns, strength)
    return found[fold.items :] if side else found


def _segment(folds: Sequence[Fold], keys: dict[str, Integers]) -> tuple[str, float]:
    """The one key of the profile that tells most about newcomers; none when the whole's popularity does as well, but for luck."""

    def measured(key: str, strength: float) -> Floats:
        return _every(folds, lambda fold: fold.cold(segment_weights(fold, keys.get(key), strength, side=True)))

    found = {(key, strength): measured(key, strength) for key in keys for strength in STRENGTHS}
    best = max(found, key=lambda one: (_mean(found[one]), one), default=("", 1.0))
    return best if found and _is_better(found[best], measured("", 1.0)) else ("", 1.0)


def _ease_alone(folds: Sequence[Fold]) -> tuple[Penalties, Floats]:
    items = searched(lambda one: _mean(_by_ease(folds, Penalties(one))), GRID)
    dropped = [Penalties(items / weaker, drop) for drop in DROPS for weaker in (1.0, 2.0)]
    options = [Penalties(items), Penalties(items, constant=items), *dropped]
    results = [_by_ease(folds, one) for one in options]
    best = max(range(len(options)), key=lambda one: _mean(results[one]))
    return options[best], results[best]


def _by_ease(folds: Sequence[Fold], penalties: Penalties) -> Floats:
    """NDCG@10 of each by a model that they taught and by one that never saw them, half each: both kinds come."""

    def asked(fold: Fold) -> Floats:
        known, unknown = (fold.warm(closed.ease(sums, fold.items, penalties)) for sums in (fold.taught, fold.sums))
        found: Floats = (known + unknown) / 2
        return found

    return _every(folds, asked)


def _with_profile(
    folds: Sequence[Fold], alone: Penalties, ease: Floats, before: Before, *, table: Table, seed: int
) -> tuple[Penalties, Part]:
    """The profile's columns beside the items. They stay only if they help, and if shuffled ones don't."""
    base = replace(alone, constant=min(alone.constant, alone.items))
    profile = searched(lambda one: _mean(_by_ease(folds, replace(base, profile=one))), GRID)
    both = [replace(base, profile=profile, items=alone.items * factor) for factor in (0.5, 1.0, 2.0)]
    best = max(both, key=lambda one: _mean(_by_ease(folds, one)))
    with_it = _by_ease(folds, best)
    part = _part("profile", "办过的事项加画像", with_it, *before)
    gain = _mean(_by_ease(folded(table.shuffled(seed), seed), best)) - _mean(ease)
    if part.on and gain > SHUFFLED_MOST:
        part = replace(part, on=False, because=f"把画像打乱后仍有{gain:.3f}的提升，说明提升不来自画像，已关闭。")
    return (best if part.on else alone), part


def _ridge(folds: Sequence[Fold], keys: dict[str, Integers], key: str, strength: float) -> tuple[float, Part]:
    popular = _every(folds, lambda fold: fold.cold(segment_weights(fold, keys.get(key), strength, side=True)))
    if not keys:
        return OUT, Part("ridge", False, "没有画像，新来的人先看热门事项。", _mean(popular), _mean(popular))

    def measured(penalty: float) -> Floats:
        return _every(folds, lambda fold: fold.cold(closed.ridge(fold.sums, fold.items, penalty)))

    penalty = searched(lambda one: _mean(measured(one)), GRID)
    return penalty, _part("ridge", "按画像为新来的人排序", measured(penalty), popular, "本群体热门")


def searched(measured: Callable[[float], float], grid: Sequence[float]) -> float:
    """The best on a coarse grid, then twice between its neighbours."""
    found = {one: measured(one) for one in grid}
    for step in (math.sqrt(10.0), 10.0**0.25):
        best = max(found, key=lambda one: (found[one], one))
        for near in (best / step, best * step):
            found.setdefault(near, measured(near))
    return max(found, key=lambda one: (found[one], one))


def _part(name: str, label: str, found: Floats, beside: Floats, than: str) -> Part:
    """On when it beats the other by more than chance would."""
    on = _is_better(found, beside)
    verdict = "比" if on else "没有明显超过"
    told = (
        f"{label}在留出的{len(found)}人上为{_mean(found):.3f}，{verdict}{than}（{_mean(beside):.3f}）{'好，已启用' if on else '，已关闭'}。"
    )
    return Part(name, on, told, _mean(found), _mean(beside))


def _is_better(found: Floats, beside: Floats) -> bool:
    gains = found - beside
    return len(gains) > 0 and _mean(gains) > SURE * float(gains.std()) / math.sqrt(len(gains))


def _every(folds: Sequence[Fold], measured: Callable[[Fold], Floats]) -> Floats:
    found: Floats = np.concatenate([measured(fold) for fold in folds])
    return found


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0
