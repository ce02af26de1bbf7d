"""The one door to Redis (`aioredis`, today `redis.asyncio`): counters that limit, which may be lost at any moment."""

from __future__ import annotations

import asyncio
import contextlib
from weakref import WeakKeyDictionary

from redis import asyncio as aioredis
from redis.exceptions import RedisError

from core.errors import Unavailable
from core.settings import settings

AWAY: tuple[type[Exception], ...] = (RedisError,)
_COUNT = """local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return n"""
_UNCOUNT = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end"
_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, aioredis.Redis] = WeakKeyDictionary()


def redis() -> aioredis.Redis:
    """The client of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _clients:
        url = settings().redis_url.get_secret_value()
        _clients[loop] = aioredis.from_url(url, decode_responses=True, socket_timeout=2, socket_connect_timeout=2)  # type: ignore[no-untyped-call]
    return _clients[loop]


async def allow(key: str, limit: int, window_s: int) -> bool:
    """Counts one use of `key`; False once more than `limit` fell into the window.

    Fails closed: without its counters the house admits nobody to a guarded door (`Unavailable`).
    """
    try:
        used = await redis().eval(_COUNT, 1, f"allow:{key}", str(window_s))  # type: ignore[misc]
    except (RedisError, OSError) as error:
        raise Unavailable("store.cache_unavailable", "系统正忙，请过几秒再试一次。") from error
    return int(used) <= limit


async def give_back(key: str) -> None:
    """Takes back one use that `allow` counted, where the house itself could not do what was asked. Lost counters stay lost."""
    with contextlib.suppress(RedisError, OSError):
        await redis().eval(_UNCOUNT, 1, f"allow:{key}")  # type: ignore[misc]


async def ready() -> None:
    """Raises when Redis doesn't answer."""
    await redis().ping()


async def close() -> None:
    client = _clients.pop(asyncio.get_running_loop(), None)
    if client is not None:
        await client.aclose()
