"""What the house promises of its tables and tasks."""

from __future__ import annotations

import pytest

from core import queue
from core.schema import metadata
from core.tables import ROOMS

STAIR = {room: step for step, room in enumerate(ROOMS)}


def _room(table: str) -> str:
    return table.split("_", 1)[0]


def test_every_foreign_key_points_down_the_stair_or_stays_in_its_room() -> None:
    for table in metadata().tables.values():
        for key in table.foreign_keys:
            assert STAIR[_room(key.column.table.name)] <= STAIR[_room(table.name)], f"{table.name} → {key.column.table.name}"


def test_every_foreign_key_can_be_followed_backwards_by_an_index() -> None:
    for table in metadata().tables.values():
        led = {next(iter(index.columns)).name for index in table.indexes if index.columns}
        led |= {next(iter(one.columns)).name for one in table.constraints if getattr(one, "columns", None)}
        for key in table.foreign_keys:
            assert key.parent.name in led, f"{table.name}.{key.parent.name} has no index"


def test_every_task_goes_to_a_queue_that_a_worker_serves(instance) -> None:
    from push.worker import app

    served = set(app.conf.task_queues)
    ours = [name for name in app.tasks if not name.startswith("celery.")]
    assert {"push.sweep", "hall.check_material", "profile.fetch_registry"} <= set(ours)
    for name in ours:
        assert name.partition(".")[0] in served & set(queue.QUEUES), name


def test_a_periodic_task_that_is_not_on_the_timetable_stops_the_start() -> None:
    from push.timetable import WrongTimetable, schedule

    with pytest.raises(WrongTimetable, match=r"room\.forgotten"):
        schedule({}, {"room.forgotten"}, {"room.forgotten": 5.0})
    with pytest.raises(WrongTimetable, match=r"room\.misspelt"):
        schedule({"room.misspelt": 5.0}, set(), {})
