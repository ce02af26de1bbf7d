"""Tables: the base of every model, uuid7 ids, the connection, transactions, and raw set-based SQL."""

from __future__ import annotations

import contextvars
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import asyncpg
from tortoise import Tortoise, fields
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionContextPooled
from tortoise.connection import get_connection
from tortoise.exceptions import DBConnectionError, IntegrityError, OperationalError, TransactionManagementError
from tortoise.indexes import Index
from tortoise.models import Model
from tortoise.transactions import in_transaction

from core import clock, gathering
from core.lending import Hand
from core.settings import settings

ROOMS = ("profile", "hall", "recommend", "push")
SLACK_S = 2
Then = Callable[[], Awaitable[None]]
_hand: Hand | None = None
_waiting: contextvars.ContextVar[list[Then] | None] = contextvars.ContextVar("after_commit", default=None)


def uuid7() -> UUID:
    """A time-ordered identifier (RFC 9562 §5.7): 48 bits of milliseconds, then 74 random bits."""
    stamp = time.time_ns() // 1_000_000
    tail = int.from_bytes(os.urandom(10), "big")
    high = (stamp << 16) | 0x7000 | (tail >> 68)
    low = (0b10 << 62) | (tail & ((1 << 62) - 1))
    return UUID(int=(high << 64) | low)


QueryFailed = OperationalError
# The server is going down, too busy, full, or in a deadlock: the same statement may well work in a moment. Tortoise does not wrap these.
PASSING: tuple[type[Exception], ...] = (
    asyncpg.QueryCanceledError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TransactionRollbackError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
)
AWAY: tuple[type[Exception], ...] = (
    *PASSING,
    DBConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.InterfaceError,
    ConnectionError,
    TimeoutError,
)


def is_passing(error: Exception) -> bool:
    """Whether a statement failed for a reason that passes, wrapped by Tortoise or not."""
    cause = error.__cause__ or (error.args[0] if error.args else None)
    return isinstance(error, PASSING) or (isinstance(error, OperationalError) and isinstance(cause, PASSING))


class Table(Model):
    """Every row has an unguessable, time-ordered id and knows when it was made."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        abstract = True


class Partial(Index):
    """An index over the rows that fulfil `where` alone (plain SQL). For a unique one: `UniqueConstraint(condition=…)`."""

    def __init__(self, *, fields: tuple[str, ...], name: str, where: str) -> None:
        super().__init__(fields=fields, name=name)
        self.extra = f" WHERE {where}"


def config() -> dict[str, Any]:
    """Tortoise's configuration: one app a room, one connection pool."""
    url = urlsplit(settings().database_url.get_secret_value())
    credentials = {
        "host": url.hostname,
        "port": url.port or 5432,
        "user": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "database": url.path.lstrip("/"),
        "minsize": 1,
        "maxsize": settings().database_pool,
        "timeout": 5,
        "reset": _no_reset,
        # The server ends a statement that takes too long; a server that says nothing at all is given up a moment later.
        "command_timeout": settings().database_seconds + SLACK_S,
        "server_settings": {"statement_timeout": f"{settings().database_seconds}s", "timezone": "UTC"},
    }
    engine = "tortoise.backends.asyncpg"
    apps = {room: {"models": [f"{room}.models"], "default_connection": "default"} for room in ROOMS}
    return {"connections": {"default": {"engine": engine, "credentials": credentials}}, "apps": apps, "use_tz": True}


async def _no_reset(_: object) -> None:
    """asyncpg resets a session each time it goes back to the pool; we leave none behind, so the round trip is saved."""


async def connect() -> None:
    """Opens the pool for this process's event loop."""
    await Tortoise.init(config=config(), _enable_global_fallback=True)


async def disconnect() -> None:
    global _hand
    await gathering.settled()
    if _hand is not None:
        await _hand.give_back()
        _hand = None
    await Tortoise.close_connections()


async def sql(query: str, *values: object) -> list[dict[str, Any]]:
    """Runs one statement with `$1…` parameters on the present transaction, or alone. Rows as dicts (jsonb as text)."""
    client = get_connection("default")
    if isinstance(client, TransactionWrapper) or not isinstance(client, AsyncpgDBClient) or client._pool is None:
        return await client.execute_query_dict(query, list(values))
    return [dict(row) for row in await _told(_of(client._pool).fetch(query, values))]


async def each(query: str, rows: Sequence[Sequence[object]]) -> list[asyncpg.Record]:
    """Runs one statement for each of `rows`, in one round trip and a transaction of their own; the first row of each one's answer."""
    return await _told(_of(get_connection("default")._pool).each(query, rows))


async def _told(rows: Awaitable[list[asyncpg.Record]]) -> list[asyncpg.Record]:
    """Failures as Tortoise tells them."""
    try:
        return await rows
    except (asyncpg.SyntaxOrAccessError, asyncpg.DataError) as error:
        raise OperationalError(error) from error
    except asyncpg.IntegrityConstraintViolationError as error:
        raise IntegrityError(error) from error


def _of(pool: asyncpg.Pool) -> Hand:
    """The hand of this pool; another loop has another pool."""
    global _hand
    if _hand is None or _hand.pool is not pool:
        _hand = Hand(pool)
    return _hand


class _Begun:
    """Tortoise's transaction, but one whose first word fails, since the server went down just then, leaves nothing behind: else its
    connection would stay outside of the pool for good, and the task inside of a transaction that never was."""

    def __init__(self) -> None:
        self.opened = in_transaction("default")

    async def __aenter__(self) -> None:
        try:
            await self.opened.__aenter__()
        except BaseException:
            if isinstance(self.opened, TransactionContextPooled) and hasattr(self.opened, "token"):
                with suppress(asyncpg.InterfaceError):  # it may have gone already
                    self.opened.client._connection.terminate()
                await self.opened.__aexit__(TransactionManagementError, None, None)  # by this name it gives back and rolls nothing back
            raise

    async def __aexit__(self, *error: Any) -> None:
        await self.opened.__aexit__(*error)


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """All or nothing. What `after_commit` was given inside runs once the outermost transaction has committed."""
    if _waiting.get() is not None:
        async with _Begun():
            yield
        return
    waiting: list[Then] = []
    mark = _waiting.set(waiting)
    try:
        async with _Begun():
            yield
    finally:
        _waiting.reset(mark)
    for then in waiting:
        await then()


async def after_commit(then: Then) -> None:
    """Runs `then` after the present transaction has committed, or at once when there is none."""
    waiting = _waiting.get()
    if waiting is None:
        await then()
    else:
        waiting.append(then)
