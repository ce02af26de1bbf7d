"""Every call that leaves the house goes through here: one pooled client, short time, small answers, no redirects."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import aiohttp
import orjson
from prometheus_client import Histogram
from yarl import URL

from core import log

SECONDS = 5
LARGEST_ANSWER = 1 << 20
TOOK = Histogram("zhiban_outside_seconds", "Time an outside system took to answer", ["system"])
_sessions: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.ClientSession] = WeakKeyDictionary()


class Unreached(Exception):
    """No connection came about: the other side has seen nothing."""


class Doubtful(Exception):
    """The request may have arrived, its answer did not: nobody knows whether the other side acted."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    def json(self) -> Any:
        """The body as JSON; `Doubtful` when it is none, since providers' answers are not trusted."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise Doubtful("the answer is no JSON") from error


def _session() -> aiohttp.ClientSession:
    loop = asyncio.get_running_loop()
    if loop not in _sessions or _sessions[loop].closed:
        timeout = aiohttp.ClientTimeout(total=SECONDS, connect=2)
        connector, jar = aiohttp.TCPConnector(limit=64), aiohttp.DummyCookieJar()  # no system outside knows us by a cookie
        _sessions[loop] = aiohttp.ClientSession(timeout=timeout, connector=connector, cookie_jar=jar, trust_env=False)
    return _sessions[loop]


async def call(
    system: str,
    method: str,
    url: str | URL,
    *,
    body: bytes = b"",
    params: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """One HTTP exchange. Raises `Unreached` or `Doubtful`; a 5xx is doubtful too. `system` names it in the metrics."""
    sent = {"Content-Type": "application/json", "X-Request-Id": log.request_id(), **(headers or {})}
    began = time.perf_counter()
    try:
        async with _session().request(method, url, data=body or None, params=params, headers=sent, allow_redirects=False) as response:
            answer = Answer(response.status, await _read(response, system))
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise Unreached(system) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Doubtful(system) from error
    finally:
        _took(system).observe(time.perf_counter() - began)
    if answer.status >= 500:
        raise Doubtful(f"{system}: {answer.status}")
    return answer


@lru_cache(maxsize=64)
def _took(system: str) -> Histogram:
    return TOOK.labels(system)


async def _read(response: aiohttp.ClientResponse, system: str) -> bytes:
    """The whole body, at most `LARGEST_ANSWER` of it: read at once where the other side says that it is short, else piece by piece."""
    if response.content_length is not None and response.content_length <= LARGEST_ANSWER and "Content-Encoding" not in response.headers:
        return await response.read()
    body = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise Doubtful(f"{system}: the answer is too large")
    return bytes(body)


async def close() -> None:
    session = _sessions.pop(asyncio.get_running_loop(), None)
    if session is not None:
        await session.close()
