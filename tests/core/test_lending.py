"""Connections at hand: nobody waits for one that lies idle, and a broken one is never lent again."""

from __future__ import annotations

import asyncio
import os
import signal
import time

import pytest

from core import lending, tables
from core.settings import settings
from core.tables import QueryFailed, sql, transaction
from local.instance import Instance

WHO = "SELECT pg_backend_pid() AS pid"


def hand() -> lending.Hand:
    assert tables._hand is not None
    return tables._hand


async def who() -> int:
    return int((await sql(WHO))[0]["pid"])


async def test_one_after_the_other_uses_one_connection_and_forty_at_once_leave_half_of_the_pool_at_hand(database: Instance) -> None:
    assert len({await who() for _ in range(5)}) == 1
    found = await asyncio.gather(*(sql("SELECT $1::int AS n, pg_sleep(0.01)", n) for n in range(40)))
    assert [row[0]["n"] for row in found] == list(range(40))
    assert 1 <= len(hand().free) <= hand().most


async def test_transactions_get_every_connection_that_nobody_uses(database: Instance) -> None:
    together = asyncio.Barrier(hand().pool.get_max_size() - hand().most)

    async def hold() -> None:
        async with transaction():
            await together.wait()
            await sql("SELECT pg_sleep(0.05)")

    async with asyncio.timeout(5):
        await asyncio.gather(*(hold() for _ in range(together.parties)), *(who() for _ in range(40)))
        await asyncio.gather(*(hold() for _ in range(together.parties)), *(who() for _ in range(40)))


async def test_a_statement_given_up_or_refused_leaves_no_trace_on_the_next(database: Instance) -> None:
    for wrong, error in (("SELECT 1/0", QueryFailed), ("SELECT nothing", QueryFailed)):
        with pytest.raises(error):
            await sql(wrong)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(sql("SELECT pg_sleep(5)"), 0.05)
        assert await sql("SELECT 7 AS n") == [{"n": 7}]


async def test_a_connection_that_the_server_ended_is_not_lent_again(database: Instance) -> None:
    victim = await who()
    async with transaction():
        await sql("SELECT pg_terminate_backend($1)", victim)
    await asyncio.sleep(0.1)
    assert await who() != victim


async def test_a_transaction_that_could_not_begin_leaves_nothing_behind(database: Instance) -> None:
    for _ in range(settings().database_pool + 1):
        async with transaction():
            victim = await who()
        os.kill(victim, signal.SIGTERM)
        time.sleep(0.05)  # noqa: ASYNC251 (nothing may tell the pool before somebody takes the connection up)
        with pytest.raises(tables.AWAY):
            async with transaction():
                pass
        async with transaction():
            assert await who() != victim


async def test_in_the_quiet_they_go_back_to_the_pool_and_closing_waits_for_none(
    database: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lending, "QUIET_S", 0.05)
    await hand().give_back()
    await who()
    assert hand().free
    await asyncio.sleep(0.2)
    assert hand().free == []
    await who()
    async with asyncio.timeout(2):
        await tables.disconnect()
    await tables.connect()
    assert await sql("SELECT 7 AS n") == [{"n": 7}]
