"""Shapes of the operators' console: people are masked here, always."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from api.shapes import Asked, Shape
from api.shapes.cases import CaseRow, Outcome, TimelineStep


class PasswordSignIn(Asked):
    username: Annotated[str, Field(min_length=1, max_length=64)]
    password: Annotated[str, Field(min_length=1, max_length=200)]


class Operator(Shape):
    id: UUID
    username: str
    display_name: str
    role: str
    role_name: str


class OperatorSession(Shape):
    access_token: str
    refresh_token: str
    expires_in: int
    operator: Operator


class Figure(Shape):
    key: str
    label: str
    value: int
    note: str | None
    tone: Literal["plain", "good", "warn", "bad"]


class Overview(Shape):
    now: datetime
    figures: list[Figure]


class ShareStanding(Shape):
    """How one department's shared data comes in: `waiting` holders are overdue, until `closed_until` nobody asks it."""

    share: str
    name: str
    department: str
    failures: int
    answered_at: datetime | None
    failed_at: datetime | None
    closed_until: datetime | None
    waiting: int


class ShareStandings(Shape):
    items: list[ShareStanding]


class DeliveryStep(Shape):
    at: datetime
    state: str
    state_text: str
    note: str | None
    actor: str | None


class DeliveryRow(Shape):
    """One message on its way by one channel."""

    id: UUID
    message_id: UUID
    title: str
    recipient: str
    channel: Literal["wechat", "official", "sms", "inbox", "email"]
    channel_text: str
    template: str
    template_title: str
    kind: str
    state: str
    state_text: str
    attempts: int
    last_error: str | None
    created_at: datetime
    next_at: datetime | None
    sent_at: datetime | None
    settled_at: datetime | None
    can_retry: bool
    weight: Literal["ordinary", "wanted", "urgent", "emergency"]


class Emergency(Asked):
    """Why a message may not wait for the morning."""

    reason: Annotated[str, Field(min_length=4, max_length=120)]


class DeliveryWord(Shape):
    """One field of a message's template: no personal data."""

    channel: Literal["wechat", "sms"]
    key: str
    value: str


class Delivery(DeliveryRow):
    events: list[DeliveryStep]
    words: list[DeliveryWord]
    can_edit: bool


Word = Annotated[str, Field(min_length=1, max_length=60)]


class DeliveryWords(Asked):
    """Fields to mend, by channel; those left out stay as they are."""

    wechat: dict[str, Word] = Field(default_factory=dict, max_length=10)
    sms: dict[str, Word] = Field(default_factory=dict, max_length=10)


class StuckGroup(Shape):
    """Messages that failed by one cause."""

    channel: str
    channel_text: str
    template: str
    template_title: str
    state: str
    state_text: str
    reason: str
    count: int
    oldest: datetime
    latest: datetime | None


class StuckGroups(Shape):
    items: list[StuckGroup]


class Group(Asked):
    channel: Annotated[str, Field(max_length=16)]
    template: Annotated[str, Field(max_length=40)]
    state: Annotated[str, Field(max_length=16)]
    reason: Annotated[str, Field(max_length=120)]


class Retries(Asked):
    """Either `ids` or one `group` of those that `/deliveries/stuck` tells."""

    ids: list[UUID] = Field(default_factory=list, max_length=500)
    group: Group | None = None


class Retried(Shape):
    retried: int
    carried: int
    not_failed: int


class GrantDifference(Shape):
    """`balance` by the ledger, `entries` the sum of what changed it, `doubtful` sends that may or may not have used one."""

    recipient: str
    template_title: str
    balance: int
    entries: int
    doubtful: int
    found_on: date
    done: str
    done_text: str


class GrantCheck(Shape):
    """One look at the whole ledger; `by` names the operator, null at night."""

    at: datetime
    by: str | None
    looked: int
    differed: int
    corrected: int


class GrantChecks(Shape):
    """`overdue`: nobody has looked for more than a day and a half."""

    overdue: bool
    checks: list[GrantCheck]
    items: list[GrantDifference]


class DeliveryPage(Shape):
    items: list[DeliveryRow]
    next_cursor: str | None


class DeliveryCount(Shape):
    channel: str
    channel_text: str
    state: str
    state_text: str
    count: int
    last_day: int
    oldest: datetime


class ChannelPause(Shape):
    channel: str
    until: datetime
    reason: str


class DeliverySummary(Shape):
    total: int
    waiting: int
    needs_attention: int
    paused: list[ChannelPause]
    counts: list[DeliveryCount]


class OperatorCase(CaseRow):
    """A case on the board. `overdue`: the promised day has passed undecided; `letter` is its way to the department."""

    applicant: str
    overdue: bool
    letter: str | None
    letter_attempts: int
    letter_error: str


class OperatorCasePage(Shape):
    items: list[OperatorCase]
    next_cursor: str | None


class ShownField(Shape):
    label: str
    value: str
    source: str | None


class ShownMaterial(Shape):
    name: str
    state: str
    state_text: str


class OperatorCaseDetail(OperatorCase):
    situation: str | None
    applicant_id_number: str
    applicant_phone: str
    decided_at: datetime | None
    fields: list[ShownField]
    materials: list[ShownMaterial]
    timeline: list[TimelineStep]
    receipt: str | None
    outcome: Outcome | None
    ruling: dict[str, Any]
