"""Shapes of cases: the form, the materials, the uploads and the timeline."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field as Limits

from api.shapes import Asked, Shape
from api.shapes.certificates import Certificate
from api.shapes.services import CaseService

CaseState = Literal["draft", "submitted", "accepted", "correction", "approved", "rejected", "finished", "withdrawn"]


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
