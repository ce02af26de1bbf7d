"""Shapes of the call list: people masked; the number alone is asked for by itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.shapes import Asked, Shape


class Call(Shape):
    id: UUID
    person: str
    phone: str | None
    what: str
    department: str
    deadline_on: date
    days_left: int
    state: Literal["open", "not_reached", "called", "done", "moot"]
    state_text: str
    created_at: datetime
    closed: bool


class Calls(Shape):
    items: list[Call]


class CallStep(Shape):
    at: datetime
    who: str
    what: str
    what_text: str
    note: str


class CallDetail(Call):
    steps: list[CallStep]


class CallOutcome(Asked):
    outcome: Literal["called", "not_reached", "done"]
    note: Annotated[str, Field(max_length=200)] = ""


class CallReason(Asked):
    reason: Annotated[str, Field(min_length=4, max_length=200)]


class CallNumber(Shape):
    """In the clear; showing it was written down."""

    number: str
