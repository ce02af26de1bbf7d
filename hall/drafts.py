"""A case opened for work: its questions and answers, its materials, and what still keeps it from being handed in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hall import forms, prefill, printed, sealed, situated, slots
from hall.forms import Answer, Field
from hall.listings import ServiceDetail
from hall.models import Case
from hall.prefill import Known
from hall.slots import Slot
from hall.states import State
from hall.uploads import MaterialView, live


@dataclass(frozen=True)
class Draft:
    """A case opened for work: its row, its service, what is known, its questions and answers, materials and uploads."""

    case: Case
    service: ServiceDetail
    known: Known
    fields: tuple[Field, ...]
    answers: dict[str, Answer]
    slots: tuple[Slot, ...]
    uploads: dict[str, MaterialView]

    @property
    def enterprise_id(self) -> UUID | None:
        """The enterprise whose data stand in it: what it renews is the enterprise's, or the register of enterprises answered."""
        if self.known.space:
            return self.known.space.id
        told = any(answer.source == printed.REGISTER for answer in self.answers.values())
        return self.known.company.id if self.known.company and told else None

    @property
    def problems(self) -> dict[str, str]:
        return forms.problems(self.fields, self.answers, self.known.today)

    @property
    def unseen(self) -> tuple[Slot, ...]:
        """What only the department can look up: nobody has uploaded it."""
        sent = {kind for kind, upload in self.uploads.items() if upload.state == "passed"}
        return tuple(slot for slot in self.slots if slot.looked_up and slot.kind not in sent)

    @property
    def blockers(self) -> tuple[str, ...]:
        """What still keeps it from being handed in, one sentence each."""
        missing = (_missing(slot, self.uploads.get(slot.kind)) for slot in self.slots if slot.required)
        return (*filter(None, [self._too_late]), *self.problems.values(), *filter(None, missing))

    @property
    def _too_late(self) -> str:
        """A renewal begun in time and never handed in; what a department asks to be corrected was in time."""
        held = self.known.held
        return held.too_late(self.known.today) if held and self.case.kind == "renewal" and self.case.state == State.DRAFT else ""


async def opened(case: Case) -> Draft:
    """Reads all that belongs to a case. Official values are read anew only when a case is begun or handed in."""
    service = await situated.service_of(case)
    known = await prefill.gather(case.citizen_id, case.certificate_id)
    questions = situated.questions(service.code, case.kind == "renewal", situated.of(case))
    answers = sealed.open_answers(case.id, case.fields_sealed)
    corrected = case.round > 1 or State(case.state) is State.CORRECTION
    asked_for = slots.slots(service.materials, known, corrected=corrected)
    return Draft(case, service, known, questions, answers, asked_for, await live(case.id))


def _missing(slot: Slot, upload: MaterialView | None) -> str | None:
    state = upload.state if upload else "absent"
    return {
        "absent": f"还缺少材料：{slot.name}。",
        "awaiting": f"「{slot.name}」还没有传完，请稍等或重新上传。",
        "checking": f"「{slot.name}」正在检查，请稍等几秒。",
        "failed": f"「{slot.name}」没有通过检查，请按提示重新上传。",
        "missing": f"没有收到「{slot.name}」，请重新上传。",
    }.get(state)
