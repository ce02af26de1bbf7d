"""Shapes of certificates and of who holds them."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from api.shapes import Shape
from api.shapes.people import Link

CertificateState = Literal["valid", "expiring", "expired", "superseded", "revoked", "long_term"]
Urgency = Literal["overdue", "urgent", "soon", "normal"]


class Action(Link):
    label: str


class Missed(Shape):
    """The window to renew has passed for good: what is to be done, in words and as a way."""

    sentence: str
    action: Action


class Certificate(Shape):
    """A certificate in a wallet, masked. `days_left` counts to `deadline_on`, the last day to renew in time; `missed` once that has passed
    for good."""

    id: UUID
    type_code: str
    type_name: str
    department: str
    holder_kind: Literal["citizen", "enterprise"]
    holder_name: str
    number: str
    version: int
    state: CertificateState
    issued_on: date
    expires_on: date | None
    days_left: int | None
    opens_on: date | None
    deadline_on: date | None
    can_renew: bool
    missed: Missed | None
    next_reminder_on: date | None
    open_case_id: UUID | None
    source: str
    source_as_of: date


class Certificates(Shape):
    items: list[Certificate]


class Rung(Shape):
    days: int
    on: date
    state: Literal["sent", "next", "planned", "skipped", "stopped"]
    note: str


class CertificateDetail(Certificate):
    rule_text: str
    legal_basis: str
    moved_text: str | None
    next_because: str | None
    ladder: list[Rung]
    history: list[Certificate]


class Enterprise(Shape):
    id: UUID
    name: str
    uscc: str
    role_name: str
