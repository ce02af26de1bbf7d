"""Cases as operators see them: where each stands and whether it is late or stuck, the person masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core import clock
from core.errors import Invalid, NotFound
from core.tables import sql, transaction
from hall import rows, sealed, views
from hall.models import Case
from hall.rows import CaseRow
from hall.states import State
from hall.timeline import Line
from hall.views import CaseView, Outcome
from profile import ledger, people

PAGE = 30
MATERIAL_STATES = {
    "awaiting": "等待上传",
    "checking": "检查中",
    "passed": "已通过",
    "failed": "未通过",
    "missing": "没有收到",
    "absent": "未上传",
    "waived": "免提交",
}
_ROWS = """
    SELECT c.id, c.number, c.kind, c.state, c.citizen_id, c.created_at, c.submitted_at, c.due_on, c.correct_by, c.decided_at,
           c.certificate_id, c.new_certificate_id, EXISTS (SELECT 1 FROM hall_rating r WHERE r.case_id = c.id) AS rated,
           s.code, coalesce(v.content->>'name', s.name) AS name, d.name AS department,
           l.state AS letter, l.attempts, l.last_error
    FROM hall_case c JOIN hall_service s ON s.id = c.service_id JOIN hall_department d ON d.id = s.department_id
    LEFT JOIN hall_service_version v ON v.service_id = s.id AND v.number = c.service_version AND v.number <> s.version
    LEFT JOIN LATERAL (SELECT state, attempts, last_error FROM hall_case_dispatch
                       WHERE case_id = c.id ORDER BY round DESC LIMIT 1) l ON true"""
_FILTERS = "WHERE ($1 = '' OR c.state = $1) AND ($2 = '' OR d.code = $2 OR d.name = $2) AND ($3::uuid IS NULL OR c.id < $3)"
_LATE = "c.due_on < $1 AND c.decided_at IS NULL AND c.state <> 'withdrawn'"


@dataclass(frozen=True)
class BoardRow(CaseRow):
    """One case on the board. `overdue`: the promised day has passed undecided. `letter` is the state of its way to the department."""

    applicant: str
    overdue: bool
    letter: str | None
    letter_attempts: int
    letter_error: str


@dataclass(frozen=True)
class BoardPage:
    """One page; hand `next_cursor` back for the next, None at the end."""

    items: tuple[BoardRow, ...]
    next_cursor: str | None


@dataclass(frozen=True)
class BoardField:
    """An answer, masked."""

    label: str
    value: str
    source: str | None


@dataclass(frozen=True)
class BoardMaterial:
    name: str
    state: str
    state_text: str


@dataclass(frozen=True)
class BoardCase(BoardRow):
    """One case in full; `ruling` is what the decision table judged by."""

    situation: str | None
    applicant_id_number: str
    applicant_phone: str
    fields: tuple[BoardField, ...]
    materials: tuple[BoardMaterial, ...]
    timeline: tuple[Line, ...]
    receipt: str | None
    outcome: Outcome | None
    ruling: dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """One number for the operators' overview; `tone` is plain, good, warn or bad."""

    key: str
    label: str
    value: int
    note: str | None
    tone: str


async def page(staff_id: UUID, state: str | None = None, department: str | None = None, cursor: str | None = None) -> BoardPage:
    """Cases, the newest first, by state and department (code or name), looked over by this operator, which their applicants can see.

    Raises `Invalid` for a state or a cursor that is none.
    """
    if state and state not in set(State):
        raise Invalid("board.state", "没有这种办件状态，请从列表里选择。", "state")
    async with transaction():
        found = await sql(f"{_ROWS} {_FILTERS} ORDER BY c.id DESC LIMIT $4", state or "", department or "", _cursor(cursor), PAGE + 1)
        applicants = await people.people([row["citizen_id"] for row in found[:PAGE]])
        await ledger.listed(await ledger.operator(staff_id), "case_list", applicants)
    items = tuple(_row(row, applicants[row["citizen_id"]].display_name) for row in found[:PAGE])
    return BoardPage(items, str(items[-1].id) if len(found) > PAGE else None)


