"""Whole lives: a rule, a clock and what happens to a certificate, its holder and each message, in whatever order.

Some here; `HISTORIES=2000 .venv/bin/python -m pytest tests/push/test_histories.py --durations=1` runs as many as you like.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.calendar import workdays
from profile import rules
from profile.armed import Armed, arm
from profile.rules import CertificateType, Rung
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
    Happening,
    Kind,
    Refused,
    Row,
    State,
    Unreached,
    after,
)

MORNING = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
LIVE = [kind for kind in rules.types().values() if kind.live]
VISIBLE = {State.DEAD, State.HELD, State.UNCERTAIN}
LONGEST = timedelta(days=3)


@dataclass
class Version:
    """One version of the certificate, as the store keeps it."""

    number: int
    issued_on: date
    armed: Armed
    ladder: tuple[Rung, ...]
    next_on: date | None
    state: str = "valid"


@dataclass
class Message:
    """One message on its way down the channels, and what the world outside has of it."""

    kind: Kind
    version: Version | None
    row: Row
    next_at: datetime
    held: bool = False
    accepted: Counter[Channel] = field(default_factory=Counter)
    delivered: Counter[Channel] = field(default_factory=Counter)
    receipts: list[tuple[Channel, bool]] = field(default_factory=list)
    doubts_ended: int = 0
    past: list[State] = field(default_factory=list)


class Lives(RuleBasedStateMachine):
    """One person, one lineage of a certificate, a ladder of reminders, news of cases, and a WeChat that does as it likes."""

    @initialize(kind=st.sampled_from(LIVE), rung=st.integers(0, 5), late=st.integers(-1, 40), grants=st.integers(0, 3), phone=st.booleans())
    def begin_life(self, kind: CertificateType, rung: int, late: int, grants: int, phone: bool) -> None:
        """It begins around one of the days on which the holder is to hear, with news of an earlier case on its way."""
        self.kind, self.now = kind, MORNING
        self.grants, self.phone, self.busy, self.alive = grants, phone, False, True
        self.ledger: Counter[tuple[int, str, int]] = Counter()
        self.messages: list[Message] = []
        self.versions: list[Version] = []
        self._issue(self.today)
        assume(self.current.ladder)
        self._go_to(self.current.ladder[min(rung, len(self.current.ladder) - 1)].on, late)
        self._write(Kind.NEVER_TWICE, None)

    @property
    def today(self) -> date:
        return self.now.astimezone(policy.SHANGHAI).date()

    @property
    def current(self) -> Version:
        return self.versions[-1]

    def _issue(self, issued_on: date) -> None:
        printed = issued_on + timedelta(days=1825)
        number = len(self.versions) + 1
        armed = arm(self.kind, issued_on, birth_date=date(1980, 5, 5), printed_until=printed, version=number, today=self.today)
        within = rules.Window(armed.opens_on, armed.deadline_on) if armed.opens_on and armed.deadline_on else None
        self.versions.append(Version(number, issued_on, armed, rules.ladder(self.kind, within), armed.next_rung_on))

    # The clock.

    @rule(seconds=st.one_of(st.integers(1, 4000), st.integers(4001, 40 * 86_400)))
    def a_while_passes(self, seconds: int) -> None:
        """Perhaps with nobody sweeping: an outage is nothing but that."""
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: self.current.next_on is not None)
    @rule(late=st.sampled_from([-1, 0, 0, 1, 8, 35, 200]))
    def the_next_rung_comes(self, late: int) -> None:
        """And somebody sweeps, on the day itself or after an outage."""
        assert self.current.next_on is not None
        self._go_to(self.current.next_on, late)
        self.sweep(1)

    def _go_to(self, day: date, late: int) -> None:
        """To ten in the morning of a day; time does not run back."""
        self.now = max(self.now, datetime(day.year, day.month, day.day, 2, tzinfo=UTC) + timedelta(days=late))

    @rule(hours=st.integers(1, 2))
    def the_clock_is_set_back(self, hours: int) -> None:
        self.now -= timedelta(hours=hours)

    # The certificate and its holder.

    @rule(sweepers=st.integers(2, 3))
    def sweep_together(self, sweepers: int) -> None:
        self.sweep(sweepers)

    def sweep(self, sweepers: int) -> None:
        """Several may hold the same certificate in mind; the ledger's key lets one of them speak."""
        version = self.current
        if not policy.may_send(self.now) or version.state != "valid" or self.busy or not self._is_due(version):
            return
        for _ in range(sweepers):
            rung = rules.rung_now(version.ladder, self.today)
            assert (rung and rung.on) == self._in_force(version), "the latest rung reached speaks, until it is of no use"
            key = (version.number, rung.rule, rung.days) if rung else None
            if key and key not in self.ledger:
                self.ledger[key] += 1
                self._write(Kind.MUST_ARRIVE, version)
        following = rules.rung_after(version.ladder, self.today)
        version.next_on = following.on if following else None
        assert version.next_on == min((rung.on for rung in version.ladder if rung.on > self.today), default=None)

    def _in_force(self, version: Version) -> date | None:
        """The day of the rung that has to be spoken of today, reckoned anew: nothing before the window, nothing long after the end."""
        assert version.armed.opens_on is not None
        assert version.armed.deadline_on is not None
        ended = self.today > version.armed.deadline_on + timedelta(days=30)
        return None if ended else max((rung.on for rung in version.ladder if version.armed.opens_on <= rung.on <= self.today), default=None)

    def _is_due(self, version: Version) -> bool:
        return version.next_on is not None and version.next_on <= self.today

    @precondition(lambda self: self.current.state == "valid" and not self.busy)
    @rule()
    def renewal_is_handed_in(self) -> None:
        self.busy = True

    @precondition(lambda self: self.busy)
    @rule(granted=st.booleans())
    def renewal_is_decided(self, granted: bool) -> None:
        self.busy = False
        self._write(Kind.NEVER_TWICE, None)
        if granted:
            old = self.current
            old.state = "superseded"
            self._issue(rules.renewed_on(self.kind, old.armed.expires_on, self.today))
            self._take_back(old)

    @precondition(lambda self: self.current.state == "valid")
    @rule(how=st.sampled_from(["revoked", "superseded", "left"]))
    def it_ends(self, how: str) -> None:
        """Revoked by its department, replaced elsewhere, or its holder has died or left the country."""
        self.current.state, self.busy = how, False
        self._take_back(self.current)

    def _take_back(self, version: Version) -> None:
        for one in self.messages:
            if one.version is version and one.row.state in (State.PENDING, State.LEASED, State.HELD):
                self._set(one, State.CANCELLED)

    # The messages.

    def _write(self, kind: Kind, version: Version | None) -> None:
        self.messages.append(Message(kind, version, Row(State.PENDING, Channel.WECHAT, kind, 0), policy.next_allowed(self.now)))

    def _set(self, one: Message, state: State) -> None:
        one.row = replace(one.row, state=state)

    def _in(self, *states: State) -> list[Message]:
        return [one for one in self.messages if one.row.state in states]

    @rule()
    def dispatch(self) -> None:
        """Everything due is begun, unless it is no longer true or another one to this person is in flight."""
        for one in self._in(State.PENDING):
            if one.next_at <= self.now:
                self._begin(one)

    def _begin(self, one: Message) -> None:
        if not policy.may_send(self.now):
            one.next_at = policy.next_allowed(self.now)
        elif one.version and (one.version.state != "valid" or self.busy):
            self._set(one, State.CANCELLED)
        else:
            self._start(one)

    def _start(self, one: Message) -> None:
        channel = policy.choose(one.row.channel, openid=True, grant=one.held or self.grants > 0, phone=self.phone)
        in_flight = any(other.row.channel is Channel.WECHAT for other in self._in(State.SENDING, State.UNKNOWN))
        if channel is Channel.WECHAT and in_flight:
            one.next_at = self.now + policy.APART
            return
        if channel is Channel.WECHAT and not one.held:
            self.grants, one.held = self.grants - 1, True
        since = one.row.since if channel is one.row.channel else None
        one.row = replace(one.row, state=State.SENDING, channel=channel, attempts=one.row.attempts + 1, since=since or self.now)
        assert one.version is None or (one.version.state == "valid" and not self.busy), "no word after it has been renewed"

    def _next_call(self) -> Message | None:
        """The house has been at work, until the next message is due and begun; None when there is none to begin."""
        self.sweep(1)
        for _ in range(2):  # the night, or the distance from another one, may lie between
            self.dispatch()
            begun, waiting = self._in(State.SENDING), self._in(State.PENDING)
            if begun or not waiting:
                break
            self.now = max(self.now, min(one.next_at for one in waiting))
        return begun[0] if begun else None

    @rule(arrives=st.booleans(), answer=st.sampled_from(["word", "silence", "crash"]), lost=st.booleans(), fails=st.booleans())
    def a_call_is_made(self, arrives: bool, answer: str, lost: bool, fails: bool) -> None:
        """It arrives or not, is answered or not; its receipt comes later or never, and may say that it failed after all."""
        one = self._next_call()
        if one is None:
            return
        if arrives:
            self._accept(one, lost=lost, fails=fails and one.row.channel is Channel.WECHAT)
        if answer == "word":
            self._hears(one, Delivered() if arrives else Unreached())
        else:
            self._hears(one, Doubtful(crashed=answer == "crash"))

    @rule(code=st.sampled_from([str(code) for code in codes.WECHAT]), broken=st.booleans())
    def a_call_is_refused(self, code: str, broken: bool) -> None:
        one = self._next_call()
        if one is None:
            return
        outside = one.row.channel is Channel.WECHAT and not broken
        self._hears(one, Refused(code) if outside else Broken("TypeError"))

    def _accept(self, one: Message, *, lost: bool, fails: bool) -> None:
        channel, fresh = one.row.channel, self.now - (one.row.since or self.now)
        known = {Channel.INBOX: timedelta.max, Channel.OFFICIAL: timedelta(minutes=10)}.get(channel, timedelta(0))
        if not one.accepted[channel] or fresh >= known:
            one.accepted[channel] += 1
            one.delivered[channel] += not fails
        if not lost and channel is not Channel.INBOX:
            one.receipts.append((channel, fails))

    @precondition(lambda self: any(one.receipts for one in self.messages))
    @rule(again=st.booleans())
    def a_receipt_comes(self, again: bool) -> None:
        """However late, and perhaps twice."""
        one = next(one for one in self.messages if one.receipts)
        channel, failed = one.receipts.pop(0)
        for _ in range(1 + again):
            if one.row.channel is channel:
                self._hears(one, FailedLater("1") if failed else Confirmed())

    @precondition(lambda self: self._in(State.UNKNOWN))
    @rule(minutes=st.integers(0, 20))
    def doubts_end(self, minutes: int) -> None:
        """After whatever time: those that are old enough."""
        self.now += timedelta(minutes=minutes)
        for one in self._in(State.UNKNOWN):
            if one.next_at <= self.now:
                self._hears(one, DoubtEnded())

    @rule(happened=st.sampled_from([Delivered(), Unreached(), Doubtful(), Broken("x"), DoubtEnded()]))
    def an_answer_of_an_old_lease_comes(self, happened: Happening) -> None:
        """The token keeps it from rows that are under way; of the others the judgement itself says that nothing changes."""
        for one in self.messages:
            if one.row.state not in (State.SENDING, State.UNKNOWN):
                assert after(one.row, happened, self.now) is None

    @precondition(lambda self: self._in(State.DEAD, State.HELD))
    @rule()
    def an_operator_tries_again(self) -> None:
        one = self._in(State.DEAD, State.HELD)[0]
        if one.kind is Kind.NEVER_TWICE and sum(one.accepted.values()):
            return  # the console shows the receipt; nobody would
        one.row, one.next_at = replace(one.row, state=State.PENDING, attempts=0), policy.next_allowed(self.now)

    def _hears(self, one: Message, happened: Happening) -> None:
        change = after(one.row, happened, self.now)
        if change is not None:
            one.doubts_ended += isinstance(happened, DoubtEnded) and change.state is State.PENDING
            self._become(one, change)

    def _become(self, one: Message, change: Change) -> None:
        self._set(one, change.state)
        one.next_at = change.next_at or one.next_at
        if one.held and change.grant is not Grant.KEEP:
            self.grants, one.held = (self.grants + 1, False) if change.grant is Grant.BACK else (0, False)
        below = policy.below(one.row.channel)
        if change.hop and below:
            one.past.append(one.row.state)
            one.row, one.next_at, one.held = Row(State.PENDING, below, one.kind, 0), self.now, False

    # What holds at every moment, and at the end.

    @invariant()
    def what_is_said_to_be_sent_was_taken(self) -> None:
        assert all(one.accepted[one.row.channel] for one in self._in(State.SENT))

    @invariant()
    def a_rung_is_spoken_of_once(self) -> None:
        assert all(count == 1 for count in self.ledger.values())

    @invariant()
    def what_must_not_come_twice_does_not(self) -> None:
        assert all(sum(one.delivered.values()) - one.delivered[Channel.INBOX] <= 1 for one in self.messages if one.kind is Kind.NEVER_TWICE)

    @invariant()
    def a_second_wechat_call_that_is_taken_follows_a_doubt(self) -> None:
        assert all(one.accepted[Channel.WECHAT] <= 1 + one.doubts_ended for one in self.messages)

    @invariant()
    def what_is_open_is_looked_at_again_soon_enough(self) -> None:
        assert all(one.next_at <= self.now + LONGEST for one in self._in(State.PENDING, State.UNKNOWN))

    @invariant()
    def a_version_that_ended_arms_nothing(self) -> None:
        assert all(one.state != "valid" for one in self.versions[:-1])

    def teardown(self) -> None:
        """Fair weather at last: every message comes to an end, and none that had to arrive is neither taken nor to be seen."""
        for _ in range(300):
            waiting = self._in(*OPEN)
            if not waiting:
                break
            doubted = [one.next_at for one in self._in(State.UNKNOWN)]  # others to the same person wait for these
            self.now = max(self.now, min(doubted or [one.next_at for one in waiting])) + timedelta(seconds=1)
            self.dispatch()
            for one in self._in(State.SENDING):
                self._accept(one, lost=True, fails=False)
                self._hears(one, Delivered())
            for one in self._in(State.UNKNOWN):
                if one.next_at <= self.now:
                    self._hears(one, DoubtEnded())
        assert not self._in(*OPEN)
        for one in self.messages:
            seen = {one.row.state, *one.past} & VISIBLE
            told = sum(one.accepted.values()) or seen or one.row.state is State.CANCELLED
            assert told or one.kind is Kind.NEVER_TWICE, "what must arrive has arrived or can be seen"
        self.what_must_not_come_twice_does_not()


HISTORIES = int(os.environ.get("HISTORIES", "150"))
Lives.TestCase.settings = settings(
    max_examples=HISTORIES, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
TestLives = Lives.TestCase


def test_the_calendar_that_the_lives_are_led_by_is_the_houses_own() -> None:
    assert workdays().is_workday(date(2026, 3, 10))
