"""When a person may be disturbed: night, festivals, a weekly budget, and what overrides them. Pure: takes values, returns values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.calendar import Calendar

WEEK = timedelta(days=7)
EVENING, MORNING = time(21), time(9)
_STEPS = 400  # each step goes on to a later day; a calendar without working days must not hang us


class Weight(StrEnum):
    """What may hold a message back."""

    ORDINARY = "ordinary"  # night, festivals, the budget
    WANTED = "wanted"  # news of what the person asked for: night alone, and it counts to no budget
    URGENT = "urgent"  # the last reminder: night alone
    EMERGENCY = "emergency"  # nothing; an operator's word, with a reason


@dataclass(frozen=True)
class Night:
    """From when to when a person wants quiet, on the clock of their region."""

    zone: ZoneInfo
    evening: time = EVENING
    morning: time = MORNING

    def covers(self, moment: datetime) -> bool:
        return not self.morning <= moment.astimezone(self.zone).time() < self.evening

    def ends(self, moment: datetime) -> datetime:
        """The first moment from this one on that is not night."""
        local = moment.astimezone(self.zone)
        if not self.covers(moment):
            return moment
        return self.morning_of(local.date() + timedelta(days=local.time() >= self.evening))

    def morning_of(self, day: date) -> datetime:
        return datetime.combine(day, self.morning, self.zone).astimezone(UTC)


@dataclass(frozen=True)
class Contact:
    """What is known of a person when a message for them is about to leave. `sent`: when others left, of those that count."""

    night: Night
    sent: Sequence[datetime] = field(default=())
    budget: int = 7


@dataclass(frozen=True)
class Leave:
    """When a message leaves, and what holds it back until then: `night`, `festival`, `budget`; empty when it goes at once."""

    at: datetime
    because: tuple[str, ...] = ()


def leave(now: datetime, weight: Weight, contact: Contact, calendar: Calendar, latest: date | None = None) -> Leave:
    """When a message of this weight may leave. What would pass `latest`, the last day to act, by waiting does not wait for
    festivals or budget; night it always waits for, unless it is an emergency."""
    if weight is Weight.EMERGENCY:
        return Leave(now)
    at, because = now, []
    for _ in range(_STEPS):
        later, why = _step(at, weight, contact, calendar, latest)
        if later == at:
            break
        at = later
        because.append(why)
    return Leave(at, tuple(dict.fromkeys(because)))


def _step(at: datetime, weight: Weight, contact: Contact, calendar: Calendar, latest: date | None) -> tuple[datetime, str]:
    if contact.night.covers(at):
        return contact.night.ends(at), "night"
    if weight is not Weight.ORDINARY:
        return at, ""
    for later, why in ((_after_festival(at, contact.night, calendar), "festival"), (_within_budget(at, contact), "budget")):
        if later > at and not _too_late(later, contact.night, latest):
            return later, why
    return at, ""


def _too_late(moment: datetime, night: Night, latest: date | None) -> bool:
    return latest is not None and night.ends(moment).astimezone(night.zone).date() > latest


def _after_festival(at: datetime, night: Night, calendar: Calendar) -> datetime:
    day = at.astimezone(night.zone).date()
    return night.morning_of(calendar.shift(day, 1)) if calendar.is_festival(day) else at


def _within_budget(at: datetime, contact: Contact) -> datetime:
    """The first moment from `at` on at which fewer than the budget left in the seven days before."""
    recent = sorted(moment for moment in contact.sent if at - WEEK < moment)
    over = len(recent) - contact.budget
    return max(at, recent[over] + WEEK) if over >= 0 and contact.budget > 0 else at
