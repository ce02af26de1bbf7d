"""Points as they are shown: in a list nearest first, and in full."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from hall.points.hours import Opening, opening, week
from hall.points.places import Spot, metres
from hall.vocabulary import table

DEMONSTRATION = "演示数据"
SHUT = Opening(False, "暂停开放，去之前请先打电话问一下", "今天不开", None, None, False)


@dataclass(frozen=True)
class Point:
    """A point in a list. `distance_m` is None when nobody said where they are; `label` is 演示数据 until somebody verified it."""

    id: UUID
    code: str
    name: str
    kind: str
    kind_name: str
    division: str
    address: str
    latitude: float
    longitude: float
    distance_m: int | None
    distance: str
    phone: str
    accessible: bool
    help: tuple[str, ...]
    hours: str
    opening: Opening
    verified: bool
    label: str


@dataclass(frozen=True)
class Ability:
    """Something that can be done at a point: an item (with its code), or all that a department or theme has."""

    kind: str
    code: str
    name: str


@dataclass(frozen=True)
class PointDetail:
    """A point in full, with its week and what can be done there."""

    point: Point
    note: str
    week: tuple[tuple[str, str], ...]
    can: tuple[Ability, ...]


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """The kinds of points with their names."""
    return {row["kind"]: row["label"] for row in table("point_kinds.csv")}


@lru_cache(maxsize=1)
def offices() -> dict[str, str]:
    """Our departments: code and name."""
    return {row["code"]: row["name"] for row in table("departments.csv")}


@lru_cache(maxsize=1)
def themes() -> frozenset[str]:
    return frozenset(row["theme"] for row in table("themes.csv"))


def points_of(rows: Iterable[dict[str, Any]], moment: datetime, here: Spot | None) -> list[Point]:
    """Many at once: most share their hours."""
    rows = list(rows)
    answers = {text: opening(text, moment) for text in {row["hours"] for row in rows}}
    return [_point(row, answers[row["hours"]], here) for row in rows]


def _point(row: dict[str, Any], open_when: Opening, here: Spot | None) -> Point:
    """From a row that also carries the `hours` of its opening."""
    names = ("id", "code", "name", "kind", "division", "address", "latitude", "longitude", "phone", "accessible", "hours", "verified")
    away = metres(here, Spot(row["latitude"], row["longitude"])) if here else None
    return Point(
        **{name: row[name] for name in names},
        kind_name=kinds().get(row["kind"], ""),
        distance_m=None if away is None else round(away),
        distance="" if away is None else said(away),
        help=tuple(row["help"]),
        opening=SHUT if row["closed"] else open_when,
        label="" if row["verified"] else DEMONSTRATION,
    )


def detail_of(row: dict[str, Any], moment: datetime, here: Spot | None, can: tuple[Ability, ...]) -> PointDetail:
    return PointDetail(points_of([row], moment, here)[0], row["note"], tuple(week(row["hours"])), can)


def said(away: float) -> str:
    """850米, 1.2公里, 18公里."""
    if away < 995:
        return f"{max(10, round(away / 10) * 10)}米"
    return f"{away / 1000:.1f}公里" if away < 9_950 else f"{away / 1000:.0f}公里"
