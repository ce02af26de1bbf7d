"""Connections that stay at hand between single statements: to ask the pool and to give back, each time, costs more than a look-up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import asyncpg
from asyncpg.pool import PoolConnectionProxy

QUIET_S = 5.0
Rows = list[asyncpg.Record]


class Hand:
    """At most half of a pool. None stays here while others wait for one, nor once nothing was asked for some seconds."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.free: list[PoolConnectionProxy] = []
        self.most = pool.get_max_size() // 2
        self.used = False
        self.look: asyncio.TimerHandle | None = None

    async def fetch(self, query: str, values: Sequence[object]) -> Rows:
        """The rows of one statement, alone."""
        return await self._lent(lambda connection: connection.fetch(query, *values))

    async def each(self, query: str, rows: Sequence[Sequence[object]]) -> Rows:
        """One statement for each of `rows`, all or none of them: the first row of each answer."""
        return await self._lent(lambda connection: connection.fetchmany(query, rows))

    async def _lent(self, ask: Callable[[PoolConnectionProxy], Awaitable[Rows]]) -> Rows:
        """What failed or was cancelled leaves its connection to the pool's care."""
        connection = await self._taken()
        try:
            rows = await ask(connection)
        except BaseException:
            await self.pool.release(connection)
            raise
        self.used = True
        if self._stays(connection):
            self.free.append(connection)
            self.look = self.look or asyncio.get_running_loop().call_later(QUIET_S, self._looked)
        else:
            await self.pool.release(connection)
        return rows

    async def _taken(self) -> PoolConnectionProxy:
        while self.free:
            connection = self.free.pop()
            if _is_open(connection):
                return connection
            await self.pool.release(connection)
        return await self.pool.acquire()

    def _stays(self, connection: PoolConnectionProxy) -> bool:
        wanted = self.pool.get_size() == self.pool.get_max_size() and self.pool.get_idle_size() == 0
        return len(self.free) < self.most and not wanted and _is_open(connection)

    def _looked(self) -> None:
        self.look, was_used, self.used = None, self.used, False
        if was_used:
            self.look = asyncio.get_running_loop().call_later(QUIET_S, self._looked)
        else:
            self.returning = asyncio.get_running_loop().create_task(self.give_back())

    async def give_back(self) -> None:
        """All of them, to the pool."""
        if self.look:
            self.look.cancel()
            self.look = None
        while self.free:
            await self.pool.release(self.free.pop())


def _is_open(connection: PoolConnectionProxy) -> bool:
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:  # the server ended it, and the pool has taken it back by itself
        return False
