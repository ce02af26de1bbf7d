"""Cases as their owners see them."""

from __future__ import annotations

from uuid import UUID

from api.citizen.views import shown
from api.shapes.holdings import Case, CaseRow, CaseService
from hall.cases import CaseRow as Row
from hall.cases import CaseView


async def case_shown(citizen_id: UUID, view: CaseView) -> Case:
    """The whole case in the shape of the door, its certificate masked."""
    certificate = (await shown([view.certificate]))[0] if view.certificate else None
    given = {name: getattr(view, name) for name in Case.model_fields if name not in {"certificate", "service"}}
    return Case.model_validate(
        {
            **given,
            "service": CaseService(code=view.service.code, name=view.service.name, department=view.service.department),
            "certificate": certificate,
        }
    )


def case_row(row: Row) -> CaseRow:
    return CaseRow.model_validate(row)
