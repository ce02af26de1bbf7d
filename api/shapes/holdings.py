"""Shapes of certificates, services, home and cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field as Limits

from api.shapes import Asked, Shape
from api.shapes.people import Link, Sourced

CertificateState = Literal["valid", "expiring", "expired", "superseded", "revoked", "long_term"]
CaseState = Literal["draft", "submitted", "accepted", "correction", "approved", "rejected", "finished", "withdrawn"]
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


class ServiceRow(Shape):
    code: str
    name: str
    department: str
    theme: str
    audience: list[str]
    handling: str
    promise_days: int | None
    visits: int | None
    fee: str


class ServicePage(Shape):
    items: list[ServiceRow]
    total: int
    page: int
    pages: int


class Facet(Shape):
    value: str
    label: str
    count: int


class Facets(Shape):
    themes: list[Facet]
    departments: list[Facet]
    audiences: list[Facet]


class ServiceMaterial(Shape):
    """`note` says why shared data, which was to spare it, can't give this person's."""

    name: str
    waived: bool
    waived_source: str | None
    note: str


class RenewableCertificate(Shape):
    """`enterprise_name` when it is an enterprise's that the person acts for."""

    id: UUID
    type_name: str
    enterprise_name: str | None
    days_left: int | None
    deadline_on: date | None
    expires_on: date | None
    can_renew: bool
    missed: Missed | None


class ServiceDetail(ServiceRow):
    """A service in full. Without `verified` it is shown as 示例; `why_not` says why it can't be applied for.

    With `local` fee, counter or phone are those of `region`; without `local_verified` these are shown as 示例.
    """

    legal_days: int | None
    item_type: str
    level: str
    materials: list[ServiceMaterial]
    result: str
    source: str
    attribution: str
    confidence: str
    decided_at_once: bool
    renewable_certificate: RenewableCertificate | None
    version: int
    plain_name: str
    legal_unit: str
    promise_unit: str
    fee_basis: str
    conditions: str
    legal_basis: str
    steps: str
    address: str
    hours: str
    phone: str
    supervise_phone: str
    online_depth: str
    result_type: str
    status: str
    verified: bool
    why_not: str | None
    region: str | None
    region_name: str | None
    local: bool
    local_verified: bool


class ServiceName(Shape):
    code: str
    name: str


class CaseService(ServiceName):
    department: str


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


class FieldSource(Shape):
    name: str
    as_of: date | None


class Field(Shape):
    """One filled or fillable part of a case; `locked` values come from an official source. A date lies between `earliest` and `latest`."""

    section: str
    key: str
    label: str
    value: str
    kind: Literal["text", "phone", "date", "choice", "address"]
    choices: list[str] | None
    required: bool
    locked: bool
    source: FieldSource | None
    error: str | None
    hint: str
    earliest: date | None
    latest: date | None


class Finding(Shape):
    code: str
    sentence: str
    severity: Literal["error", "warning"]


class Material(Shape):
    """An upload and what the pre-review found; size in bytes."""

    id: UUID
    kind: str
    state: Literal["awaiting", "checking", "passed", "failed", "missing"]
    file_name: str
    size: int | None
    findings: list[Finding]
    preview_url: str | None


class MaterialSlot(Shape):
    """`looked_up`: the department gets it from shared data while it works on the case; `note` why it may be uploaded all the same."""

    kind: str
    name: str
    required: bool
    waived: bool
    waived_source: str | None
    looked_up: bool
    note: str
    accept: list[str]
    max_bytes: int
    hint: str
    upload: Material | None


class UploadAsk(Asked):
    kind: Annotated[str, Limits(max_length=40)]
    file_name: Annotated[str, Limits(min_length=1, max_length=200)]
    media_type: Annotated[str, Limits(max_length=80)]
    size: Annotated[int, Limits(ge=1, le=1 << 30, strict=True)]


class UploadForm(Shape):
    url: str
    fields: dict[str, str]


class UploadTicket(Shape):
    """The form to post the file with (fields first, the file last); good for `expires_in` seconds."""

    material: Material
    upload: UploadForm
    expires_in: int


class TimelineStep(Shape):
    at: datetime | None
    title: str
    note: str | None
    kind: Literal["done", "now", "todo", "bad"]


class Outcome(Shape):
    decision: str
    reason: str
    decided_by: Literal["table", "department"]
    rule_version: str | None


class ToCorrect(Shape):
    """Why the department sent it back, and by which day it is to be handed in again."""

    reason: str
    by: date | None


class DataCorrection(Shape):
    """What the person asked to be corrected of the data that filled the case; answered by `due_on`, or `closed_at` with a `reply`."""

    subject: str
    department: str
    state_text: str
    due_on: date
    closed_at: datetime | None
    reply: str


class CaseRow(Shape):
    id: UUID
    number: str | None
    service: CaseService
    kind: Literal["renewal", "application"]
    state: CaseState
    state_text: str
    created_at: datetime
    submitted_at: datetime | None
    due_on: date | None


class CaseRows(Shape):
    items: list[CaseRow]


class CaseSituation(Shape):
    """The situation that the case was begun in, as it was then; `sample`: nobody has verified it yet, show it as 示例."""

    key: str
    name: str
    tree_version: int
    sample: bool
    note: str
    law: str


class Case(CaseRow):
    """`receipt` is the department's number; `promise_unit` is 工作日 or 自然日; `fee` and `visits` (how often one has to come) are those
    of the situation where there is one."""

    situation: CaseSituation | None
    fee: str
    visits: int | None
    promise_days: int | None
    promise_unit: str
    decided_at: datetime | None
    certificate: Certificate | None
    fields: list[Field]
    materials: list[MaterialSlot]
    can_submit: bool
    blockers: list[str]
    timeline: list[TimelineStep]
    receipt: str | None
    outcome: Outcome | None
    to_correct: ToCorrect | None
    corrections: list[DataCorrection]
    new_certificate_id: UUID | None
    can_withdraw: bool
    undo_until: date | None


class Beginning(Asked):
    """What was answered in the guide (question key → value), and the version of the tree that was shown."""

    version: Annotated[int, Limits(ge=1, le=2**31 - 1, strict=True)]
    answers: Annotated[dict[Annotated[str, Limits(max_length=60)], Annotated[str, Limits(max_length=60)]], Limits(max_length=50)]


class Filled(Asked):
    """New values by field key; locked ones are refused."""

    fields: Annotated[dict[str, Annotated[str, Limits(max_length=500)]], Limits(max_length=40)]


class Enterprise(Shape):
    id: UUID
    name: str
    uscc: str
    role_name: str
