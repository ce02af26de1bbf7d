"""The one door to Redis (`aioredis`, today `redis.asyncio`): counters that limit, and what may be lost at any moment."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import time
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

from redis import asyncio as aioredis
from redis.exceptions import RedisError

from core import crypto
from core.errors import Unavailable
from core.settings import settings

AWAY: tuple[type[Exception], ...] = (RedisError,)
_COUNT = """local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return n"""
_UNCOUNT = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end"
PATIENCE_S, REST_S = 0.1, 5.0
_away_until = 0.0
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


async def recall(key: str) -> str | None:
    """What was remembered under a key; None when nothing is, or when Redis doesn't answer at once."""
    found = await _tried(lambda: redis().get(f"kept:{key}"))
    try:
        return crypto.unseal(base64.b64decode(found), f"cache:{key}") if isinstance(found, str) else None
    except (ValueError, crypto.SealBroken):
        return None


async def remember(key: str, text: str, seconds: int) -> None:
    """Keeps a text for so long, sealed. It may be gone at any moment: whoever asks for it must be able to do without."""
    sealed = base64.b64encode(crypto.seal(text, f"cache:{key}"))
    await _tried(lambda: redis().set(f"kept:{key}", sealed, ex=seconds))


async def _tried(ask: Callable[[], Awaitable[object]]) -> object:
    """Waits a tenth of a second at most, and after a failure asks nothing for five seconds: a lost cache must not be slower than none."""
    global _away_until
    if time.monotonic() < _away_until:
        return None
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await ask()
    except (RedisError, OSError):
        _away_until = time.monotonic() + REST_S
        return None


async def ready() -> None:
    """Raises when Redis doesn't answer."""
    await redis().ping()


async def close() -> None:
    client = _clients.pop(asyncio.get_running_loop(), None)
    if client is not None:
        await client.aclose()
