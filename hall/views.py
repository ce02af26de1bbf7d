"""A case as its owner sees it: put together from its row, what is known now, its materials and its story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from core import masks
from hall import drafts, elements, forms, sealed, situated, story, timeline
from hall.drafts import Draft
from hall.forms import Answer, Field
from hall.listings import ServiceDetail
from hall.models import Case
from hall.origins import Origin, origins
from hall.situated import Situation
from hall.slots import Slot
from hall.states import EDITABLE, OPEN, State
from hall.timeline import Line
from hall.uploads import MaterialView
from profile.certificates import Held

MASKS = {
    "applicant_name": masks.mask_name,
    "id_number": masks.mask_id_number,
    "phone": masks.mask_phone,
    **dict.fromkeys(elements.numbers(), masks.mask_number),
}
# Other people's numbers, as forms of situations ask for them: a spouse's, a child's, an agent's.
ENDINGS = {"_id_number": masks.mask_id_number, "_phone": masks.mask_phone, "_account": masks.mask_number}


@dataclass(frozen=True)
class Source:
    """Where a value comes from. `as_of` is an ISO date, or None where the source has none."""

    name: str
    as_of: str | None


@dataclass(frozen=True)
class FieldView:
    """One question with its answer, masked where it is personal. `error` keeps the case from being handed in; a date has a range."""

    section: str
    key: str
    label: str
    value: str
    kind: str
    choices: tuple[str, ...] | None
    required: bool
    locked: bool
    source: Source | None
    error: str | None
    hint: str
    earliest: date | None
    latest: date | None


@dataclass(frozen=True, kw_only=True)
class SlotView(Slot):
    """A listed material together with what was uploaded for it."""

    upload: MaterialView | None


@dataclass(frozen=True)
class Outcome:
    """`decision` is approved or rejected; `decided_by` table (with the rules' version) or department."""

    decision: str
    reason: str
    decided_by: str
    rule_version: str | None


@dataclass(frozen=True)
class ToCorrect:
    """Why the department sent the case back, and by which day it is to be handed in again."""

    reason: str
    by: date | None


@dataclass(frozen=True)
class CaseView:
    """Everything a screen needs; `origins` is what it was filled from. It can be withdrawn until decided, at the latest on `undo_until`."""

    id: UUID
    citizen_id: UUID
    enterprise_id: UUID | None
    number: str | None
    service: ServiceDetail
    situation: Situation | None
    kind: str
    state: State
    state_text: str
    created_at: datetime
    submitted_at: datetime | None
    due_on: date | None
    promise_days: int | None
    decided_at: datetime | None
    certificate: Held | None
    fields: tuple[FieldView, ...]
    materials: tuple[SlotView, ...]
    can_submit: bool
    can_withdraw: bool
    blockers: tuple[str, ...]
    timeline: tuple[Line, ...]
    receipt: str | None
    outcome: Outcome | None
    to_correct: ToCorrect | None
    origins: tuple[Origin, ...]
    new_certificate_id: UUID | None
    undo_until: date | None


async def shown(case: Case) -> CaseView:
    """The view of a case."""
    draft = await drafts.opened(case)
    state = State(case.state)
    editable = state in EDITABLE
    blockers = draft.blockers if editable else ()
    happened = await story.read(case.id)
    can_withdraw = state in OPEN
    return CaseView(
        id=case.id,
        citizen_id=case.citizen_id,
        enterprise_id=draft.enterprise_id,
        number=case.number,
        service=draft.service,
        situation=situated.of(case),
        kind=case.kind,
        state=state,
        state_text=timeline.state_text(state, case.submitted_at is not None),
        created_at=case.created_at,
        submitted_at=case.submitted_at,
        due_on=case.due_on,
        promise_days=case.promise_days,
        decided_at=case.decided_at,
        certificate=draft.known.held,
        fields=_fields(draft, editable),
        materials=tuple(SlotView(**vars(slot), upload=draft.uploads.get(slot.kind)) for slot in draft.slots),
        can_submit=editable and not blockers,
        can_withdraw=can_withdraw,
        blockers=blockers,
        timeline=timeline.timeline(happened, state, draft.service.department, _by(case), case.kind == "renewal"),
        receipt=timeline.receipt(happened),
        outcome=_outcome(case),
        to_correct=_to_correct(case),
        origins=origins(draft.fields, draft.answers, draft.known.held),
        new_certificate_id=case.new_certificate_id,
        undo_until=_by(case) if can_withdraw else None,
    )


def masked(key: str, value: str) -> str:
    """The value as shown: enough for its owner to know it again."""
    mask = MASKS.get(key) or next((mask for ending, mask in ENDINGS.items() if key.endswith(ending)), None)
    return mask(value) if mask and value else value


def told_to_others(one: FieldView) -> str:
    """An address, what the person wrote, or what is known of them besides the matter itself is nobody else's business."""
    written = one.kind == "address" or (one.source is not None and not one.locked and one.key not in MASKS)
    return "（已填写）" if written and one.value else one.value


def _fields(draft: Draft, editable: bool) -> tuple[FieldView, ...]:
    problems = draft.problems if editable else {}
    asked = (one for one in draft.fields if not one.only_official or one.key in draft.answers)
    today = draft.known.today
    return tuple(_field(one, draft.answers.get(one.key, Answer("")), problems.get(one.key), today) for one in asked)


def _field(one: Field, answer: Answer, problem: str | None, today: date) -> FieldView:
    source = Source(answer.source, answer.as_of or None) if answer.source else None
    return FieldView(
        one.section,
        one.key,
        one.label,
        masked(one.key, answer.value),
        one.kind,
        one.choices or None,
        one.required,
        answer.locked,
        source,
        problem,
        one.hint,
        *(forms.range_of(one, today) or (None, None)),
    )


def _by(case: Case) -> date | None:
    """The day that counts now: the department's, or the person's when something is to be corrected."""
    return case.correct_by if State(case.state) is State.CORRECTION else case.due_on


def _to_correct(case: Case) -> ToCorrect | None:
    if State(case.state) is not State.CORRECTION:
        return None
    return ToCorrect(sealed.open_reason(case.id, case.reason_sealed), case.correct_by)


def _outcome(case: Case) -> Outcome | None:
    state = State(case.state)
    if state not in {State.APPROVED, State.FINISHED, State.REJECTED}:
        return None
    decision = "rejected" if state is State.REJECTED else "approved"
    return Outcome(decision, sealed.open_reason(case.id, case.reason_sealed), case.decided_by, case.rule_version or None)
