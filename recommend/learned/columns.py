"""A profile as columns of yes and no: words, ranges of numbers, members of lists, what is missing. Pure."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

Value = object
Profile = Mapping[str, Value]
Atom = str | float
LEAST = 5  # people who share a value before it is a column: fewer say nothing, and would point at somebody
MOST_OF_A_KEY, MOST_KEYS, LONGEST_LIST = 400, 200, 64
MOST_COLUMNS = 2_000  # the commonest of all: time grows with the cube
FEW_NUMBERS = 24
RANGES = (4, 16)
MISSING = "missing"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True)
class Columns:
    """`index` gives the column of (key, token); `cuts` where a number's ranges begin, coarse and fine."""

    keys: tuple[str, ...]
    index: Mapping[tuple[str, str], int]
    cuts: Mapping[str, tuple[tuple[float, ...], ...]]
    _memo: dict[tuple[str, Atom], tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)

    def active(self, profile: Profile) -> list[int]:
        """The columns that hold for a person, each once."""
        found: list[int] = []
        for key in self.keys:
            held = atoms(profile.get(key))
            if not held:
                found += self._of(key, MISSING)
            for atom in held:
                found += self._of(key, atom)
        return list(dict.fromkeys(found))

    def _of(self, key: str, atom: Atom) -> tuple[int, ...]:
        if (known := self._memo.get((key, atom))) is not None:
            return known
        pairs = ((key, token) for token in tokens(atom, self.cuts.get(key, ())))
        found = tuple(self.index[pair] for pair in pairs if pair in self.index)
        if len(self._memo) < 100_000:
            self._memo[(key, atom)] = found
        return found

    def by_key(self) -> dict[str, list[int]]:
        """The columns of each key."""
        found: dict[str, list[int]] = {key: [] for key in self.keys}
        for (key, _), column in self.index.items():
            found[key].append(column)
        return found


def learned(profiles: Sequence[Profile]) -> Columns:
    """The columns that enough people share."""
    seen: dict[str, dict[Atom, int]] = {}
    present: Counter[str] = Counter()
    for profile in profiles:
        for key, value in profile.items():
            counts = seen.setdefault(key, {})
            held = atoms(value)
            present[key] += bool(held)
            for atom in held:
                counts[atom] = counts.get(atom, 0) + 1
    keys = tuple(sorted(key for key, _ in present.most_common(MOST_KEYS)))
    cuts = {key: ranges for key in keys if (ranges := _cuts(seen[key]))}
    shared: dict[tuple[str, str], int] = {}
    for key in keys:
        seen[key][MISSING] = len(profiles) - present[key]
        shared |= {(key, token): count for token, count in _common(seen[key], cuts.get(key, ()))}
    kept = set(sorted(shared, key=lambda pair: (-shared[pair], pair))[:MOST_COLUMNS])
    index = {pair: place for place, pair in enumerate(pair for pair in shared if pair in kept)}
    return Columns(keys, index, cuts)


def atoms(value: Value) -> tuple[Atom, ...]:
    """The single values in a value; a date counts as a number of days, nothing and what is no number are missing."""
    match value:
        case None:
            return ()
        case bool():
            return ("true" if value else "false",)
        case int() | float():
            return (float(value),) if math.isfinite(value) else ()
        case str():
            return (_text(value),)
        case list() | tuple() | set() | frozenset():
            return tuple(dict.fromkeys(str(one) for one in list(value)[:LONGEST_LIST]))
    return (str(value),)


def _text(text: str) -> Atom:
    day = _ISO.fullmatch(text) or _SLASHED.fullmatch(text)
    if day is None:
        return text[:120]
    first, second, third = map(int, day.groups())
    # 3/4/2019: which is the day and which the month matters little to a range of days
    year, month, dom = (first, second, third) if first > 31 else (third, second, first) if second <= 12 else (third, first, second)
    try:
        return float(date(year, month, dom).toordinal())
    except ValueError:
        return text[:120]


def tokens(atom: Atom, cuts: tuple[tuple[float, ...], ...]) -> list[str]:
    """What a value is called: itself, or the ranges it falls in."""
    if isinstance(atom, str):
        return [atom]
    if not cuts:
        return [f"{atom:g}"]
    return [f"{len(edges) + 1}:{bisect_right(edges, atom)}" for edges in cuts]


def _cuts(counts: Mapping[Atom, int]) -> tuple[tuple[float, ...], ...]:
    """Where as many people stand on one side as on the other, and so on; none for a handful of different numbers."""
    numbers = sorted((atom, count) for atom, count in counts.items() if isinstance(atom, float))
    if len(numbers) <= FEW_NUMBERS:
        return ()
    total = sum(count for _, count in numbers)
    return tuple(tuple(_edges(numbers, total, ranges)) for ranges in RANGES)


def _edges(numbers: Iterable[tuple[float, int]], total: int, ranges: int) -> Iterable[float]:
    passed, turn = 0, 1
    for number, count in numbers:
        if passed >= total * turn / ranges:
            yield number
            while turn < ranges and passed >= total * turn / ranges:
                turn += 1
        if turn == ranges:
            return
        passed += count


def _common(counts: Mapping[Atom, int], cuts: tuple[tuple[float, ...], ...]) -> list[tuple[str, int]]:
    by_token: Counter[str] = Counter()
    for atom, count in counts.items():
        for token in tokens(atom, cuts):
            by_token[token] += count
    kept = sorted(by_token.items(), key=lambda one: (-one[1], one[0]))[:MOST_OF_A_KEY]
    return [(token, count) for token, count in kept if count >= LEAST]
