"""Cases in lists and in notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from hall import timeline
from hall.listings import ServiceName
from hall.states import State


@dataclass(frozen=True)
class CaseRow:
    """A case in a list."""

    id: UUID
    number: str | None
    service: ServiceName
    kind: str
    state: State
    state_text: str
    created_at: datetime
    submitted_at: datetime | None
    due_on: date | None
    correct_by: date | None
    decided_at: datetime | None
    certificate_id: UUID | None
    new_certificate_id: UUID | None
    rated: bool


@dataclass(frozen=True)
class Forgotten:
    """A draft that lies."""

    id: UUID
    citizen_id: UUID
    service_name: str
    begun_at: datetime


@dataclass(frozen=True)
class CaseNews:
    """What a notice about a case needs. `reason` is the department's and may speak of the person: never log it."""

    id: UUID
    service_name: str
    reason: str = field(repr=False)
    new_certificate_id: UUID | None

    @property
    def new_certificate(self) -> bool:
        return self.new_certificate_id is not None


def row_of(row: dict[str, Any]) -> CaseRow:
    """From a row that also carries the service's code, name and department."""
    state = State(row["state"])
    service = ServiceName(row["code"], row["name"], row["department"])
    names = (
        *("id", "number", "kind", "created_at", "submitted_at", "due_on", "correct_by", "decided_at"),
        *("certificate_id", "new_certificate_id", "rated"),
    )
    text = timeline.state_text(state, row["submitted_at"] is not None)
    return CaseRow(**{name: row[name] for name in names}, service=service, state=state, state_text=text)
