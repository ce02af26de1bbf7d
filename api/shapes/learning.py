"""Shapes of the learned order: its versions, and the funnel of each scene, and the nights."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from api.shapes import Shape


class Part(Shape):
    """A learned part: on or off and why, its NDCG@10 on people held out, beside that of what it has to beat."""

    name: str
    on: bool
    because: str
    ndcg: float
    beside: float


class Model(Shape):
    version: int
    state: Literal["training", "ready", "live", "failed"]
    step: str
    progress: int
    people: int
    items: int
    seconds: float
    parts: list[Part]
    reason: str
    created_at: datetime
    trained_at: datetime | None
    live_at: datetime | None


class Models(Shape):
    items: list[Model]


class Ordered(Shape):
    """The number of the version that is being trained."""

    version: int


class Funnel(Shape):
    scene_code: str
    shown: int
    opened: int
    begun: int
    finished: int
    dismissed: int
    explored: int


class Funnels(Shape):
    items: list[Funnel]


class Night(Shape):
    """One night's work on everybody's page: how many people of how many, and how many could not be judged."""

    day: date
    total: int
    looked: int
    failed: int
    began_at: datetime
    finished_at: datetime | None


class Nights(Shape):
    items: list[Night]
