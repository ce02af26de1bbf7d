"""What happens to every request before a door sees it: an id, a size limit, safe headers, a log line, a figure."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from secrets import token_hex

from fastapi import HTTPException
from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.bodies import Body
from api.locks import route_of
from api.outcomes import Settling
from api.problems import broken, http, problem, too_large
from core import failpoints, log, storage
from core.settings import settings

LARGEST_BODY = 1 << 20
# Where files are posted to us and not to the store: 5 MB and what wraps them.
LARGER_BODIES = {"/api/v1/operator/imports": (5 << 20) + (16 << 10)}
TOOK = Histogram("zhiban_request_seconds", "Time a request took", ["method", "route", "status"])
METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"})
Given = Mapping[bytes, bytes]
GOOD_ID = re.compile(rb"[A-Za-z0-9-]{8,64}")


def security_headers() -> dict[str, str]:
    """Sent with every answer, errors included. The object store is the one other origin a page talks to: files go there directly."""
    store = storage.public_endpoint()
    policy = (
        f"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: {store}; "
        f"connect-src 'self' {store}; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
        "Strict-Transport-Security": "max-age=63072000",
    }


class Entrance:
    """The outermost layer of the API."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = [(name.lower().encode(), value.encode()) for name, value in security_headers().items()]
        self.seconds = settings().request_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = dict(reversed(scope["headers"]))  # of several by one name the first one counts
        _read_method(scope, given)
        told = _length(given)
        body = Body(receive, told, largest_body(scope))
        visit = _Visit(scope, Settling(scope, send).send, self.headers, body, given.get(b"x-request-id", b""))
        log.bind(visit.request_id)
        try:
            await self._admit(scope, told, body, visit)
        except Exception as error:
            if visit.status:
                raise
            answer = http if isinstance(error, HTTPException) else broken
            await (await answer(None, error))(scope, body.receive, visit.send)  # type: ignore[arg-type]
        finally:
            visit.record()

    async def _admit(self, scope: Scope, told: int | None, body: Body, visit: _Visit) -> None:
        if (told or 0) > largest_body(scope):
            await too_large()(scope, body.receive, visit.send)
        elif b"%00" in scope["raw_path"] + scope["query_string"]:
            await problem(400, "request.unreadable", "地址里有无法识别的字符。")(scope, body.receive, visit.send)
        else:
            # Whatever store or neighbour has fallen silent: people get a sentence, and nobody waits for ever.
            async with asyncio.timeout(self.seconds):
                await self.app(scope, body.receive, visit.send)


def _read_method(scope: Scope, given: Given) -> None:
    """The mini-program's `wx.request` knows no PATCH, so it posts and says so; nothing else can be turned into anything else."""
    if scope["method"] == "POST" and given.get(b"x-http-method-override") == b"PATCH":
        scope["method"] = "PATCH"


def largest_body(scope: Scope) -> int:
    """How many bytes this address takes."""
    return LARGER_BODIES.get(scope["path"], LARGEST_BODY)


def _length(given: Given) -> int | None:
    """How many bytes the request says it brings; None when they come in pieces. Nonsense is more than anybody takes."""
    if given.get(b"transfer-encoding"):
        return None
    told = given.get(b"content-length") or b"0"
    return int(told) if told.isdigit() and len(told) <= 9 else 10**9


class _Visit:
    """One request on its way through."""

    def __init__(self, scope: Scope, send: Send, headers: list[tuple[bytes, bytes]], body: Body, named: bytes) -> None:
        self.request_id = named.decode() if GOOD_ID.fullmatch(named) else token_hex(16)
        self.scope, self._send, self._headers, self._body = scope, send, headers, body
        self.status = 0
        self.began = time.perf_counter()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            failpoints.reach("answer", self.request_id)
            given = dict(message["headers"])
            added = [pair for pair in self._headers if pair[0] not in given]
            added.append((b"x-request-id", self.request_id.encode()))
            if b"cache-control" not in given and self.scope["path"].startswith("/api/"):
                added.append((b"cache-control", b"no-store"))
            if not await self._body.is_read():
                added.append((b"connection", b"close"))
            self.status = message["status"]
            message["headers"] = [*message["headers"], *added]
        await self._send(message)

    def record(self) -> None:
        route = route_of(self.scope)
        took = time.perf_counter() - self.began
        method = self.scope["method"] if self.scope["method"] in METHODS else "other"
        TOOK.labels(method, route, str(self.status)).observe(took)
        if route != "/healthz" or settings().log_level == "DEBUG":
            log.get("api").info("request", method=method, route=route, status=self.status, ms=round(took * 1000, 1))
