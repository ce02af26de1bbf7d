"""A department's answer read from its webhook, part by part: what others send is not trusted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from core import clock
from core.errors import Invalid
from hall.states import OUTCOMES

A_DAY = timedelta(days=1)  # clocks on both sides of midnight
REASON_MAX = 500
NUMBER = re.compile(r"[0-9A-Za-z()（）\-/\u4e00-\u9fff]{1,40}")
EVENT = re.compile(r"[0-9A-Za-z_.:-]{1,64}")


@dataclass(frozen=True)
class Letter:
    """A department's answer, checked for shape: outcome accepted, approved, rejected or correction."""

    event_id: str
    case_id: UUID
    department: str
    outcome: str
    reason: str
    number: str | None
    issued_on: date | None
    printed_until: date | None
    said_at: datetime | None
    round: int | None


def read(event: dict[str, Any]) -> Letter:
    """The event checked part by part. Raises `Invalid` naming the part; providers' words are not trusted."""
    certificate = event.get("certificate")
    certificate = certificate if isinstance(certificate, dict) else {}
    number = certificate.get("number")
    if number is not None and not (isinstance(number, str) and NUMBER.fullmatch(number)):
        raise _malformed("certificate.number")
    issued_on = _date(certificate.get("issued_on"), "certificate.issued_on")
    printed_until = _date(certificate.get("printed_until"), "certificate.printed_until")
    if issued_on and (issued_on > clock.today() + A_DAY or (printed_until and printed_until <= issued_on)):
        raise _malformed("certificate.issued_on")
    event_id = event.get("event_id")
    if not isinstance(event_id, str) or not EVENT.fullmatch(event_id):
        raise _malformed("event_id")
    outcome = event.get("outcome")
    if not isinstance(outcome, str) or outcome not in OUTCOMES:
        raise _malformed("outcome")
    number_of_round = event.get("round")
    if number_of_round is not None and (not isinstance(number_of_round, int) or isinstance(number_of_round, bool)):
        raise _malformed("round")
    return Letter(
        event_id,
        _uuid(event.get("case_id")),
        str(event.get("department", ""))[:40],
        outcome,
        _reason(event.get("reason")),
        number,
        issued_on,
        printed_until,
        _moment(event.get("at")),
        number_of_round,
    )


def _malformed(part: str) -> Invalid:
    return Invalid("department.malformed", f"回调内容不符合约定：{part}。", part)


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise _malformed("case_id") from error


def _date(value: object, part: str) -> date | None:
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise _malformed(part) from error


def _moment(value: object) -> datetime | None:
    """When it was said; only ever shown, so a moment without a zone or in another shape is left out."""
    try:
        said = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return said if said.tzinfo else None


def _reason(value: object) -> str:
    text = value if isinstance(value, str) else ""
    return "".join(char for char in text if char.isprintable())[:REASON_MAX].strip()
