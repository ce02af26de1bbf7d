"""The life of a delivery as a machine: whatever happens in whatever order, nothing is lost, doubled without need, or stuck."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from push import codes, policy
from push.policy import Channel
from push.states import (
    OPEN,
    Broken,
    Change,
    Confirmed,
    Delivered,
    DoubtEnded,
    Doubtful,
    FailedLater,
    Grant,
    Kind,
    Refused,
    Row,
    State,
    Unreached,
    after,
)

NOON = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
REFUSALS = st.sampled_from([str(code) for code in codes.WECHAT])


class OneMessage(RuleBasedStateMachine):
    """One message to one person on its way down the channels, with a provider that really accepts or not."""

    @initialize(kind=st.sampled_from(list(Kind)))
    def start(self, kind: Kind) -> None:
        self.kind, self.now = kind, NOON
        self.row = Row(State.PENDING, Channel.WECHAT, kind, 0)
        self.next_at = NOON
        self.accepted: dict[Channel, int] = dict.fromkeys(Channel, 0)
        self.receipt_on_its_way = False
        self.grants, self.held = 1, False
        self.doubted_at: datetime | None = None

    def _become(self, change: Change | None) -> None:
        if change is None:
            return
        self.row = Row(change.state, self.row.channel, self.kind, self.row.attempts, since=self.row.since)
        self.next_at = change.next_at or self.next_at
        if self.held and change.grant is not Grant.KEEP:
            self.grants, self.held = (self.grants + 1, False) if change.grant is Grant.BACK else (0, False)
        below = policy.below(self.row.channel)
        if change.hop and below:
            self.row, self.next_at, self.held = Row(State.PENDING, below, self.kind, 0), self.now, False
            self.doubted_at = None

    def _hears(self, happened: object) -> None:
        if isinstance(happened, Doubtful):
            self.doubted_at = self.doubted_at or self.row.since
        self._become(after(self.row, happened, self.now))  # type: ignore[arg-type]

    @precondition(lambda self: self.row.state is State.PENDING and self.next_at <= self.now)
    @rule()
    def begin(self) -> None:
        if policy.too_late_to_repeat(self.row.channel, self.doubted_at, self.now):
            self.row, self.next_at = replace(self.row, state=State.UNKNOWN), self.now
            return
        self.row = Row(State.SENDING, self.row.channel, self.kind, self.row.attempts + 1, since=self.row.since or self.now)
        if self.row.channel is Channel.WECHAT and not self.held:
            self.grants, self.held = self.grants - 1, True

    @precondition(lambda self: self.row.state is State.SENDING)
    @rule()
    def accepted_and_answered(self) -> None:
        self._accept()
        self._hears(Delivered())

    @precondition(lambda self: self.row.state is State.SENDING)
    @rule(crashed=st.booleans(), lost_receipt=st.booleans())
    def accepted_and_silent(self, crashed: bool, lost_receipt: bool) -> None:
        self._accept()
        self.receipt_on_its_way = self.row.channel is not Channel.INBOX and not lost_receipt
        self.receipt_of = self.row.channel
        self._hears(Doubtful(crashed))

    @precondition(lambda self: self.row.state is State.SENDING)
    @rule(happened=st.one_of(st.builds(Doubtful, st.booleans()), st.just(Unreached()), st.builds(Broken, st.just("TypeError"))))
    def never_arrived(self, happened: object) -> None:
        self._hears(happened)

    @precondition(lambda self: self.row.state is State.SENDING and self.row.channel is Channel.WECHAT)
    @rule(code=REFUSALS)
    def refused(self, code: str) -> None:
        self._hears(Refused(code))

    @precondition(lambda self: self.receipt_on_its_way)
    @rule()
    def receipt(self) -> None:
        self.receipt_on_its_way = False
        if self.row.channel is self.receipt_of:
            self._hears(Confirmed())

    @precondition(lambda self: self.row.state is State.UNKNOWN and self.next_at <= self.now and not self.receipt_on_its_way)
    @rule()
    def doubt_ends(self) -> None:
        self._hears(DoubtEnded())

    @rule(seconds=st.integers(1, 4000))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(happened=st.sampled_from([Delivered(), Unreached(), Doubtful(), Broken("x"), DoubtEnded()]))
    def a_stale_answer_finds_a_settled_row(self, happened: object) -> None:
        if self.row.state not in (State.SENDING, State.UNKNOWN):
            assert after(self.row, happened, self.now) is None  # type: ignore[arg-type]

    def _accept(self) -> None:
        """The inbox knows our id for ever, the official account for ten minutes; the others take every call as a new message."""
        channel, fresh = self.row.channel, self.now - (self.row.since or self.now)
        known = {Channel.INBOX: timedelta.max, Channel.OFFICIAL: timedelta(minutes=10)}.get(channel, timedelta(0))
        if not self.accepted[channel] or fresh >= known:
            self.accepted[channel] += 1

    @invariant()
    def never_twice_is_kept(self) -> None:
        assert self.kind is Kind.MUST_ARRIVE or max(self.accepted.values()) <= 1

    @invariant()
    def the_official_account_never_sends_twice(self) -> None:
        assert self.accepted[Channel.OFFICIAL] <= 1

    @invariant()
    def what_is_open_has_a_next_step(self) -> None:
        if self.row.state in (State.PENDING, State.UNKNOWN):
            assert self.next_at is not None

    @invariant()
    def what_must_arrive_is_only_put_aside_when_somebody_is_told_or_an_operator_must_look(self) -> None:
        if self.kind is Kind.MUST_ARRIVE and self.row.state not in OPEN:
            assert sum(self.accepted.values()) or self.row.state in (State.HELD, State.DEAD, State.UNCERTAIN)

    @invariant()
    def a_grant_is_never_taken_twice_for_one_message(self) -> None:
        assert self.grants >= 0 or self.row.attempts > 1


OneMessage.TestCase.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
TestOneMessage = OneMessage.TestCase


def _wechat(state: State, attempts: int = 1, kind: Kind = Kind.MUST_ARRIVE) -> Row:
    return Row(state, Channel.WECHAT, kind, attempts)


def test_a_doubtful_wechat_call_is_never_simply_repeated():
    change = after(_wechat(State.SENDING), Doubtful(), NOON)
    assert change is not None
    assert (change.state, change.next_at) == (State.UNKNOWN, NOON + policy.DOUBT_AT_MOST)


def test_a_receipt_settles_even_what_was_about_to_be_sent_again():
    for state in (State.PENDING, State.LEASED, State.SENDING, State.UNKNOWN, State.UNCERTAIN, State.DEAD):
        change = after(_wechat(state), Confirmed(), NOON)
        assert change is not None
        assert change.state is State.SENT


def test_a_failure_told_later_moves_a_sent_message_to_the_next_channel():
    change = after(_wechat(State.SENT), FailedLater("1"), NOON)
    assert change is not None
    assert (change.state, change.hop) == (State.MOVED, True)


def test_after_enough_definite_failures_the_next_channel_takes_over():
    change = after(_wechat(State.SENDING, policy.TRIES), Refused("-1"), NOON)
    assert change is not None
    assert (change.state, change.hop, change.grant) == (State.MOVED, True, Grant.BACK)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_dead_letter_opens_the_next_channel_only_for_what_must_arrive(kind):
    change = after(_wechat(State.SENDING, kind=kind), Refused("47003"), NOON)
    assert change is not None
    assert (change.state, change.hop) == (State.DEAD, kind is Kind.MUST_ARRIVE)


def test_a_message_that_kills_its_worker_each_time_is_put_aside_after_five():
    row = Row(State.SENDING, Channel.INBOX, Kind.MUST_ARRIVE, policy.BROKEN_TRIES)
    change = after(row, Doubtful(crashed=True), NOON)
    assert change is not None
    assert change.state is State.DEAD


def test_a_doubtful_template_message_is_repeated_under_its_id_and_after_ten_minutes_left_to_the_next_channel():
    row = Row(State.SENDING, Channel.OFFICIAL, Kind.MUST_ARRIVE, 1, since=NOON)
    soon, late = after(row, Doubtful(), NOON + timedelta(minutes=1)), after(row, Doubtful(), NOON + timedelta(minutes=9))
    assert soon is not None
    assert soon.state is State.PENDING
    assert late is not None
    assert late.state is State.UNKNOWN
    ended = after(Row(State.UNKNOWN, Channel.OFFICIAL, Kind.MUST_ARRIVE, 1, since=NOON), DoubtEnded(), NOON + timedelta(hours=1))
    assert ended is not None
    assert (ended.state, ended.hop) == (State.UNCERTAIN, True)
