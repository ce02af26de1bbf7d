"""The working-day calendar against the cases worked out by hand from the notices."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import pause, read, workdays
from core.clock import SHANGHAI

DAYS = st.dates(date(2025, 6, 1), date(2028, 6, 30))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-04-30", 20, "2026-06-01"),
        ("2026-09-19", 1, "2026-09-20"),
        ("2026-10-01", 1, "2026-10-08"),
        ("2026-12-30", 5, "2027-01-07"),
        ("2027-02-04", 5, "2027-02-17"),
        ("2026-12-31", -15, "2026-12-10"),
        ("2026-12-31", -30, "2026-11-19"),
        ("2026-12-31", -90, "2026-08-21"),
    ],
)
def test_a_limit_in_working_days_ends_on_the_day_worked_out_by_hand(start: str, days: int, due: str) -> None:
    assert workdays().shift(date.fromisoformat(start), days) == date.fromisoformat(due)


def test_a_made_up_saturday_is_a_working_day_and_a_holiday_monday_is_not() -> None:
    assert workdays().is_workday(date(2026, 10, 10))
    assert not workdays().is_workday(date(2026, 10, 5))


def test_2026_is_official_and_a_span_reaching_into_2027_is_provisional() -> None:
    assert workdays().is_official(date(2026, 1, 1), date(2026, 12, 31))
    assert not workdays().is_official(date(2026, 12, 30), date(2027, 1, 7))
    assert not workdays().is_official(date(2031, 1, 6), date(2031, 1, 6))


def test_beyond_the_table_the_weekend_decides() -> None:
    assert workdays().is_workday(date(2031, 1, 6))
    assert not workdays().is_workday(date(2031, 1, 4))
    assert workdays().shift(date(2031, 1, 3), 1) == date(2031, 1, 6)


def test_an_application_after_office_hours_counts_from_the_next_working_day() -> None:
    calendar = workdays()
    assert calendar.received_on(datetime(2026, 9, 30, 16, 59, tzinfo=SHANGHAI)) == date(2026, 9, 30)
    assert calendar.received_on(datetime(2026, 9, 30, 17, 0, tzinfo=SHANGHAI)) == date(2026, 10, 8)


def test_a_clock_that_was_stopped_twice_ends_later_by_both_pauses() -> None:
    stopped = pause(date(2026, 11, 3), date(2026, 11, 4)) | pause(date(2026, 11, 6), date(2026, 11, 9))
    assert workdays().shift(date(2026, 11, 2), 5) == date(2026, 11, 9)
    assert workdays().shift(date(2026, 11, 2), 5, stopped) == date(2026, 11, 13)


def test_a_new_notice_moves_a_due_date_that_was_provisional() -> None:
    notice = {"date": "2027-01-04", "is_workday": "0", "name": "元旦", "status": "official"}
    assert workdays().shift(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert read([notice]).shift(date(2027, 1, 3), 1) == date(2027, 1, 5)


def test_a_table_with_an_unknown_status_is_refused() -> None:
    with pytest.raises(ValueError, match="2027-01-04"):
        read([{"date": "2027-01-04", "is_workday": "yes", "name": "", "status": "official"}])


@given(DAYS, st.integers(1, 200))
def test_counting_undoes_shifting(start: date, days: int) -> None:
    assert workdays().count(start, workdays().shift(start, days)) == days


@given(DAYS, st.integers(1, 100))
def test_a_shift_ends_on_a_working_day_and_more_days_end_later(start: date, days: int) -> None:
    calendar = workdays()
    assert calendar.is_workday(calendar.shift(start, days))
    assert calendar.shift(start, days + 1) > calendar.shift(start, days) > start
    assert calendar.shift(start, -days - 1) < calendar.shift(start, -days) < start


@given(DAYS, st.integers(1, 100))
def test_backwards_undoes_forwards_from_a_working_day(start: date, days: int) -> None:
    calendar = workdays()
    first = calendar.shift(start, 1)
    assert calendar.shift(calendar.shift(first, days), -days) == first
    assert calendar.count(calendar.shift(first, -days), first) == days
