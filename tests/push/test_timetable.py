"""Beat's timetable: a task that nobody would start, or that nobody knows, stops the start in one sentence."""

from __future__ import annotations

import pytest

from push.timetable import WrongTimetable, schedule


def test_every_run_expires_with_the_next():
    made = schedule({"push.sweep": 30}, {"push.sweep"}, {"push.sweep": 30})
    assert made == {"push.sweep": {"task": "push.sweep", "schedule": 30, "options": {"expires": 30}}}


def test_a_periodic_task_that_is_missing_stops_the_start():
    with pytest.raises(WrongTimetable, match=r"missing from push/timetable\.py: push\.sweep"):
        schedule({}, {"push.sweep"}, {"push.sweep": 30})


def test_a_name_that_nobody_registers_stops_the_start():
    with pytest.raises(WrongTimetable, match=r"no room registers: push\.swepe"):
        schedule({"push.swepe": 30}, {"push.sweep"}, {})
