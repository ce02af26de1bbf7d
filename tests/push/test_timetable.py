"""Beat's timetable: a task that nobody would start, or that nobody knows, stops the start in one sentence."""

from __future__ import annotations

import subprocess
import sys

import pytest

from local.folder import ROOT
from local.instance import Instance
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


def test_beat_itself_refuses_to_start_with_one_sentence(instance: Instance):
    forgetful = "import push.timetable as t; del t.TIMETABLE['push.sweep']; import push.worker"
    done = subprocess.run([sys.executable, "-c", forgetful], cwd=ROOT, env=instance.env, capture_output=True, check=False, text=True)
    assert done.returncode == 1
    assert done.stderr.strip() == "refusing to start: periodic tasks missing from push/timetable.py: push.sweep"


def test_beat_starts_with_the_timetable_as_it_stands(instance: Instance):
    done = subprocess.run([sys.executable, "-c", "import push.worker"], cwd=ROOT, env=instance.env, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
