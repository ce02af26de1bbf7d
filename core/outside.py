"""Every call that leaves the house goes through here: one pooled client, short time, small answers, no redirects."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit
from weakref import WeakKeyDictionary

import orjson
from prometheus_client import Histogram

from core import log
from core.wire import Line, Torn

SECONDS, CONNECT_SECONDS = 5, 2
LARGEST_ANSWER = 1 << 20
TOOK = Histogram("zhiban_outside_seconds", "Time an outside system took to answer", ["system"])
_lines: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[str, str], Line]] = WeakKeyDictionary()


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


async def call(
    system: str,
    method: str,
    url: str,
    *,
    body: bytes = b"",
    params: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """One HTTP exchange. Raises `Unreached` or `Doubtful`; a 5xx is doubtful too. `system` names it in the metrics."""
    line, head = _place(method, url, params, headers)
    request = b"%b%d\r\n\r\n%b" % (head, len(body), body)
    began = time.perf_counter()
    try:
        answer = await _exchanged(system, line, request)
    finally:
        _took(system).observe(time.perf_counter() - began)
    if answer.status >= 500:
        raise Doubtful(f"{system}: {answer.status}")
    return answer


async def _exchanged(system: str, line: Line, request: bytes) -> Answer:
    """Until the request is on its way, nothing has happened; from then on only a whole answer tells what did."""
    ends, sent = time.monotonic() + SECONDS, False
    try:
        await line.enter(SECONDS)
    except TimeoutError as error:
        raise Unreached(system) from error
    try:
        wire = await line.wire(min(CONNECT_SECONDS, ends - time.monotonic()))
        sent = True
        answer = await wire.ask(request, LARGEST_ANSWER, ends - time.monotonic())
    except (Torn, OSError, TimeoutError) as error:
        raise (Doubtful if sent else Unreached)(system) from error
    finally:
        line.places.release()
    line.put_back(wire, answer)
    return Answer(answer.status, answer.body)


def _place(method: str, url: str, params: dict[str, str] | None, headers: dict[str, str] | None) -> tuple[Line, bytes]:
    """Whom to call, and what the request begins with, up to its length. Kept where nothing in it is this call's alone."""
    address, asked = _split(url), tuple(params.items()) if params else ()
    if headers:
        return _line(address), _head(method, url, asked, {"X-Request-Id": log.request_id(), **headers})
    return _line(address), _usual_head(method, url, asked, log.request_id())


@lru_cache(maxsize=64)
def _usual_head(method: str, url: str, asked: tuple[tuple[str, str], ...], request_id: str) -> bytes:
    """The same few, mostly: an access token lives for two hours."""
    return _head(method, url, asked, {"X-Request-Id": request_id})


def _head(method: str, url: str, asked: tuple[tuple[str, str], ...], headers: dict[str, str]) -> bytes:
    address = _split(url)
    query = "&".join(part for part in (address.query, urlencode(asked)) if part)
    target = (address.path or "/") + (f"?{query}" if query else "")
    given = {"Host": address.netloc.rpartition("@")[2], "Content-Type": "application/json", **headers}
    head = "\r\n".join([f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())])
    if head.count("\r") != len(given) or head.count("\n") != len(given) or " " in target:
        raise ValueError("an address or a header of a request holds what it may not")
    return f"{head}\r\nContent-Length: ".encode()


@lru_cache(maxsize=256)
def _split(url: str) -> SplitResult:
    return urlsplit(url)


def _line(address: SplitResult) -> Line:
    known = _lines.setdefault(asyncio.get_running_loop(), {})
    place = (address.scheme, address.netloc)
    if place not in known:
        known[place] = Line(address)
    return known[place]


@lru_cache(maxsize=64)
def _took(system: str) -> Histogram:
    return TOOK.labels(system)


async def close() -> None:
    for line in _lines.pop(asyncio.get_running_loop(), {}).values():
        line.close()
