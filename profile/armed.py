"""The dates that follow from a certificate's rule, and the rung its holder waits for. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from core.calendar import Calendar, workdays
from profile import rules
from profile.rules import CertificateType

CatchUp = Literal["none", "awaited", "all"]


@dataclass(frozen=True)
class Armed:
    """What is stored beside a certificate so that a sweep finds it by an index instead of by thinking."""

    expires_on: date | None
    opens_on: date | None
    deadline_on: date | None
    next_rung: int | None
    next_rung_on: date | None

    def silent(self) -> Armed:
        """The same dates, of which nobody is reminded."""
        return replace(self, next_rung=None, next_rung_on=None)

    def columns(self) -> dict[str, Any]:
        return asdict(self)


def arm(
    kind: CertificateType,
    issued_on: date,
    *,
    birth_date: date | None,
    printed_until: date | None,
    version: int,
    today: date,
    calendar: Calendar | None = None,
) -> Armed:
    """Expiry, window and first rung of one version, by the type's rule."""
    expires = rules.expires_on(kind, issued_on, birth_date, printed_until, version, as_of=today)
    within = rules.window(kind, expires, calendar or workdays(), issued_on)
    if within is None:
        return Armed(expires, None, None, None, None)
    rung = rules.rung_to_arm(rules.ladder(kind, within), today) if kind.live else None
    days, on = (rung.days, rung.on) if rung else (None, None)
    return Armed(expires, within.opens_on, within.deadline_on, days, on)


def follow(fresh: Armed, before: Armed, kind: CertificateType, today: date, catch_up: CatchUp) -> Armed:
    """What is armed after a rule or the calendar changed: `fresh` by the new one, `before` as it stood.

    A rung that came before the change and was never due by the old dates stays unsaid, so that nothing floods: `none`. `awaited` lets the
    rung speak that was waited for and has now come; `all` is an operator's word to speak of every rung in force.
    """
    if catch_up == "all" or fresh.next_rung_on is None or fresh.next_rung_on >= today:
        return fresh
    was_due = before.next_rung_on is not None and before.next_rung_on <= today
    came = catch_up == "awaited" and before.next_rung is not None and fresh.next_rung is not None and fresh.next_rung <= before.next_rung
    if was_due or came:
        return fresh
    assert fresh.opens_on is not None
    assert fresh.deadline_on is not None
    rung = rules.rung_after(rules.ladder(kind, rules.Window(fresh.opens_on, fresh.deadline_on)), today)
    return replace(fresh, next_rung=rung.days if rung else None, next_rung_on=rung.on if rung else None)
