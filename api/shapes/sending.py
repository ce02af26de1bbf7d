"""Shapes of the console's sending desk: senders, keys, templates, and what was sent; people masked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from api.shapes import Asked, Shape

Name = Annotated[str, Field(min_length=1, max_length=80)]
KeyName = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_]+$")]
Kind = Literal["sms", "email"]


class SenderRow(Shape):
    id: UUID
    name: str
    daily_limit: int
    minute_limit: int
    active: bool
    guests: list[str]
    sent_today: int
    templates: int


class SenderList(Shape):
    items: list[SenderRow]


class SenderKey(Shape):
    id: UUID
    name: str
    kind: str
    kind_text: str
    created_at: datetime
    made_by: str
    revoked_at: datetime | None


class Sender(SenderRow):
    keys: list[SenderKey]


class NewSender(Asked):
    name: Name
    daily_limit: int = 1000
    minute_limit: int = 300


class SenderChanges(Asked):
    daily_limit: int | None = None
    minute_limit: int | None = None
    active: bool | None = None
    guests: list[Annotated[str, Field(max_length=254)]] | None = None


class NewKey(Asked):
    name: KeyName
    kind: Literal["normal", "team", "test"]


class MadeKey(Shape):
    """The one time that a key is shown whole."""

    key: str


class NoticeTemplate(Shape):
    id: UUID
    type: Kind
    name: str
    weight: str
    topic: str | None
    version: int
    subject: str
    body: str
    fields: list[str]
    created_at: datetime
    updated_at: datetime


class NoticeTemplates(Shape):
    items: list[NoticeTemplate]


class NewTemplate(Asked):
    name: Name
    kind: Kind
    subject: Annotated[str, Field(max_length=200)] = ""
    body: Annotated[str, Field(min_length=1, max_length=20_000)]
    weight: Literal["ordinary", "wanted"] = "ordinary"
    topic: Annotated[str, Field(max_length=24)] | None = None


class Composition(Asked):
    """One message to a few people: the same values for all, or each their own."""

    template_id: UUID
    recipients: Annotated[list[Annotated[str, Field(max_length=254)]], Field(min_length=1, max_length=50)]
    values: Annotated[dict[str, Annotated[str, Field(max_length=1000)]], Field(max_length=40)] = {}


class Composed(Shape):
    """What would go out, and to whom."""

    subject: str
    body: str
    recipients: list[str]


class SentRow(Shape):
    id: UUID
    type: Kind
    status: str
    status_text: str
    recipient: str
    subject: str
    body: str
    reference: str | None
    note: str
    created_at: datetime
    completed_at: datetime | None


class SentPage(Shape):
    items: list[SentRow]
    next_cursor: str | None


def given(asked: Shape) -> dict[str, Any]:
    """What was really sent along."""
    return {name: value for name, value in asked.model_dump(exclude_unset=True).items() if value is not None}
