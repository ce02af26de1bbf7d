"""Gates: never faster and never more than the platform allows, no calls into a broken channel, and always a way back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from push import pacing, policy
from push.pacing import Gate, Pace

NOON = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
PACE = Pace(per_second=10, a_day=200)


def fresh(**changes: object) -> Gate:
    return Gate(filled_at=NOON - timedelta(hours=1), window_from=NOON, day=NOON.date(), **changes)  # type: ignore[arg-type]


def broken() -> Gate:
    gate = pacing.heard(fresh(calls=pacing.LEAST_FAILURES), 0, pacing.LEAST_FAILURES, NOON)
    assert gate.closed_until == NOON + pacing.FIRST_REST
    return gate


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 100)), max_size=40))
def test_no_stretch_of_time_sees_more_calls_than_it_may(asked: list[tuple[int, int]]) -> None:
    gate, now, calls = fresh(), NOON, list[tuple[datetime, int]]()
    for milliseconds, wanted in asked:
        now += timedelta(milliseconds=milliseconds)
        admission, gate = pacing.admit(gate, wanted, now, PACE)
        assert 0 <= admission.admitted <= wanted
        assert admission.admitted == wanted or admission.again_at > now
        calls.append((now, admission.admitted))
    for began, _ in calls:
        for ended, _ in calls:
            within = sum(count for at, count in calls if began <= at <= ended)
            assert within <= 2 * PACE.per_second + PACE.per_second * max((ended - began).total_seconds(), 0) + 1
    assert sum(count for _, count in calls) <= PACE.a_day


def test_a_day_used_up_opens_again_in_the_morning() -> None:
    admission, gate = pacing.admit(fresh(sent=PACE.a_day), 5, NOON, PACE)
    morning = policy.next_allowed(policy.next_midnight(NOON))
    assert (admission.admitted, admission.again_at) == (0, morning)
    assert pacing.admit(gate, 5, morning, PACE)[0].admitted == 5
    assert pacing.admit(pacing.spent(fresh(), NOON), 5, NOON, PACE)[0] == admission


def test_a_few_failures_among_many_calls_break_nothing() -> None:
    assert pacing.heard(fresh(calls=1000), 950, 50, NOON).opened_at is None
    assert pacing.heard(fresh(calls=3), 0, 3, NOON).opened_at is None


def test_failures_of_yesterday_do_not_count_today() -> None:
    gate = pacing.heard(fresh(calls=20), 0, pacing.LEAST_FAILURES - 1, NOON)
    assert pacing.heard(gate, 0, 1, NOON + timedelta(days=1)).opened_at is None


def test_a_broken_circuit_lets_nobody_through_then_a_few_and_one_good_answer_mends_it() -> None:
    gate = broken()
    assert pacing.admit(gate, 50, NOON + timedelta(seconds=5), PACE)[0].admitted == 0
    later = NOON + pacing.FIRST_REST
    probe, gate = pacing.admit(gate, 50, later, PACE)
    assert probe.admitted == pacing.PROBES
    assert pacing.admit(gate, 50, later, PACE)[0].admitted == 0
    mended = pacing.heard(gate, 1, 0, later + timedelta(seconds=1))
    assert (mended.opened_at, mended.closed_until, mended.trips) == (None, None, 0)
    assert pacing.admit(mended, 5, later + timedelta(seconds=1), PACE)[0].admitted == 5


def test_probes_that_fail_rest_it_for_longer_each_time_but_never_for_ever() -> None:
    gate, now, rests = broken(), NOON, list[timedelta]()
    for _ in range(12):
        assert gate.closed_until is not None
        now = gate.closed_until
        _, gate = pacing.admit(gate, 5, now, PACE)
        gate = pacing.heard(gate, 0, 1, now)
        assert gate.closed_until is not None
        rests.append(gate.closed_until - now)
    assert rests == sorted(rests)
    assert rests[0] > pacing.FIRST_REST
    assert rests[-1] == pacing.LONGEST_REST
    later = gate.closed_until - timedelta(seconds=1)
    assert later - NOON > pacing.PATIENCE
    assert pacing.passed_by(gate, later)


def test_a_channel_that_was_away_overnight_is_probed_in_the_morning_and_taken_up_again() -> None:
    morning, gate = NOON + timedelta(hours=21), broken()
    assert not pacing.passed_by(gate, morning), "or nobody would ever call it again"
    admission, gate = pacing.admit(gate, 50, morning, PACE)
    assert admission.admitted == pacing.PROBES
    assert pacing.passed_by(gate, morning), "the others do not wait for the probe's answer"
    assert pacing.heard(gate, 1, 0, morning).opened_at is None


def test_a_late_answer_from_before_does_not_mend_a_circuit_at_rest() -> None:
    assert pacing.heard(broken(), 1, 0, NOON + timedelta(seconds=1)).opened_at is not None


def test_a_probe_that_is_never_heard_of_is_made_again() -> None:
    _, gate = pacing.admit(broken(), 5, NOON + pacing.FIRST_REST, PACE)
    again, _ = pacing.admit(gate, 5, NOON + pacing.FIRST_REST + pacing.PROBE_TIME, PACE)
    assert again.admitted == pacing.PROBES
