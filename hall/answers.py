"""Decisions that come back from departments: kept once each, acted on where they still mean something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.errors import Forbidden, NotFound
from core.tables import transaction
from hall import catalog, letters, outcomes
from hall.letters import Letter
from hall.models import Case, DepartmentReply
from hall.outcomes import Approval
from hall.states import OUTCOMES, State, answer_to


@dataclass(frozen=True)
class Receipt:
    """What became of a letter: `applied` is False when it had been read before or came too late."""

    applied: bool
    state: State


async def decide(event: dict[str, Any]) -> Receipt:
    """Acts on one signed answer; the same event id twice is once.

    Raises `Invalid` for a malformed event, `NotFound` for an unknown case, `Forbidden` for another department's case.
    """
    letter = letters.read(event)
    async with transaction():
        case = await Case.filter(id=letter.case_id).select_for_update().first()
        if case is None:
            raise NotFound("department.case_unknown", "没有这个办件。")
        state = State(case.state)
        if await DepartmentReply.exists(event_id=letter.event_id):
            return Receipt(False, state)
        service = await catalog.by_id(case.service_id, case.service_version)
        if service.department_code != letter.department:
            raise Forbidden("department.not_yours", "这个办件不归该部门办理。")
        following = answer_to(state, OUTCOMES[letter.outcome], case.round, letter.round)
        await DepartmentReply.create(
            event_id=letter.event_id,
            case_id=case.id,
            department_code=letter.department,
            outcome=letter.outcome,
            applied=following is not None,
            said_at=letter.said_at,
        )
        if following is not None:
            await _act(case, letter, service.department)
    return Receipt(following is not None, State(case.state))


async def _act(case: Case, letter: Letter, department: str) -> None:
    match letter.outcome:
        case "accepted":
            await outcomes.accept(case)
        case "correction":
            await outcomes.ask_correction(case, letter.reason)
        case "rejected":
            await outcomes.reject(case, letter.reason)
        case _:
            approval = Approval(department, letter.reason, letter.number, letter.issued_on, letter.printed_until)
            await outcomes.approve(case, "department", approval)
