"""What somebody sees of a case: its applicant all, a colleague how it stands; and that they looked is noted for the applicant."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from core.tables import transaction
from hall import views
from hall.models import Case
from hall.uploads import MaterialView
from hall.views import CaseView, SlotView
from profile import ledger


async def shown(viewer: UUID, case: Case) -> CaseView:
    """The case as this person may see it."""
    if case.citizen_id == viewer:
        return await views.shown(case)
    async with transaction():
        await note(viewer, case)
        view = await views.shown(case)
    fields = tuple(replace(one, value=views.told_to_others(one)) for one in view.fields)
    return replace(view, fields=fields, materials=tuple(_slot(one) for one in view.materials), can_submit=False, can_withdraw=False)


async def note(viewer: UUID, case: Case) -> None:
    """The applicant reads that a colleague looked."""
    await ledger.read(ledger.colleague(viewer), "case_colleague", [(case.citizen_id, case.id)])


def closed(upload: MaterialView) -> MaterialView:
    """An upload that is there, without what is on it."""
    return replace(upload, file_name="", preview_url=None)


def _slot(slot: SlotView) -> SlotView:
    return replace(slot, upload=closed(slot.upload)) if slot.upload else slot
