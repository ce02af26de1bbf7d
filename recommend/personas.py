"""The people each scene is tried on: whom it fits, whom it doesn't, and of whom too little is known. Data, judged here. Pure."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from profile.conditions import FactValue
from profile.facts import KnownFact
from recommend import scenes
from recommend.scenes import Scene
from recommend.situation import Situation
from recommend.vocabulary import kind_of

TABLE = Path(__file__).parent / "data" / "personas.csv"
DAY = date(2026, 11, 22)
EXPECTED = {"fits": "符合", "fails": "不符合", "silent": "不知道，不推荐"}


@dataclass(frozen=True)
class Persona:
    """`facts` is `age=30;records=生育登记+x;graduation_date=-200d;on=2026-05-10`: `[]` an empty list, `none` known to be absent."""

    scene_id: str
    expect: str
    facts: str


@dataclass(frozen=True)
class Trial:
    persona: Persona
    found: str

    @property
    def passed(self) -> bool:
        return self.found == self.persona.expect


@lru_cache(maxsize=1)
def personas() -> Mapping[str, tuple[Persona, ...]]:
    """Everybody that ships with the house, by scene."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return by_scene(Persona(row["scene_id"], row["expect"], row["facts"]) for row in csv.DictReader(file))


def by_scene(found: Iterable[Persona]) -> dict[str, tuple[Persona, ...]]:
    kept: dict[str, list[Persona]] = {}
    for one in found:
        kept.setdefault(one.scene_id, []).append(one)
    return {code: tuple(cast) for code, cast in kept.items()}


def tried(scene: Scene, cast: Sequence[Persona]) -> list[Trial]:
    return [Trial(one, scenes.verdict(scene, situation(one.facts))) for one in cast]


def faults(scene: Scene, cast: Sequence[Persona]) -> list[str]:
    """Why a scene may not be published: somebody it judges wrongly, or too few to try it on."""
    found = [f"“{one.persona.facts or '什么都不知道的人'}”应为{EXPECTED[one.persona.expect]}，实际是{EXPECTED[one.found]}。"
             for one in tried(scene, cast) if not one.passed]  # fmt: skip
    counted = Counter(one.expect for one in cast)
    if counted["fits"] < 2 or counted["fails"] < 1 or counted["silent"] < 1 or len({one.facts for one in cast}) < len(cast):
        found.append("至少要有两个符合、一个不符合、一个事实未知的人，互不相同。")
    return found


def situation(line: str) -> Situation:
    """What is known of a persona on their day. ValueError names a pair that can't be read."""
    pairs = dict(_pair(part) for part in line.split(";") if part)
    today = date.fromisoformat(pairs.pop("on", DAY.isoformat()))
    return Situation({name: KnownFact(_value(name, text, today), "登记机关", today) for name, text in pairs.items()}, today)


def _pair(part: str) -> tuple[str, str]:
    name, sign, text = part.partition("=")
    if not sign or (name != "on" and kind_of(name) is None):
        raise ValueError(f"“{part}”不是“事实=值”，或没有这样的事实。")
    return name, text


def _value(name: str, text: str, today: date) -> FactValue:
    kind = kind_of(name)
    if text in ("true", "false", "none"):
        return {"true": True, "false": False, "none": None}[text]
    if kind and kind.kind == "list":
        return [] if text == "[]" else text.split("+")
    if kind and kind.kind == "number":
        return float(text) if "." in text else int(text)
    if kind and kind.kind == "date" and text.endswith("d"):
        return (today + timedelta(days=int(text[:-1]))).isoformat()
    return text