async def one(case_id: UUID, staff_id: UUID) -> BoardCase:
    """One of them, looked at by this operator, which the applicant can see. Raises `NotFound`."""
    async with transaction():
        case = await _case(case_id)
        view = await views.shown(case)
        reader = await ledger.operator(staff_id)
        await ledger.read(reader, "case_view", [(case.citizen_id, case_id)])
        if view.enterprise_id:
            await ledger.read_of_enterprises(reader, "enterprise_case_view", [(view.enterprise_id, case_id, case.citizen_id)])
        return await _whole(case, view)


async def applicant_of(case_id: UUID) -> UUID:
    """Whose case it is. Raises `NotFound`."""
    return (await _case(case_id)).citizen_id


async def _case(case_id: UUID) -> Case:
    case = await Case.get_or_none(id=case_id)
    if case is None:
        raise NotFound("case.unknown", "没有找到这个办件。")
    return case


async def _whole(case: Case, view: CaseView) -> BoardCase:
    found = await sql(f"{_ROWS} WHERE c.id = $1", case.id)
    person = await people.person(case.citizen_id)
    return BoardCase(
        **vars(_row(found[0], person.display_name)),
        situation=view.situation.name if view.situation else None,
        applicant_id_number=person.masked_id_number or "",
        applicant_phone=person.masked_phone or "",
        timeline=view.timeline,
        receipt=view.receipt,
        outcome=view.outcome,
        fields=tuple(_field(one) for one in view.fields),
        materials=tuple(_material(slot) for slot in view.materials),
        ruling=sealed.open_ruling(case.id, case.ruling_sealed),
    )


async def figures() -> tuple[Figure, ...]:
    """Open, late and stuck cases, counted."""
    counted = await sql(
        f"""SELECT count(*) FILTER (WHERE c.state IN ('submitted', 'accepted')) AS open, count(*) FILTER (WHERE {_LATE}) AS late,
                   count(*) FILTER (WHERE c.state = 'correction') AS correction, count(*) FILTER (WHERE c.decided_at >= $2) AS decided
            FROM hall_case c""",  # noqa: S608 - fixed text
        clock.today(),
        _midnight(),
    )
    dead = await sql("SELECT count(*) AS n FROM hall_case_dispatch WHERE state = 'dead'")
    bad = await sql(
        "SELECT count(*) AS n, count(*) FILTER (WHERE due_on < $1) AS late FROM hall_rectification WHERE closed_at IS NULL", clock.today()
    )
    row, stuck = counted[0], int(dead[0]["n"])
    return (
        Figure("cases_open", "在办", int(row["open"]), "已提交、还没有结果", "plain"),
        Figure("cases_late", "超期", int(row["late"]), "过了承诺的日子还没有结果", "bad" if row["late"] else "good"),
        Figure("cases_correction", "待补正", int(row["correction"]), "等申请人补充材料", "plain"),
        Figure("cases_stuck", "没有送达部门", stuck, "多次投递失败，需要处理", "bad" if stuck else "good"),
        Figure("ratings_bad", "待整改差评", int(bad[0]["n"]), "要联系评价人并写明结果", "bad" if bad[0]["late"] else "plain"),
        Figure("cases_decided", "今天办结", int(row["decided"]), None, "plain"),
    )


def _midnight() -> datetime:
    return clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)


def _cursor(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Invalid("board.cursor", "翻页的位置不对，请从第一页重新看。", "cursor") from error


def _row(row: dict[str, Any], applicant: str) -> BoardRow:
    base = rows.row_of(row)
    overdue = base.due_on is not None and base.decided_at is None and base.state != "withdrawn" and base.due_on < clock.today()
    return BoardRow(
        **vars(base),
        applicant=applicant,
        overdue=overdue,
        letter=row["letter"],
        letter_attempts=row["attempts"] or 0,
        letter_error=row["last_error"] or "",
    )


def _field(one: views.FieldView) -> BoardField:
    return BoardField(one.label, views.told_to_others(one), one.source.name if one.source else None)


def _material(slot: views.SlotView) -> BoardMaterial:
    state = "waived" if slot.waived else slot.upload.state if slot.upload else "absent"
    return BoardMaterial(slot.name, state, MATERIAL_STATES[state])
