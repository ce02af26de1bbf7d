"""Shapes of the home page, its cards and what became of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field as Limits

from api.shapes import Asked, Shape
from api.shapes.certificates import Action, Urgency
from api.shapes.people import Sourced
from api.shapes.services import ServiceName, ServiceRow


class Card(Shape):
    """One thing that the home page offers, with its reason and the facts behind it. `rests`: for how many days "not now" puts it away."""

    id: str
    kind: Literal["certificate", "case", "scene", "popular"]
    scene_code: str | None
    title: str
    reason: str
    facts: list[Sourced]
    urgency: Urgency
    due_on: date | None
    days_left: int | None
    action: Action
    services: list[ServiceName]
    rests: int


class Home(Shape):
    """`ordered_by` says which part ordered the scenes (priority: none that is learned; everyone: recommendations are off)."""

    now: datetime
    greeting: str
    cards: list[Card]
    ordered_by: Literal["ease", "profile", "ridge", "segment", "priority", "everyone"]
    sentence: str
    quick: list[ServiceRow]
    unread: int


class Turn(Shape):
    """What would take a card away; `on` is the day on which it happens by itself."""

    sentence: str
    on: date | None


class CardWhy(Shape):
    card: Card
    turns: list[Turn]
    sentence: str


class Following(Shape):
    """What to do next after a case."""

    items: list[Card]


class Seen(Asked):
    cards: Annotated[list[Annotated[str, Limits(max_length=80)]], Limits(max_length=40)]


class Impression(Shape):
    card: str
    id: UUID


class Impressions(Shape):
    items: list[Impression]


class Fates(Asked):
    what: Literal["opened", "begun", "finished", "dismissed"]
    ids: Annotated[list[UUID], Limits(min_length=1, max_length=40)]


class Dismissal(Asked):
    reason: Literal["not_me", "not_now", "wrong_data", "fewer"]
