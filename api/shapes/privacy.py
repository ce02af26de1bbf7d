"""Shapes of what a person controls: who read their data, consents, tags, corrections, export and closing the account."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt

from api.shapes import Asked, Shape

Words = Annotated[str, Field(min_length=1, max_length=300)]


class ReadLine(Shape):
    """Somebody read the person's data: who, which, what for, by which law (`verified` false: 待核).

    `was_deferred`: kept back for an investigation till its day.
    """

    id: UUID
    at: datetime
    kind: str
    kind_name: str
    reader: str
    fields: list[str]
    purpose: str
    basis: str
    verified: bool
    was_deferred: bool


class ReadPage(Shape):
    items: list[ReadLine]
    next_cursor: str | None


class ChallengeAsk(Asked):
    words: Words


class CorrectionAsk(Asked):
    """`label` is the fact as my data calls it."""

    label: Annotated[str, Field(min_length=1, max_length=80)]
    words: Words


class OwnTicket(Shape):
    """What the person disputes or wants corrected, and what was answered."""

    id: UUID
    kind_name: str
    subject: str
    department: str
    words: str
    state_text: str
    created_at: datetime
    due_on: date
    reply: str
    closed_at: datetime | None


class OwnTickets(Shape):
    items: list[OwnTicket]


class TicketRow(Shape):
    id: UUID
    kind: str
    kind_name: str
    subject: str
    department: str
    created_at: datetime
    due_on: date
    overdue: bool
    owner: str | None
    outcome_name: str | None
    closed_at: datetime | None


class TicketPage(Shape):
    items: list[TicketRow]
    next_after: int | None
    open: int
    late: int


class TicketOutcome(Shape):
    key: str
    name: str


class Ticket(TicketRow):
    """In full, the person masked; `outcomes` are those that it may be closed with."""

    person: str
    words: str
    reply: str
    outcomes: list[TicketOutcome]


class TicketReply(Asked):
    outcome: Annotated[str, Field(max_length=16)]
    reply: Annotated[str, Field(min_length=1, max_length=500)]


class DeferralAsk(Asked):
    """Keeps this operator's reads of a case's applicant from them for so many days, once a second operator agrees."""

    basis: Annotated[str, Field(min_length=4, max_length=200)]
    days: Annotated[StrictInt, Field(ge=1, le=365)]


class Deferral(Shape):
    id: UUID
    asked_by: str
    basis: str
    hidden_until: datetime
    approved_at: datetime | None
    mine: bool


class Deferrals(Shape):
    items: list[Deferral]


class ConsentRow(Shape):
    """A purpose, its wording, and whether the person agrees. `given_at` is null where nothing was asked yet."""

    purpose: str
    name: str
    wording: str
    version: str
    on: bool
    given_at: datetime | None
    withdrawn_at: datetime | None
    can_give: bool
    can_withdraw: bool
    consequence: str
    sensitive: bool


class Consents(Shape):
    items: list[ConsentRow]


class ConsentChange(Asked):
    on: StrictBool


class TagRow(Shape):
    name: str
    label: str
    value: str
    group: str


class Tags(Shape):
    """What recommendation works with; `dropped` are those that the person deleted."""

    items: list[TagRow]
    dropped: list[TagRow]


class Closing(Shape):
    """`closes_at` once asked; `blockers` say what must be done first; `erased` and `kept` what goes and what the law keeps."""

    closes_at: datetime | None
    days: int
    blockers: list[str]
    erased: list[str]
    kept: list[str]
