"""The fixtures themselves: each test module gets real servers, a database of its own and a clock that moves."""

from __future__ import annotations

from datetime import timedelta

from core import cache, clock, tables
from local.clock import Clock
from local.instance import TEST_DAY, Instance


async def test_a_module_has_a_migrated_database_of_its_own(database: Instance) -> None:
    (row,) = await tables.sql("SELECT current_database() AS name, current_setting('server_version_num')::int AS version")
    assert row["name"] == database.name
    assert row["version"] >= 180000
    names = await tables.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert {"alembic_version"} < {row["tablename"] for row in names}


async def test_the_cache_answers_and_is_empty(database: Instance) -> None:
    assert await cache.redis().dbsize() == 0


def test_the_clock_begins_on_the_test_day_and_moves(instance: Instance) -> None:
    mover = Clock(instance.clock_file)
    assert abs(clock.now() - TEST_DAY) < timedelta(minutes=5)
    mover.move(timedelta(days=3))
    assert abs(clock.now() - TEST_DAY - timedelta(days=3)) < timedelta(minutes=5)
    mover.set(TEST_DAY)
    assert clock.today() == clock.local(TEST_DAY).date()
