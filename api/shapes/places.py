"""Shapes of service points (就近办) and policies (一网查), as the pages show them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from api.shapes import Shape
from api.shapes.services import ServiceName


class Opening(Shape):
    """Whether it is open now, in words; `provisional`: the holidays of those days have not been announced yet."""

    open: bool
    text: str
    today: str
    closes_at: datetime | None
    opens_at: datetime | None
    provisional: bool


class Point(Shape):
    """A point in the list of what is near. `distance_m` is null when nobody said where they are; `label` is 演示数据 or empty."""

    id: UUID
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
    help: list[str]
    opening: Opening
    verified: bool
    label: str


class Points(Shape):
    """`sentence` says what to do when there is nothing to show."""

    items: list[Point]
    sentence: str | None


class DayHours(Shape):
    day: str
    hours: str


class Ability(Shape):
    """Something that can be done there: one item (its code opens it), or all that a department or theme has."""

    kind: Literal["department", "theme", "service"]
    code: str
    name: str


class PointDetail(Point):
    note: str
    week: list[DayHours]
    can: list[Ability]


class PolicyRow(Shape):
    """A policy in a list. `label` is 示例 until an official has checked it."""

    id: UUID
    title: str
    theme: str
    audience: list[str]
    summary: str
    verified: bool
    label: str


class PolicyPage(Shape):
    items: list[PolicyRow]
    total: int
    page: int
    pages: int


class Policy(PolicyRow):
    """A policy in plain words: what it gives, who may have it, the steps, where; law and article; the items it belongs to."""

    gives: str
    who: str
    how: list[str]
    place: str
    basis: list[str]
    services: list[ServiceName]
    updated_at: datetime
