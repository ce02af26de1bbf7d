"""Cases as operators see them: where each stands and whether it is late or stuck, the person masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from core import clock
from core.errors import NotFound
from core.tables import sql
from hall import sealed, story, timeline
from hall.models import Case
from hall.states import State
from hall.timeline import Line
from profile import people

PAGE = 30
_ROWS = """
    SELECT c.id, c.number, c.kind, c.state, c.citizen_id, c.created_at, c.submitted_at, c.due_on, c.decided_at, c.decided_by,
           s.code AS service_code, s.name AS service_name, d.name AS department, d.code AS department_code,
           l.state AS dispatch_state, l.attempts AS dispatch_attempts, l.last_error AS dispatch_error
    FROM hall_case c JOIN hall_service s ON s.id = c.service_id JOIN hall_department d ON d.id = s.department_id
    LEFT JOIN LATERAL (SELECT state, attempts, last_error FROM hall_case_dispatch
                       WHERE case_id = c.id ORDER BY round DESC LIMIT 1) l ON true"""
_FILTERS = "WHERE ($1 = '' OR c.state = $1) AND ($2 = '' OR d.code = $2 OR d.name = $2) AND ($3::uuid IS NULL OR c.id < $3)"


@dataclass(frozen=True)
class BoardRow:
    """One case on the board. `late` means that the promised day has passed without a decision."""

    id: UUID
    number: str | None
    kind: str
    state: State
    state_text: str
    applicant: str
    service_code: str
    service_name: str
    department: str
    department_code: str
    created_at: datetime
    submitted_at: datetime | None
    due_on: date | None
    decided_at: datetime | None
    decided_by: str
    late: bool
    dispatch_state: str | None
    dispatch_attempts: int | None
    dispatch_error: str | None


@dataclass(frozen=True)
class Board:
    """One page; hand `next_cursor` back for the next, None at the end."""

    items: tuple[BoardRow, ...]
    next_cursor: UUID | None


@dataclass(frozen=True)
class BoardCase:
    """One case in full, without what the person wrote: its story, and what the decision table judged by."""

    row: BoardRow
    timeline: tuple[Line, ...]
    rule_version: str | None
    ruling: dict[str, Any]


async def board(state: str = "", department: str = "", cursor: UUID | None = None) -> Board:
    """Cases, the newest first, by state and department (code or name)."""
    rows = await sql(f"{_ROWS} {_FILTERS} ORDER BY c.id DESC LIMIT $4", state, department, cursor, PAGE + 1)
    shown = await _shown(rows[:PAGE])
    return Board(shown, shown[-1].id if len(rows) > PAGE else None)


async def board_case(case_id: UUID) -> BoardCase:
    """One of them. Raises `NotFound`."""
    rows = await sql(f"{_ROWS} WHERE c.id = $1", case_id)
    if not rows:
        raise NotFound("case.unknown", "没有找到这个办件。")
    (row,) = await _shown(rows)
    case = await Case.get(id=case_id)
    lines = timeline.timeline(await story.read(case_id), row.state, row.department, row.due_on, row.kind == "renewal")
    return BoardCase(row, lines, case.rule_version or None, sealed.open_ruling(case_id, case.ruling_sealed))


async def _shown(rows: list[dict[str, Any]]) -> tuple[BoardRow, ...]:
    applicants = await people.people([row["citizen_id"] for row in rows])
    return tuple(_row(row, applicants[row["citizen_id"]].display_name) for row in rows)


def _row(row: dict[str, Any], applicant: str) -> BoardRow:
    state = State(row["state"])
    late = row["due_on"] is not None and row["decided_at"] is None and state is not State.WITHDRAWN and row["due_on"] < clock.today()
    values = {key: value for key, value in row.items() if key not in {"citizen_id", "state"}}
    text = timeline.state_text(state, row["submitted_at"] is not None)
    return BoardRow(**values, state=state, state_text=text, applicant=applicant, late=late)
