"""How a request becomes a call: body, faults before and after, and the shape of errors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import orjson
from aiohttp import web

from sandbox.faults import Fault, Faults
from sandbox.world import World

WORLD = web.AppKey("world", World)
FAULTS = web.AppKey("faults", Faults)
MAX_BODY = 1_000_000


@dataclass
class Call:
    """One request on its way: the world, the raw request and its body."""

    world: World
    request: web.Request
    raw: bytes = b""
    body: dict[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field of the body as text; anything else counts as absent."""
        value = self.body.get(name)
        return value if isinstance(value, str) else ""


class Refused(Exception):
    """An answer other than success: status and JSON body."""

    def __init__(self, status: int, **body: Any) -> None:
        super().__init__(body)
        self.status, self.body = status, body


class Silent(Exception):
    """The call has been done or not; either way nobody answers for `seconds`, then the line is cut."""

    def __init__(self, seconds: float = 30.0) -> None:
        super().__init__()
        self.seconds = seconds


Handler = Callable[[Call], Awaitable[Any]]
Outcome = Callable[[Call], Awaitable[web.Response]]


def door(target: str, work: Outcome, busy: Callable[[Fault], web.Response]) -> Callable[[web.Request], Any]:
    """An aiohttp handler around `work` in which the faults of `target` strike; `busy` words the refusals."""

    async def handle(request: web.Request) -> web.StreamResponse:
        fault = request.app[FAULTS].draw(target) if target else None
        call = Call(request.app[WORLD], request, await request.read())
        try:
            if fault and (struck := await _before(fault, busy)) is not None:
                return struck
            response = await work(call)
        except Silent as silent:
            return await _cut(request, silent.seconds)
        except OSError as error:
            return web.json_response({"message": f"the journal cannot be written: {error.strerror}"}, status=503)
        return await _after(fault, request, response) if fault else response

    return handle


async def _before(fault: Fault, busy: Callable[[Fault], web.Response]) -> web.Response | None:
    match fault.kind:
        case "slow":
            await asyncio.sleep(fault.seconds)
        case "hang":
            raise Silent(fault.seconds)
        case "torn":
            raise Silent(0)
        case "malformed":
            return web.Response(text='{"errcode":0,"err', content_type="application/json")
        case "html":
            return web.Response(text="<html><body><h1>502 Bad Gateway</h1></body></html>", content_type="text/html")
        case "empty":
            return web.Response(text="", content_type="application/json")
        case "timeout_after_accept" | "torn_after_accept" | "malformed_after_accept":
            pass
        case _:
            return busy(fault)
    return None


async def _after(fault: Fault, request: web.Request, response: web.Response) -> web.StreamResponse:
    if fault.kind == "timeout_after_accept":
        return await _cut(request, fault.seconds)
    if fault.kind == "torn_after_accept":
        return await _cut(request, 0)
    if fault.kind == "malformed_after_accept":
        half = (response.text or "")[: max(1, len(response.text or "") // 2)]
        return web.Response(text=half, content_type="application/json")
    return response


async def _cut(request: web.Request, seconds: float) -> web.StreamResponse:
    """Stay silent, then drop the connection without an answer."""
    await asyncio.sleep(seconds)
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def plain(target: str, handler: Handler, authorise: Callable[[Call], None] | None = None) -> Callable[[web.Request], Any]:
    """A door in ordinary JSON over HTTP: a JSON object in, a JSON object out, refusals by status."""

    async def work(call: Call) -> web.Response:
        try:
            if authorise:
                authorise(call)
            call.body = json_object(call.raw) if call.raw else {}
            answer = await handler(call)
        except Refused as refused:
            return reply(refused.body, refused.status)
        return answer if isinstance(answer, web.Response) else reply(answer)

    return door(target, work, _plain_busy)


def _plain_busy(fault: Fault) -> web.Response:
    body = {"code": "SYSTEM_BUSY", "message": "系统繁忙，请稍后再试"}
    return web.json_response(body, status=503, headers={"Retry-After": "2"})


def reply(body: Any, status: int = 200) -> web.Response:
    """A JSON answer that a person can read too."""
    return web.json_response(body, status=status, dumps=partial(json.dumps, ensure_ascii=False, default=str))


def json_object(raw: bytes) -> dict[str, Any]:
    """The body as a JSON object, or a 400 that says so."""
    try:
        body = orjson.loads(raw)
    except ValueError:
        raise Refused(400, code="BAD_JSON", message="the body is not JSON") from None
    if not isinstance(body, dict):
        raise Refused(400, code="BAD_JSON", message="the body is not a JSON object")
    return body


def bearer(call: Call, key: str) -> None:
    """Let pass who carries the key."""
    if call.request.headers.get("Authorization") != f"Bearer {key}":
        raise Refused(401, code="UNAUTHORISED", message="missing or wrong key")
