"""The demo's clock: forward out of the night, never back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.clock import SHANGHAI, Clock, is_night, waking


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("08:59", "09:30 +0"),
        ("09:00", "09:00 +0"),
        ("20:59", "20:59 +0"),
        ("21:00", "09:30 +1"),
        ("23:59", "09:30 +1"),
        ("00:00", "09:30 +0"),
    ],
)
def test_a_demo_that_starts_at_night_begins_at_the_next_half_past_nine(at: str, then: str) -> None:
    day = datetime(2026, 3, 10, tzinfo=SHANGHAI)
    moment = day.replace(hour=int(at[:2]), minute=int(at[3:]))
    clock, days = then.split(" +")
    expected = day.replace(hour=int(clock[:2]), minute=int(clock[3:])) + timedelta(days=int(days))
    assert waking(moment.astimezone(UTC)) == expected


def test_a_clock_that_runs_ahead_is_not_set_back(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    clock.set(datetime.now(UTC) + timedelta(days=30))
    clock.leave_the_night()
    assert clock.offset() >= timedelta(days=30).total_seconds() - 1
    assert not is_night(clock.now())


def test_nine_o_clock_is_never_rounded_into_the_night(tmp_path: Path) -> None:
    clock, nine = Clock(tmp_path / "clock"), datetime(2026, 3, 10, 1, tzinfo=UTC)
    for _ in range(200):
        clock.set(nine)
        assert not is_night(clock.now())
