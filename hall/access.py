"""Whose case it is: another person's does not exist, a colleague's can be seen but not changed."""

from __future__ import annotations

from uuid import UUID

from core.errors import Conflict, NotFound
from hall.models import Case
from hall.states import EDITABLE, State
from profile import certificates


async def seen(citizen_id: UUID, case_id: UUID) -> Case:
    """A case that this person may look at: their own, or one about a certificate of an enterprise they act for."""
    case = await Case.get_or_none(id=case_id)
    if case is not None and case.citizen_id != citizen_id:
        case = case if case.certificate_id and await _shares(citizen_id, case.certificate_id) else None
    if case is None:
        raise unknown()
    return case


async def locked(citizen_id: UUID, case_id: UUID) -> Case:
    """The person's own case, its row locked for the present transaction."""
    case = await Case.filter(id=case_id).select_for_update().first()
    if case is None:
        raise unknown()
    if case.citizen_id != citizen_id:
        await seen(citizen_id, case_id)
        raise Conflict("case.of_colleague", "这件事是同事在办，请联系同事继续，或等同事撤回后再办。")
    return case


async def editable(citizen_id: UUID, case_id: UUID) -> Case:
    """The person's own case, locked, as long as it may still be changed."""
    case = await locked(citizen_id, case_id)
    if State(case.state) not in EDITABLE:
        raise Conflict("case.not_open", "这件事已经提交，现在不能改。需要改的话，可以先撤回。")
    return case


async def _shares(citizen_id: UUID, certificate_id: UUID) -> bool:
    try:
        held = await certificates.held(citizen_id, certificate_id)
    except NotFound:
        return False
    return held.enterprise_id is not None


def unknown() -> NotFound:
    return NotFound("case.unknown", "没有找到这个办件。")
