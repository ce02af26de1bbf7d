"""The dates that follow from a certificate's rule, and the rung its holder waits for. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from core.calendar import workdays
from profile import rules
from profile.rules import CertificateType


@dataclass(frozen=True)
class Armed:
    """What is stored beside a certificate so that a sweep finds it by an index instead of by thinking."""

    expires_on: date | None
    opens_on: date | None
    deadline_on: date | None
    next_rung: int | None
    next_rung_on: date | None

    def columns(self) -> dict[str, Any]:
        return asdict(self)


def arm(kind: CertificateType, issued_on: date, *, birth_date: date | None, printed_until: date | None, version: int, today: date) -> Armed:
    """Expiry, window and first rung of one version, by the type's rule."""
    expires = rules.expires_on(kind, issued_on, birth_date, printed_until, version, as_of=today)
    within = rules.window(kind, expires, workdays(), issued_on)
    if within is None:
        return Armed(expires, None, None, None, None)
    rung = rules.rung_to_arm(rules.ladder(kind, within), today)
    days, on = (rung.days, rung.on) if rung else (None, None)
    return Armed(expires, within.opens_on, within.deadline_on, days, on)
