"""Shapes of what operators did, and of the look at the chains behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from api.shapes import Shape


class Choice(Shape):
    key: str
    name: str


class Act(Shape):
    """`about`: the things it was done to, by id or code. `open` is under way; of a `lost` one no outcome was written."""

    id: UUID
    at: datetime
    who: str
    door: str
    name: str
    about: str
    outcome: Literal["done", "refused", "failed", "open", "lost"]
    outcome_text: str
    reason: str


class ActPage(Shape):
    items: list[Act]
    next_cursor: str | None


class ActChoices(Shape):
    """What acts may be asked for by."""

    people: list[Choice]
    kinds: list[Choice]
    outcomes: list[Choice]


class ChainFound(Shape):
    key: str
    name: str
    links: int
    fault: str


class ChainCheck(Shape):
    """One look at all chains: `walked` of `total` links; without `finished_at` it goes on."""

    at: datetime
    by: str | None
    total: int
    walked: int
    finished_at: datetime | None
    chains: list[ChainFound]


class ChainChecks(Shape):
    overdue: bool
    checks: list[ChainCheck]
