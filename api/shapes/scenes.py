"""Shapes of scenes under operators' hands: content, people it is tried on, coverage, funnel, versions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StrictInt

from api.shapes import Asked, Shape
from api.shapes.catalogue import Change

Expect = Literal["fits", "fails", "silent"]
Status = Literal["live", "ready", "waiting"]
Short = Annotated[str, Field(max_length=80)]


class ScenePersona(Asked):
    """`facts` as `age=30;records=生育登记;graduation_date=-200d`; `expect`: fits, fails, or silent where too little is known."""

    expect: Expect
    facts: Annotated[str, Field(max_length=1000)]


class SceneContent(Asked):
    """Everything of a scene. Days as 2026-01-01 or empty; `services` and `regions` are codes joined by `;`."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    audience: Literal["citizen", "enterprise"]
    stage: Annotated[str, Field(min_length=1, max_length=20)]
    condition: Annotated[str, Field(max_length=2000)]
    services: Annotated[str, Field(min_length=1, max_length=200)]
    explanation: Annotated[str, Field(min_length=1, max_length=300)]
    priority: Annotated[StrictInt, Field(ge=0, le=1000)]
    valid_from: Annotated[str, Field(max_length=10)]
    valid_until: Annotated[str, Field(max_length=10)]
    regions: Short
    status: Status
    note: Annotated[str, Field(max_length=300)]
    personas: Annotated[list[ScenePersona], Field(max_length=30)]


class SceneRow(Shape):
    """`number` 0: as it ships; `fault`: why what was published can't be read any more and is left out. Counts of the last 30 days."""

    code: str
    name: str
    audience: Literal["citizen", "enterprise"]
    stage: str
    status: Status
    priority: int
    note: str
    fault: str
    number: int
    has_draft: bool
    personas: int
    shown: int
    opened: int
    begun: int
    finished: int


class Scenes(Shape):
    items: list[SceneRow]
    live: int


class SceneCoverage(Shape):
    """Whom each live scene fits today, by code, of so many people and enterprises that were looked at (at most `most` of a kind)."""

    people: int
    enterprises: int
    most: int
    fits: dict[str, int]


class SceneFault(Shape):
    """`column` counts the characters of the condition from 1."""

    field: str
    sentence: str
    column: int | None


class SceneTrial(Shape):
    expect: Expect
    facts: str
    found: str
    passed: bool


class SceneCheck(Shape):
    """What is wrong, the condition in Chinese, each persona as judged now, and how many people it would fit on the day."""

    faults: list[SceneFault]
    words: str
    trials: list[SceneTrial]
    day: date
    fits: int | None


class SceneAsk(Asked):
    content: SceneContent
    day: date | None = None


class SceneDraft(Shape):
    revision: int
    authors: list[str]
    mine: bool
    difference: list[Change]
    edited_at: datetime
    content: SceneContent


class SceneVersion(Shape):
    number: int
    at: datetime
    publisher: str
    authors: list[str]
    note: str
    restored: int | None


class OperatedScene(Shape):
    code: str
    number: int
    fault: str
    content: SceneContent
    draft: SceneDraft | None
    versions: list[SceneVersion]


class ScenePublication(Asked):
    revision: StrictInt
    note: Annotated[str, Field(max_length=200)] = ""


class SceneRollback(Asked):
    to: Annotated[StrictInt, Field(ge=0, le=2_000_000_000)]
    number: Annotated[StrictInt, Field(ge=0, le=2_000_000_000)]
    note: Annotated[str, Field(max_length=200)] = ""
