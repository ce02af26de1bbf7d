"""On which days a holder is reminded, and which one reminder is due today. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from profile.rules.expiry import OVERDUE_FOR
from profile.rules.types import CertificateType
from profile.rules.windows import Window

GRACE = OVERDUE_FOR
Step = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Rung:
    """A reminder: `days` before the deadline, due from `on`; `rule` names what it speaks for: the opening,
    the expiry, a yearly check; `channel` is the way first tried.
    """

    days: int
    on: date
    rule: str = field(default="expiring", compare=False)
    channel: str = field(default="wechat", compare=False)

    @property
    def deadline_on(self) -> date:
        return self.on + timedelta(days=self.days)


def ladder(kind: CertificateType, within: Window | None) -> tuple[Rung, ...]:
    """The rungs in order of time: the day the window opens, then those of the type's days before the deadline that lie inside it.

    Nobody is reminded of what can't be done yet, so the window's own opening wins over 90/30/7/3; a rung that follows so
    closely on the opening that it would say the same again (92 and 90 days) is left out.
    """
    if within is None:
        return ()
    opening = (within.deadline_on - within.opens_on).days
    steps = kind.ladders.get(opening)
    if steps is None:
        steps = kind.ladders[opening] = _steps(kind, opening)
    return _rungs(steps, within.deadline_on)


@lru_cache(4096)
def _rungs(steps: tuple[Step, ...], deadline_on: date) -> tuple[Rung, ...]:
    """Certificates of one type that end on one day have them in common."""
    return tuple(Rung(days, deadline_on - timedelta(days=days), rule, channel) for days, rule, channel in steps)


def _steps(kind: CertificateType, opening: int) -> tuple[Step, ...]:
    """(days before the deadline, rule, channel) of each rung where the window is so many days long."""
    later = speaks_for(kind)
    return ((opening, "opening", kind.channel(None)), *((days, later, kind.channel(days)) for days in days_of(kind, opening)))


def days_of(kind: CertificateType, opening: int) -> tuple[int, ...]:
    """The type's days before the deadline that don't follow so closely on the opening that they would say the same again."""
    return tuple(days for days in kind.rungs if opening - days > days / 6)


def speaks_for(kind: CertificateType) -> str:
    """The rule in whose name the rungs after the opening speak: a yearly or periodic check, or the end of the certificate."""
    return "annual" if kind.due in ("review", "report") else "expiring"


def rung_now(rungs: Sequence[Rung], today: date) -> Rung | None:
    """The single rung in force: after an outage the person hears once, of the latest one, never of all that were missed.

    None before the window opens. The last rung stays in force for thirty days after the deadline, so that a long outage
    still reaches the person; then it is silent.
    """
    reached = next((rung for rung in reversed(rungs) if rung.on <= today), None)
    return reached if reached and today <= reached.deadline_on + GRACE else None


def rung_after(rungs: Sequence[Rung], today: date) -> Rung | None:
    """The first rung still to come after `today`."""
    return next((rung for rung in rungs if rung.on > today), None)


def course(rungs: Sequence[Rung], waiting_on: date | None, begin: date, until: date) -> tuple[tuple[date, Rung], ...]:
    """What a sweep that runs every day from `begin` on says until `until`, of a certificate that waits for `waiting_on`."""
    said: list[tuple[date, Rung]] = []
    day = max(waiting_on, begin) if waiting_on else None
    while day is not None and day <= until:
        if rung := rung_now(rungs, day):
            said.append((day, rung))
        following = rung_after(rungs, day)
        day = following.on if following else None
    return tuple(said)


def rung_to_arm(rungs: Sequence[Rung], today: date) -> Rung | None:
    """What a certificate just issued or just found waits for: the rung in force, or else the first to come."""
    return rung_now(rungs, today) or rung_after(rungs, today)
