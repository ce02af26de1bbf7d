"""The dates that follow from a certificate's rule, and the rung its holder waits for. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Literal

from core.calendar import Calendar, workdays
from profile import rules
from profile.rules import CertificateType, Holding, Rung

CatchUp = Literal["none", "awaited", "all"]


@dataclass(frozen=True)
class Armed:
    """What is stored beside a certificate so that a sweep finds it by an index instead of by thinking.

    A day without a rung: nothing more is said of this date, and from that day on the next one counts. `again_on` is that day, if any.
    """

    expires_on: date | None
    opens_on: date | None
    deadline_on: date | None
    next_rung: int | None
    next_rung_on: date | None
    again_on: date | None = field(default=None, compare=False)

    def silent(self) -> Armed:
        """The same dates, of which nobody is reminded."""
        return replace(self, next_rung=None, next_rung_on=None)

    def columns(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "again_on"}

    def waiting_for(self, rung: Rung | None) -> Armed:
        """The same dates, with this rung to come; without one the next date is waited for."""
        return replace(self, next_rung=rung.days if rung else None, next_rung_on=rung.on if rung else self.again_on)


def arm(
    kind: CertificateType,
    issued_on: date,
    *,
    birth_date: date | None,
    printed_until: date | None,
    version: int,
    today: date,
    calendar: Calendar | None = None,
    period: date | None = None,
    registered_on: date | None = None,
) -> Armed:
    """Expiry, window and first rung of one version, by the type's rule. `period`: the date that counted until now, which stays the one
    that counts though it may have passed: a new one is a new version."""
    as_of = min(today, period) if period else today
    held = Holding(issued_on, birth_date, printed_until, version, registered_on, as_of=as_of)
    expires = rules.validity(kind, held).expires_on
    within = rules.window(kind, expires, calendar or workdays(), issued_on)
    if within is None:
        return Armed(expires, None, None, None, None)
    rung = rules.rung_to_arm(rules.ladder(kind, within), today) if kind.live else None
    again = again_on(kind, held, expires)
    return Armed(expires, within.opens_on, within.deadline_on, None, None, again).waiting_for(rung)


def again_on(kind: CertificateType, held: Holding, expires: date | None) -> date | None:
    """From when on the next date of a type that comes round counts; None for what is over with this one."""
    if not (kind.live and kind.comes_round and expires):
        return None
    following = rules.next_window(kind, held, expires, workdays())
    return following.opens_on if following else None


def follow(fresh: Armed, before: Armed, kind: CertificateType, today: date, catch_up: CatchUp) -> Armed:
    """What is armed after a rule or the calendar changed: `fresh` by the new one, `before` as it stood.

    A rung that came before the change and was never due by the old dates stays unsaid, so that nothing floods: `none`. `awaited` lets the
    rung speak that was waited for and has now come; `all` is an operator's word to speak of every rung in force.
    """
    if catch_up == "all" or fresh.next_rung is None or fresh.next_rung_on is None or fresh.next_rung_on >= today:
        return fresh
    was_due = before.next_rung_on is not None and before.next_rung_on <= today
    came = catch_up == "awaited" and before.next_rung is not None and fresh.next_rung is not None and fresh.next_rung <= before.next_rung
    if was_due or came:
        return fresh
    assert fresh.opens_on is not None
    assert fresh.deadline_on is not None
    return fresh.waiting_for(rules.rung_after(rules.ladder(kind, rules.Window(fresh.opens_on, fresh.deadline_on)), today))
