"""Shapes of ratings (好差评): one's own, a service's in sum, and the tasks that bad ones set."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictInt

from api.shapes import Asked, Shape

Level = Annotated[StrictInt, Field(ge=1, le=5)]


class RatingAsk(Asked):
    """`level`: 5 very satisfied … 1 very dissatisfied; `aspects` by efficiency, guide, convenience, platform, likewise."""

    level: Level
    aspects: Annotated[dict[Annotated[str, Field(max_length=20)], Level], Field(max_length=4)] = {}
    words: Annotated[str, Field(max_length=300)] = ""


class Opinion(Shape):
    level: int
    aspects: dict[str, int]
    words: str


class Contact(Shape):
    """What was written to the person who rated."""

    at: datetime
    words: str


class OwnRating(Shape):
    """One's own rating and what was answered to it; `can_rate` until it is given, once the case is over."""

    can_rate: bool
    opinion: Opinion | None
    at: datetime | None
    contacts: list[Contact]
    result: str
    closed_at: datetime | None


class RatingLevel(Shape):
    level: int
    name: str
    count: int


class RatingSummary(Shape):
    """`satisfied` is the share of the three upper levels in percent, null where nobody has rated."""

    count: int
    satisfied: int | None
    levels: list[RatingLevel]


class RectificationRow(Shape):
    """A bad rating to be put right by `due_on`. Who rated stays hidden until it is closed."""

    id: UUID
    service_code: str
    service: str
    department: str
    level: int
    level_name: str
    rated_on: date
    due_on: date
    overdue: bool
    contacted: bool
    closed_at: datetime | None


class RectificationPage(Shape):
    items: list[RectificationRow]
    next_after: int | None
    open: int
    late: int


class RatedAspect(Shape):
    label: str
    level_name: str


class Rectification(RectificationRow):
    """In full. `applicant` (masked) and `case_number` only once it is closed."""

    aspects: list[RatedAspect]
    words: str
    contacts: list[Contact]
    result: str
    applicant: str | None
    case_number: str | None


class ContactAsk(Asked):
    words: Annotated[str, Field(min_length=1, max_length=500)]


class ClosureAsk(Asked):
    result: Annotated[str, Field(min_length=1, max_length=500)]
