"""The life of one delivery as a pure function: what happened → what becomes of the row. No store, no clock, no call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from push import policy
from push.codes import Verdict, verdict
from push.policy import Channel


class State(StrEnum):
    PENDING = "pending"
    LEASED = "leased"
    SENDING = "sending"
    UNKNOWN = "unknown"  # the call may have arrived; never repeated blindly
    SENT = "sent"
    MOVED = "moved"  # this channel can't; the next one has taken over
    UNCERTAIN = "uncertain"  # nobody will ever know; the inbox holds the message
    DEAD = "dead"  # an operator must look
    HELD = "held"  # an operator must release it
    GATHERED = "gathered"  # travels in a digest together with others to the same person
    CANCELLED = "cancelled"  # no longer true, e.g. the certificate was renewed meanwhile


HANDED_OVER = "已交给渠道"
OPEN = frozenset({State.PENDING, State.LEASED, State.SENDING, State.UNKNOWN})


class Kind(StrEnum):
    """What matters more when a try is in doubt."""

    MUST_ARRIVE = "must_arrive"
    NEVER_TWICE = "never_twice"


class Grant(StrEnum):
    """What becomes of the subscription that the try had taken."""

    KEEP = "keep"
    BACK = "back"
    FORGET = "forget"


@dataclass(frozen=True)
class Row:
    """What a judgement needs to know of a delivery. `attempts` counts begun sends, the present one included.

    `since` is when the first call was made of which nobody knows what became.
    """

    state: State
    channel: Channel
    kind: Kind
    attempts: int
    salt: int = 0
    since: datetime | None = None


@dataclass(frozen=True)
class Delivered:
    """The provider took it."""

    message_id: str | None = None


@dataclass(frozen=True)
class Refused:
    """The provider said no, with its code: nothing was sent."""

    code: str


@dataclass(frozen=True)
class Unreached:
    """No connection came about: nothing was sent."""


@dataclass(frozen=True)
class Doubtful:
    """The call went out and no answer came back, or its worker died."""

    crashed: bool = False


@dataclass(frozen=True)
class Broken:
    """We could not even make the call: our own fault."""

    error: str


@dataclass(frozen=True)
class Confirmed:
    """The provider's later event says it was delivered."""


@dataclass(frozen=True)
class FailedLater:
    """The provider's later event says that delivery failed on its side."""

    code: str


@dataclass(frozen=True)
class DoubtEnded:
    """No event came in time."""


Happening = Delivered | Refused | Unreached | Doubtful | Broken | Confirmed | FailedLater | DoubtEnded


@dataclass(frozen=True)
class Change:
    """What to write: the new state, when to look again, whether the next channel takes over, and what to do beside."""

    state: State
    note: str
    next_at: datetime | None = None
    hop: bool = False
    grant: Grant = Grant.KEEP
    pause: bool = False
    unlink: bool = False


def after(row: Row, happened: Happening, now: datetime) -> Change | None:
    """What becomes of a begun delivery; None when it changes nothing any more (it is settled already)."""
    match happened:
        case Confirmed():
            # A receipt is the truth in whatever state it finds the row: above all, nothing delivered is sent again.
            return None if row.state in (State.SENT, State.CANCELLED) else Change(State.SENT, "渠道回执确认送达")
        case FailedLater(code):
            return _failed_later(row, code)
        case _:
            return _answered(row, happened, now) if row.state in (State.SENDING, State.UNKNOWN) else None


def _answered(row: Row, happened: Happening, now: datetime) -> Change | None:
    match happened:
        case Delivered():
            return Change(State.SENT, HANDED_OVER)
        case Refused(code):
            return _refused(row, code, now)
        case Unreached():
            return _again(row, "渠道连接不上", now)
        case Broken(error):
            return _broken(row, error, now)
        case Doubtful(crashed):
            return _doubtful(row, crashed, now)
        case _:
            return _doubt_ended(row, now)


