"""Scenes: a condition, the services it calls for, and the sentence that explains it. Data, checked when loaded."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import cast

from core import regions
from core.errors import Invalid
from profile.conditions import Condition, FactValue, Known, Needs, Truth, evaluate, needs, parse, problems, quick
from profile.traits import Holder
from recommend import vocabulary
from recommend.situation import Situation

TABLE = Path(__file__).parent / "data" / "scenes.csv"
_HOLE = re.compile(r"\{([^{}:]+)(?::(\w+))?\}")


@dataclass(frozen=True)
class Scene:
    """`status`: live (evaluated), ready (reads well, not yet published), waiting (`note` says for what). Low `priority` comes first.

    `needs` are sets of facts: without one of each it can't hold. `holds` is the condition ready to be asked. It speaks from
    `valid_from` until `valid_until` (None: until taken back) to who is in one of `regions` (beginnings of codes; none: everywhere).
    """

    id: str
    name: str
    audience: Holder
    stage: str
    condition: Condition
    services: tuple[str, ...]
    explanation: str
    priority: int
    status: str
    note: str
    needs: Needs
    holds: Truth
    valid_from: date | None = None
    valid_until: date | None = None
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """A scene that holds, and the facts that made it hold."""

    scene: Scene
    because: tuple[str, ...]


def match(situation: Situation, audience: str) -> list[Match]:
    """The live scenes of an audience (citizen, enterprise) that are certainly true; what is not known stays silent."""
    known = Known(situation.values, situation.today, vocabulary.levels())
    here, has = situation.region, known.facts.keys()
    speaking, groups = _by_need(audience, situation.today, fingerprint())
    near = [speaking[place] for place in sorted({place for name in ("", *has) if name in groups for place in groups[name]})]
    possible = [scene for scene in near if not any(map(has.isdisjoint, scene.needs)) and (not scene.regions or reaches(scene, here))]
    return [Match(scene, evaluate(scene.condition, known).because) for scene in possible if scene.holds(known)]


@lru_cache(maxsize=8)
def _by_need(audience: str, today: date, _: str) -> tuple[Sequence[Scene], Mapping[str, Sequence[int]]]:
    """The scenes that can hold on a day, and by the facts of which each needs one ("": none) their places; whoever has none passes it by.

    What the day alone makes false (its month) is out for everybody: knowing more never turns a no into a yes.
    """
    nobody = Known({}, today, vocabulary.levels())
    speaking = [scene for scene in live(audience) if in_force(scene, today) and scene.holds(nobody) is not False]
    wanted = Counter(name for scene in speaking for names in scene.needs for name in names)
    found: dict[str, list[int]] = {}
    for place, scene in enumerate(speaking):
        for name in min(scene.needs, key=lambda names: (sum(wanted[name] for name in names), sorted(names)), default=("",)):
            found.setdefault(name, []).append(place)
    return speaking, found


def verdict(scene: Scene, situation: Situation) -> str:
    """What one scene says of somebody, whatever its status: fits, fails, or silent where too little is known."""
    if not in_force(scene, situation.today):
        return "fails"
    if not reaches(scene, situation.region):
        return "fails" if situation.region else "silent"
    truth = evaluate(scene.condition, Known(situation.values, situation.today, vocabulary.levels())).truth
    return {True: "fits", False: "fails", None: "silent"}[truth]


def in_force(scene: Scene, today: date) -> bool:
    """Whether it speaks on this day; the last day counts."""
    return (scene.valid_from or today) <= today <= (scene.valid_until or today)


def reaches(scene: Scene, region: str | None) -> bool:
    """Whether it speaks to somebody in this region. Of whom no region is known, one with regions says nothing."""
    return not scene.regions or (region is not None and region.startswith(scene.regions))


def explained(scene: Scene, situation: Situation) -> str:
    """The scene's sentence with its holes filled; a hole whose fact isn't known disappears."""

    def fill(hole: re.Match[str]) -> str:
        fact = situation.facts.get(hole[1])
        return _told(hole[1], hole[2], fact.value, situation.today) if fact else ""

    return _HOLE.sub(fill, scene.explanation)


def _told(name: str, form: str | None, value: FactValue, today: date) -> str:
    if form == "date" and isinstance(value, int):
        return vocabulary.day_in_words(today + timedelta(days=value))
    if form == "days" and isinstance(value, str):
        return str((today - date.fromisoformat(value)).days)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else vocabulary.told(name, value)


_published: dict[str, Mapping[str, str]] = {}


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Mapping[str, str]]:
    """The rows of the scenes as they ship with the house, by id."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["scene_id"]: row for row in csv.DictReader(file)}


