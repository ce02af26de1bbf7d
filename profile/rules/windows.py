"""Between which two days a certificate can be renewed in time. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.calendar import Calendar
from profile.rules.expiry import OVERDUE_FOR, Holding, validity
from profile.rules.kinds import AnnualWindow, Event
from profile.rules.types import CertificateType

HOUSE_OPENING = 90


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last day to apply in time. Not `official`: it leans on working days nobody has given notice of yet."""

    opens_on: date
    deadline_on: date
    official: bool = True


def window(kind: CertificateType, expires_on: date | None, workdays: Calendar, issued_on: date | None = None) -> Window | None:
    """The window of a certificate that runs out on `expires_on`; None when it never does.

    The deadline is the expiry less the type's closing period ("届满30日前申请" = thirty days before at the latest), or the last
    day of a yearly window. Where the law names no opening, the house opens 90 days before the deadline, for short terms
    halfway through. Nothing opens before the certificate was issued.
    """
    if expires_on is None:
        return None
    deadline = kind.closes.on(expires_on, workdays) if kind.closes and not _annual(kind) else expires_on
    opens = _opening(kind, expires_on, deadline, workdays)
    if issued_on is not None:
        opens = max(opens, issued_on)
    counted = any(period and period.unit == "WD" for period in (kind.opens, kind.closes))
    return Window(min(opens, deadline), deadline, not counted or workdays.is_official(opens, expires_on))


def next_window(kind: CertificateType, held: Holding, ended_on: date, workdays: Calendar) -> Window | None:
    """The window that follows the one of a date that has passed, of a type that comes round; None when nothing more is due."""
    later = validity(kind, replace(held, as_of=ended_on + OVERDUE_FOR + timedelta(days=1))).expires_on
    return window(kind, later, workdays, held.issued_on) if later and later > ended_on else None


def _opening(kind: CertificateType, expires_on: date, deadline: date, workdays: Calendar) -> date:
    annual = _annual(kind)
    if annual:
        return date(expires_on.year, *annual.first)
    first = kind.rules[0]
    if isinstance(first, Event) and first.then_days:
        return expires_on - timedelta(days=first.then_days)
    if kind.opens:
        return kind.opens.on(expires_on, workdays)
    half = (kind.shortest_months or 12) * 15
    return deadline - timedelta(days=min(HOUSE_OPENING, half))


def _annual(kind: CertificateType) -> AnnualWindow | None:
    first = kind.rules[0]
    return first if isinstance(first, AnnualWindow) else None
