"""A draft whose owner answered the guide anew: form, materials and days become those of the other situation, what still fits stays."""

from __future__ import annotations

from uuid import UUID

from core.tables import transaction
from hall import access, materials, prefill, sealed, situated, slots
from hall.models import Case
from hall.prefill import Known
from hall.situated import Situation
from hall.states import State


async def resituate(citizen_id: UUID, case: Case, situation: Situation | None) -> Case:
    """The case with this situation, if it still is the person's own draft; otherwise as it stands. None leaves it alone."""
    if situation is None or case.situation == situation.kept() or case.citizen_id != citizen_id:
        return case
    async with transaction():
        case = await access.locked(citizen_id, case.id)
        if State(case.state) is State.DRAFT:
            known = await prefill.gather(citizen_id, case.certificate_id)
            case.situation, case.promise_days = situation.kept(), situation.days
            await _keep_fitting_answers(case, situation, known)
            await case.save(update_fields=["situation", "promise_days", "fields_sealed"])
            await materials.keep_only(case.id, {slot.kind for slot in slots.slots(situation.materials, known)})
    return case


async def _keep_fitting_answers(case: Case, situation: Situation, known: Known) -> None:
    """What is asked here as well stays as it was typed; what is not asked any more is not kept."""
    service = await situated.service_of(case)
    asked = situated.questions(service.code, case.kind == "renewal", situation)
    answers, _ = prefill.merged(sealed.open_answers(case.id, case.fields_sealed), prefill.answers(asked, known, service.renews))
    keys = {field.key for field in asked}
    case.fields_sealed = sealed.seal_answers(case.id, {key: answer for key, answer in answers.items() if key in keys})