def _failed_later(row: Row, code: str) -> Change | None:
    if row.state not in (State.SENDING, State.UNKNOWN, State.SENT):
        return None
    return _given_up(row, f"渠道回执：投递失败（{code}）", Grant.KEEP)


def _refused(row: Row, code: str, now: datetime) -> Change:
    what, words = verdict(row.channel, code)
    note = f"{words}（{code}）"
    match what:
        case Verdict.NO_GRANT:
            return _given_up(row, note, Grant.FORGET)
        case Verdict.UNLINK:
            return Change(State.MOVED, note, hop=True, grant=Grant.FORGET, unlink=True)
        case Verdict.NEXT:
            return _given_up(row, note, Grant.BACK)
        case Verdict.PAUSE:
            return Change(State.MOVED, note, hop=True, grant=Grant.BACK, pause=True)
        case Verdict.BACKOFF:
            return _again(row, note, now)
        case Verdict.MIDNIGHT:
            return Change(State.PENDING, note, policy.next_allowed(policy.next_midnight(now)), grant=Grant.BACK)
        case Verdict.DEAD:
            return _dead(row, note)
        case Verdict.HOLD:
            return Change(State.HELD, note, grant=Grant.BACK)


def _given_up(row: Row, note: str, grant: Grant) -> Change:
    return Change(State.MOVED, note, hop=True, grant=grant)


def _again(row: Row, note: str, now: datetime) -> Change:
    """A definite no that may pass: soon again, and after enough tries the next channel."""
    if row.attempts >= policy.TRIES:
        return _given_up(row, f"{note}，多次未成，改走下一渠道", Grant.BACK)
    return Change(State.PENDING, note, now + policy.wait(row.attempts, row.salt), grant=Grant.BACK)


def _dead(row: Row, note: str) -> Change:
    """Nobody loses a reminder by our mistake: what must arrive goes on by the next channel while an operator looks."""
    return Change(State.DEAD, note, hop=row.kind is Kind.MUST_ARRIVE, grant=Grant.BACK)


def _broken(row: Row, error: str, now: datetime) -> Change:
    if row.attempts >= policy.BROKEN_TRIES:
        return _dead(row, f"多次无法发出（{error}）")
    return Change(State.PENDING, f"无法发出（{error}）", now + policy.wait(row.attempts, row.salt), grant=Grant.BACK)


def _doubtful(row: Row, crashed: bool, now: datetime) -> Change | None:
    if not policy.may_repeat(row.channel, row.since, now):
        waiting = Change(State.UNKNOWN, "没有等到渠道答复，等回执", now + policy.DOUBT_AT_MOST)
        return waiting if row.state is State.SENDING else None
    if crashed and row.attempts >= policy.BROKEN_TRIES:
        return _dead(row, "多次在发送途中中断")
    if row.attempts >= policy.TRIES:
        return Change(State.UNCERTAIN, "多次没有等到渠道答复", hop=True)
    return Change(State.PENDING, "没有等到渠道答复，用同一编号重发", now + policy.wait(row.attempts, row.salt))


def _doubt_ended(row: Row, now: datetime) -> Change | None:
    if row.state is not State.UNKNOWN:
        return None
    if row.kind is Kind.NEVER_TWICE:
        return Change(State.UNCERTAIN, "没有等到回执；不重发，收件箱里有这条消息")
    if row.channel is Channel.OFFICIAL:  # it was repeated under its id while that was safe; now the next channel is the safer way
        return Change(State.UNCERTAIN, "没有等到回执，超过同一编号可重发的时间，改走下一渠道", hop=True)
    if row.attempts >= policy.BROKEN_TRIES:
        return _dead(row, "多次没有等到回执")
    # The grant stays taken: had the first call arrived and used it up, the second is refused (43101) and not shown twice.
    return Change(State.PENDING, "没有等到回执，重发一次", now)
