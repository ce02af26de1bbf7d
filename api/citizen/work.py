"""Cases as their owners see them."""

from __future__ import annotations

from uuid import UUID

from api.citizen.views import shown
from api.shapes.cases import Case, CaseRow, CaseSituation
from api.shapes.services import CaseService
from hall.cases import CaseRow as Row
from hall.cases import CaseView, Situation
from recommend import corrected

APART = {"certificate", "corrections", "service", "situation", "fee", "visits", "promise_unit"}


async def case_shown(citizen_id: UUID, view: CaseView) -> Case:
    """The whole case in the shape of the door, its certificate masked."""
    certificate = (await shown([view.certificate]))[0] if view.certificate else None
    given = {name: getattr(view, name) for name in Case.model_fields if name not in APART}
    return Case.model_validate(
        {
            **given,
            "service": CaseService(code=view.service.code, name=view.service.name, department=view.service.department),
            "certificate": certificate,
            "corrections": await corrected.beside(citizen_id, view),
            "situation": _situation(view.situation) if view.situation else None,
            "fee": view.service.fee,
            "visits": view.service.visits,
            "promise_unit": view.service.promise_unit,
        }
    )


def _situation(one: Situation) -> CaseSituation:
    return CaseSituation.model_validate({name: getattr(one, name) for name in CaseSituation.model_fields})


def case_row(row: Row) -> CaseRow:
    return CaseRow.model_validate(row)
