"""Cases (办件): the verbs by which other rooms know them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from core.tables import sql
from hall import access, timeline, views
from hall.answers import Receipt, decide
from hall.beginnings import begin, begin_renewal
from hall.board import Board, BoardCase, board, board_case
from hall.filling import fill
from hall.routing import retry
from hall.states import OPEN, State
from hall.submission import submit, withdraw
from hall.views import CaseView

__all__ = [
    "Board",
    "BoardCase",
    "CaseRow",
    "CaseView",
    "Receipt",
    "begin",
    "begin_renewal",
    "board",
    "board_case",
    "decide",
    "fill",
    "mine",
    "open_for",
    "retry",
    "submit",
    "view",
    "withdraw",
]


@dataclass(frozen=True)
class CaseRow:
    """A case in a list."""

    id: UUID
    number: str | None
    service_code: str
    service_name: str
    department: str
    kind: str
    state: State
    state_text: str
    created_at: datetime
    submitted_at: datetime | None
    due_on: date | None
    decided_at: datetime | None
    certificate_id: UUID | None
    new_certificate_id: UUID | None


async def view(citizen_id: UUID, case_id: UUID) -> CaseView:
    """The case as its owner sees it. Raises `NotFound` for a stranger."""
    return await views.shown(await access.seen(citizen_id, case_id))


async def mine(citizen_id: UUID) -> tuple[CaseRow, ...]:
    """The person's cases, the newest first; drafts thrown away are left out."""
    rows = await sql(
        """SELECT c.id, c.number, s.code AS service_code, s.name AS service_name, d.name AS department, c.kind, c.state, c.created_at,
                  c.submitted_at, c.due_on, c.decided_at, c.certificate_id, c.new_certificate_id
           FROM hall_case c JOIN hall_service s ON s.id = c.service_id JOIN hall_department d ON d.id = s.department_id
           WHERE c.citizen_id = $1 AND NOT (c.state = 'withdrawn' AND c.submitted_at IS NULL) ORDER BY c.id DESC LIMIT 200""",
        citizen_id,
    )
    return tuple(_row(row) for row in rows)


def _row(row: dict[str, object]) -> CaseRow:
    state = State(str(row["state"]))
    text = timeline.state_text(state, row["submitted_at"] is not None)
    return CaseRow(**{**row, "state": state, "state_text": text})  # type: ignore[arg-type]


async def open_for(certificate_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The open renewal case of each certificate that has one, in one query."""
    rows = await sql(
        "SELECT certificate_id, id FROM hall_case WHERE certificate_id = ANY($1) AND state = ANY($2)", list(certificate_ids), sorted(OPEN)
    )
    return {row["certificate_id"]: row["id"] for row in rows}