def adopt(published: Mapping[str, Mapping[str, str]]) -> None:
    """Puts rows that operators published in the place of those that shipped."""
    _published.clear()
    _published.update(published)
    for cached in (scenes, left_out, asked, live, fingerprint):
        cached.cache_clear()


def _rows() -> dict[str, Mapping[str, str]]:
    return {**shipped(), **_published}


@lru_cache(maxsize=1)
def scenes() -> tuple[Scene, ...]:
    """All scenes in force."""
    return read(row for code, row in _rows().items() if code not in left_out())


@lru_cache(maxsize=1)
def left_out() -> Mapping[str, str]:
    """Published scenes that can't be read any more, since the vocabulary moved on, and why: they say nothing, the others go on."""
    found: dict[str, str] = {}
    for code, row in _published.items():
        try:
            read([row])
        except (ValueError, Invalid) as error:
            found[code] = error.sentence if isinstance(error, Invalid) else str(error)
    return found


@lru_cache(maxsize=1)
def asked() -> frozenset[str]:
    """Services that somebody must be in a certain situation for, were it one that can't be read just now."""
    return frozenset(code for row in _rows().values() for code in row["services"].split(";"))


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """The same for the same scenes, another for others."""
    changed = repr(sorted((code, sorted(row.items())) for code, row in _published.items())).encode()
    return hashlib.blake2b(TABLE.read_bytes() + changed, digest_size=8).hexdigest()


@lru_cache(maxsize=2)
def live(audience: str) -> tuple[Scene, ...]:
    return tuple(scene for scene in scenes() if scene.status == "live" and scene.audience == audience)


def read(rows: Iterable[Mapping[str, str]]) -> tuple[Scene, ...]:
    """Builds scenes from rows. ValueError names the first scene that can't be published as it stands, and where."""
    found = tuple(_scene(row) for row in rows)
    if len({scene.id for scene in found}) != len(found):
        raise ValueError("two scenes have the same id")
    return found


def _scene(row: Mapping[str, str]) -> Scene:
    condition = parse(row["condition"], vocabulary.terms())
    if row["status"] not in ("live", "ready", "waiting") or row["audience"] not in ("citizen", "enterprise"):
        raise ValueError(f"{row['scene_id']} 的状态或对象无法识别。")
    if row["status"] != "waiting":
        _check(row, condition)
    return Scene(
        id=row["scene_id"],
        name=row["name"],
        audience=cast("Holder", row["audience"]),
        stage=row["stage"],
        condition=condition,
        services=tuple(row["services"].split(";")),
        explanation=row["explanation"],
        priority=_priority(row),
        status=row["status"],
        note=row["note"],
        needs=needs(condition),
        holds=quick(condition),
        valid_from=_day(row, "valid_from"),
        valid_until=_day(row, "valid_until"),
        regions=_regions(row),
    )


def _priority(row: Mapping[str, str]) -> int:
    try:
        return int(row["priority"])
    except ValueError:
        raise ValueError(f"{row['scene_id']} 的优先级应为数字。") from None


_DAYS = {"valid_from": "开始日期", "valid_until": "结束日期"}


def _day(row: Mapping[str, str], column: str) -> date | None:
    try:
        return date.fromisoformat(row[column]) if row[column] else None
    except ValueError:
        raise ValueError(f"{row['scene_id']} 的{_DAYS[column]}应写成 2026-03-01。") from None


def _regions(row: Mapping[str, str]) -> tuple[str, ...]:
    codes = tuple(filter(None, row["regions"].split(";")))
    if unknown := [code for code in codes if regions.name(code.ljust(6, "0")) is None]:
        raise ValueError(f"{row['scene_id']} 的地区里没有 {unknown[0]}。")
    return codes


def _check(row: Mapping[str, str], condition: Condition) -> None:
    wrong = problems(condition, vocabulary.kind_of)
    if wrong:
        raise ValueError(f"scene {row['scene_id']}, column {wrong[0].column}: {wrong[0].sentence}")
    for name, form in _HOLE.findall(row["explanation"]):
        if vocabulary.kind_of(name) is None or form not in ("", "date", "days", "day"):
            raise ValueError(f"{row['scene_id']} 的推荐理由用到“{name}”，没有这个事实。")
        if form in ("date", "days", "day") and name not in row["condition"]:
            raise ValueError(f"{row['scene_id']} 的推荐理由用到“{name}”，条件里却没有它。")
