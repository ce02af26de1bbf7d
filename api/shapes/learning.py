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


class Arm(Shape):
    """So many people, of whom so many did it; where the true share lies (95 %)."""

    people: int
    did: int
    low: float
    high: float


class Worth(Shape):
    """What telling of one thing on the phone is worth: the told beside those held out by lot, each within `days`.

    `waiting`: their time is not over. `low` to `high` is the difference of the shares (95 %), where anything may be said of it.
    """

    key: str
    title: str
    days: int
    told: Arm
    held_out: Arm
    waiting: int
    verdict: Literal["synthetic", "few", "none", "more", "less"]
    words: str
    low: float | None
    high: float | None


class Worths(Shape):
    items: list[Worth]


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
