"""How fast a channel may be called, and when it is better left alone for a while. Pure: takes values, returns values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from push import policy

WINDOW = timedelta(minutes=1)
LEAST_FAILURES = 10  # fewer say nothing
BAD_SHARE = 0.5
FIRST_REST, LONGEST_REST = timedelta(seconds=20), timedelta(minutes=10)
PROBES, PROBE_TIME = 3, timedelta(seconds=10)
PATIENCE = timedelta(hours=1)  # a channel away for longer is passed by


@dataclass(frozen=True)
class Pace:
    """What the platform allows us. The bucket holds two seconds' worth."""

    per_second: int
    a_day: int


@dataclass(frozen=True)
class Gate:
    """One channel's counters. `opened_at`: since when the circuit is broken; `closed_until`: nobody calls before that moment."""

    filled_at: datetime
    window_from: datetime
    day: date
    tokens: float = 0.0
    sent: int = 0
    calls: int = 0
    failures: int = 0
    trips: int = 0
    opened_at: datetime | None = None
    closed_until: datetime | None = None
    spent_until: datetime | None = None


@dataclass(frozen=True)
class Admission:
    """How many calls may be made now, and when and why the others have to come back."""

    admitted: int
    again_at: datetime
    why: str = ""


def admit(gate: Gate, wanted: int, now: datetime, pace: Pace) -> tuple[Admission, Gate]:
    """Lets calls through: none while the circuit rests, a few as a probe after that, else as fast and as many as the platform allows."""
    gate = _refilled(gate, now, pace)
    if gate.spent_until and now < gate.spent_until:
        return Admission(0, gate.spent_until, "今天的渠道额度已用完，等明天早上"), gate
    if gate.closed_until and now < gate.closed_until:
        return Admission(0, gate.closed_until, "渠道连续失败，暂停呼叫，稍后试探"), gate
    if gate.opened_at:
        return Admission(min(wanted, PROBES), now + PROBE_TIME, "渠道正在试探恢复"), replace(gate, closed_until=now + PROBE_TIME)
    left = pace.a_day - gate.sent
    if left <= 0:
        morning = policy.next_allowed(policy.next_midnight(now))
        return Admission(0, morning, "今天的渠道额度已用完，等明天早上"), replace(gate, spent_until=morning)
    admitted = min(wanted, left, int(gate.tokens))
    spaced = now + timedelta(seconds=max((wanted - admitted) / pace.per_second, 1.0))
    fresh = replace(gate, tokens=gate.tokens - admitted, sent=gate.sent + admitted, calls=gate.calls + admitted)
    return Admission(admitted, spaced, "按平台的限速排队"), fresh


def heard(gate: Gate, good: int, bad: int, now: datetime) -> Gate:
    """What answers teach: too many failures among the calls of a minute break the circuit, one good answer after that mends it."""
    if gate.opened_at:
        if gate.closed_until and now < gate.closed_until - PROBE_TIME:
            return gate  # an answer to a call from before: the rest goes on
        return _mended(gate, now) if good else _opened(gate, now) if bad else gate
    if now - gate.window_from > WINDOW:
        gate = replace(gate, window_from=now, calls=good + bad, failures=0)
    gate = replace(gate, failures=gate.failures + bad)
    broken = gate.failures >= LEAST_FAILURES and gate.failures >= BAD_SHARE * max(gate.calls, 1)
    return _opened(gate, now) if broken else gate


def passed_by(gate: Gate, now: datetime) -> bool:
    """Whether the channel has been away for so long that its messages take the next one. Between its rests it is asked for all the same:
    nothing but a probe finds out that it is back."""
    rests = gate.closed_until is not None and now < gate.closed_until
    return rests and gate.opened_at is not None and now - gate.opened_at > PATIENCE


def spent(gate: Gate, now: datetime) -> Gate:
    """The platform says that today's calls are used up."""
    return replace(gate, spent_until=policy.next_allowed(policy.next_midnight(now)))


def _opened(gate: Gate, now: datetime) -> Gate:
    rest = min(FIRST_REST * 2 ** min(gate.trips, 8), LONGEST_REST)
    return replace(gate, opened_at=gate.opened_at or now, closed_until=now + rest, trips=gate.trips + 1)


def _mended(gate: Gate, now: datetime) -> Gate:
    return replace(gate, opened_at=None, closed_until=None, trips=0, calls=0, failures=0, window_from=now)


def _refilled(gate: Gate, now: datetime, pace: Pace) -> Gate:
    """Tokens grow with time; a clock that was set back gives none, and a new day starts its count anew."""
    seconds = max((now - gate.filled_at).total_seconds(), 0.0)
    tokens = min(gate.tokens + seconds * pace.per_second, 2.0 * pace.per_second)
    today = now.astimezone(policy.SHANGHAI).date()
    return replace(gate, tokens=tokens, filled_at=now, day=today, sent=gate.sent if gate.day == today else 0)
