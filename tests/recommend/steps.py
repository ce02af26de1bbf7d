"""Values to judge on: certificates as the wallet would hold them, people, cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from core.tables import uuid7
from hall.cases import CaseRow
from hall.listings import ServiceName
from hall.states import State
from profile.armed import arm
from profile.certificates import Held
from profile.people import DEFAULTS, Person
from profile.rules import types_by_name
from recommend.personas import DAY

TODAY = DAY
NOON = "2026-11-22T04:00:00+00:00"


def held(type_name: str, issued_on: date, *, enterprise_id: UUID | None = None, version: int = 1, today: date = TODAY, **more: Any) -> Held:
    """A certificate with the dates that its type's rule gives it."""
    kind = types_by_name()[type_name]
    born, until = more.pop("birth_date", date(1990, 3, 7)), more.pop("printed_until", None)
    armed = arm(kind, issued_on, birth_date=born, printed_until=until, version=version, today=today)
    values: dict[str, Any] = {
        "id": uuid7(), "type_code": kind.code, "lineage_id": uuid7(), "version": version, "number_sealed": b"", "state": "valid",
        "citizen_id": None if enterprise_id else uuid7(), "enterprise_id": enterprise_id, "issued_on": issued_on, "printed_until": None,
        "source": kind.department, "source_as_of": today, "because": "registry", **armed.columns(), **more,
    }  # fmt: skip
    return Held(**values)


def person(level: int = 2, *, personalised: bool = True) -> Person:
    """Without real name (level 1) neither birthday nor gender is known."""
    born, gender = (date(1990, 3, 7), "female") if level >= 2 else (None, None)
    return Person(
        id=uuid7(), level=level, openid=None, name="林晓芸", id_number=None, phone=None, birth_date=born, gender=gender,
        region_code=None, verified_on=TODAY, preferences={**DEFAULTS, "personalised": personalised},
    )  # fmt: skip


def case(state: State, certificate: Held | None = None, code: str = "IT189") -> CaseRow:
    service = ServiceName(code, "机动车驾驶证期满换证", "公安交管")
    return CaseRow(
        id=uuid7(), number=None, service=service, kind="renewal" if certificate else "application", state=state, state_text="",
        created_at=datetime.fromisoformat(NOON), submitted_at=None, due_on=None, correct_by=None, decided_at=None,
        certificate_id=certificate.id if certificate else None, new_certificate_id=None, rated=False,
    )  # fmt: skip
