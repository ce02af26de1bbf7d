"""A case's events: written as they happen, in the transaction that makes them happen, and read back as its story."""

from __future__ import annotations

from uuid import UUID

from core import clock
from core.tables import uuid7
from hall import sealed
from hall.models import Case, CaseEvent
from hall.timeline import Happened
from profile import events


async def write(case: Case, what: str, note: str | None = None) -> None:
    """One line of the story; `what` is a key of `timeline.TITLES`."""
    event_id = uuid7()
    await CaseEvent.create(id=event_id, case_id=case.id, what=what, note_sealed=sealed.seal_note(event_id, note), at=clock.now())


async def tell(case: Case, topic: str) -> None:
    """Puts `case.<topic>` into the ledger, so that the person is told and known about. Ids and days only."""
    until = {"until": case.correct_by.isoformat()} if case.correct_by else {}
    await events.record(f"case.{topic}", citizen_id=case.citizen_id, subject_id=case.id, round=case.round, **until)


async def read(case_id: UUID) -> list[Happened]:
    """The whole story, oldest first."""
    rows = await CaseEvent.filter(case_id=case_id).order_by("at", "id")
    return [Happened(row.what, row.at, sealed.open_note(row.id, row.note_sealed)) for row in rows]
