"""Opening hours: what is said agrees with the hours themselves, on any day and at any minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.calendar import workdays
from core.clock import SHANGHAI
from hall.points import hours
from hall.vocabulary import table

SPLIT = "workday 09:00-12:00 13:30-17:00; saturday 09:00-12:00"
ALWAYS = "workday 00:00-24:00; saturday 00:00-24:00; sunday 00:00-24:00; holiday 00:00-24:00"
MINUTE = timedelta(minutes=1)


def said(text: str, when: str) -> str:
    return hours.opening(text, datetime.fromisoformat(when).replace(tzinfo=SHANGHAI)).text


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2026-03-10 15:00", "今天 9:00–12:00、13:30–17:00，现在开着，还有2小时关门"),
        ("2026-03-10 11:20", "今天 9:00–12:00、13:30–17:00，现在开着，还有40分钟休息，13:30再开"),
        ("2026-03-10 12:10", "今天 9:00–12:00、13:30–17:00，现在没开，再过1小时20分钟（13:30）开门"),
        ("2026-03-10 17:00", "今天已经关门，明天上午9点开"),
        ("2026-03-13 20:00", "今天已经关门，明天上午9点开"),
        ("2026-03-14 13:00", "今天已经关门，后天上午9点开"),
        ("2026-03-15 10:00", "今天不开，明天上午9点开"),
        ("2026-09-30 18:00", "今天已经关门，10月8日（周四）上午9点开"),
        ("2026-10-03 10:00", "今天（国庆节）不开，10月8日（周四）上午9点开"),
        ("2026-02-14 16:00", "今天 9:00–12:00、13:30–17:00，现在开着，还有1小时关门"),  # a Saturday that is worked
    ],
)
def test_hours_are_said_as_people_say_them(when: str, words: str) -> None:
    assert said(SPLIT, when) == words


def test_a_place_that_never_closes_says_so_and_has_no_closing_time() -> None:
    answer = hours.opening(ALWAYS, datetime(2026, 10, 1, 23, 59, tzinfo=SHANGHAI))
    assert (answer.open, answer.text, answer.closes_at) == (True, "全天开放，现在开着", None)


def test_a_place_open_over_midnight_closes_in_the_morning() -> None:
    answer = hours.opening("workday 00:00-02:00 20:00-24:00", datetime(2026, 3, 10, 23, 0, tzinfo=SHANGHAI))
    assert answer.closes_at == datetime(2026, 3, 11, 2, 0, tzinfo=SHANGHAI)


def test_a_place_that_does_not_open_for_a_month_asks_to_be_rung() -> None:
    assert said("holiday 09:00-10:00", "2026-05-10 09:00") == "近一个月不开放，去之前请先打电话问一下"


def test_a_day_without_a_notice_yet_is_provisional() -> None:
    assert not hours.opening(SPLIT, datetime(2026, 3, 10, 10, tzinfo=SHANGHAI)).provisional
    assert hours.opening(SPLIT, datetime(2027, 3, 10, 10, tzinfo=SHANGHAI)).provisional


@pytest.mark.parametrize("wrong", ["monday 09:00-10:00", "workday", "workday 9:00-10:00", "workday 10:00-09:00", "workday 09:00-25:00",
                                   "workday 09:00-12:00 11:00-13:00",
                                   "workday 09:00-12:00; workday 13:00-14:00", "workday ０9:00-10:00"])  # fmt: skip
def test_hours_that_can_not_be_read_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="opening hours"):
        hours.parse(wrong)


def test_all_hours_that_ship_can_be_read() -> None:
    assert all(hours.parse(row["hours"]) for row in table("opening_hours.csv"))


@some.composite
def weeks(draw: some.DrawFn) -> str:
    parts = []
    for kind in draw(some.sets(some.sampled_from(sorted(hours.KINDS)))):
        at = sorted(draw(some.sets(some.integers(0, 1440), min_size=2, max_size=6)))
        pairs = zip(at[::2], at[1::2], strict=False)
        parts.append(" ".join([kind, *(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in pairs)]))
    return "; ".join(parts)


moments = some.integers(0, 700 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=SHANGHAI) + minutes * MINUTE)


def plainly_open(text: str, moment: datetime) -> bool:
    minute = moment.hour * 60 + moment.minute
    spans = hours.parse(text).get(hours.day_kind(moment.date(), workdays()), ())
    return any(start <= minute < end for start, end in spans)


@settings(max_examples=300, deadline=None)
@given(weeks(), moments)
def test_open_is_what_the_hours_of_that_day_say(text: str, moment: datetime) -> None:
    answer = hours.opening(text, moment)
    assert answer.open == plainly_open(text, moment)
    assert answer == hours.opening(text, moment.astimezone(UTC))
    assert ("现在开着" in answer.text) == answer.open
    assert answer.opens_at is None or not answer.open


@settings(max_examples=300, deadline=None)
@given(weeks(), moments)
def test_closing_and_opening_times_are_the_first_minute_of_the_change(text: str, moment: datetime) -> None:
    answer = hours.opening(text, moment)
    change = answer.closes_at or answer.opens_at
    if change is None:
        return
    assert change > moment
    assert plainly_open(text, change - MINUTE) == answer.open
    assert plainly_open(text, change) != answer.open
    step = (change - moment) / 50
    assert all(plainly_open(text, moment + step * n) == answer.open for n in range(50))
