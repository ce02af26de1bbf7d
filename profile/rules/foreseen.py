"""What a type's ladder really comes to: which of its rungs are said, when, and why others are not. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.calendar import Calendar
from profile.rules.kinds import AnnualWindow, LongTerm
from profile.rules.ladders import days_of
from profile.rules.types import CertificateType
from profile.rules.windows import Window, window


@dataclass(frozen=True)
class Foreseen:
    """One rung as the rule writes it (`days` null for the opening), whether it is said, and what happens instead when it isn't."""

    days: int | None
    said: bool
    words: str


def foreseen(kind: CertificateType, today: date, workdays: Calendar) -> tuple[Foreseen, ...]:
    """The ladder of a certificate of this type that runs out in a year's time, rung by rung; none of one that never does."""
    within = _example(kind, today, workdays)
    if within is None:
        return ()
    opening = (within.deadline_on - within.opens_on).days
    kept = days_of(kind, opening)
    return (Foreseen(None, True, f"办理从最后期限前{opening}天开始，当天提醒"), *(_rung(days, opening, kept) for days in kind.rungs))


def _rung(days: int, opening: int, kept: tuple[int, ...]) -> Foreseen:
    if days in kept:
        return Foreseen(days, True, f"最后期限前{days}天提醒" if days else "最后期限当天提醒")
    if days > opening:
        return Foreseen(days, False, f"前{days}天时还不能办，不提醒；等到前{opening}天开始可办时再说")
    if days == opening:
        return Foreseen(days, False, "和开始可办是同一天，只提醒一次")
    return Foreseen(days, False, f"离开始可办（前{opening}天）太近，不再另外提醒")


def _example(kind: CertificateType, today: date, workdays: Calendar) -> Window | None:
    first = kind.rules[0]
    if isinstance(first, LongTerm):
        return None
    ends = date(today.year + 1, *first.last) if isinstance(first, AnnualWindow) else today + timedelta(days=365)
    return window(kind, ends, workdays)
