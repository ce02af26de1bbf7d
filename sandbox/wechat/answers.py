"""WeChat's way of answering: always HTTP 200, an error number, a text and a request id."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from sandbox.doors import Call, door
from sandbox.faults import Fault

TEXTS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40014: "invalid access_token",
    40029: "invalid code",
    40037: "invalid template_id",
    40097: "invalid args",
    40125: "invalid appsecret",
    40163: "code been used",
    40164: "invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist",
    40226: "code blocked",
    40243: "appsecret has been frozen",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    41030: "invalid page",
    42001: "access_token expired",
    43002: "require POST method",
    43004: "require subscribe",
    43019: "user is in the blacklist",
    43117: "send to this user too frequent",
    43101: "user refuse to accept the msg",
    43107: "subscribe message capability is banned",
    43108: "concurrent sends to the same user",
    44002: "empty post data",
    44990: "reach max second frequency limit",
    44991: "reach max minute frequency limit",
    44993: "reach max day frequency limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45168: "sensitive word in the message",
    47001: "data format error",
    48001: "api unauthorized",
    48006: "forbid to clear quota because of reaching the limit",
    50004: "account is banned",
    50007: "user limited",
    89503: "this call needs the administrator's confirmation of the ip",
    87009: "invalid signature",
}


class WeChatError(Exception):
    """A definite refusal with WeChat's number; the text is the usual one unless told."""

    def __init__(self, code: int, text: str | None = None) -> None:
        super().__init__(code, text)
        self.code, self.text = code, text or TEXTS.get(code, "error")


def error(code: int, text: str | None = None) -> web.Response:
    """The error body, with a request id of three groups of eight hex digits."""
    rid = "-".join(secrets.token_hex(4) for _ in range(3))
    return answer({"errcode": code, "errmsg": f"{text or TEXTS.get(code, 'error')} rid: {rid}"})


def answer(body: Any) -> web.Response:
    """A success body under WeChat's odd content type."""
    return web.Response(body=orjson.dumps(body), headers={"Content-Type": "application/json; encoding=utf-8"})


Handler = Callable[[Call], Awaitable[dict[str, Any]]]


def wechat(target: str, handler: Handler, post: bool = True) -> Callable[[web.Request], Any]:
    """A door in WeChat's manner; `post` asks for the method and a JSON object in the body."""

    async def work(call: Call) -> web.Response:
        try:
            if post:
                call.body = _posted(call)
            return answer(await handler(call))
        except WeChatError as refusal:
            return error(refusal.code, refusal.text)

    return door(target, work, _busy)


def _posted(call: Call) -> dict[str, Any]:
    if call.request.method != "POST":
        raise WeChatError(43002)
    if not call.raw.strip():
        raise WeChatError(44002)
    try:
        body = orjson.loads(call.raw)
    except ValueError:
        raise WeChatError(47001) from None
    if not isinstance(body, dict):
        raise WeChatError(47001)
    return body


def _busy(fault: Fault) -> web.Response:
    if fault.kind == "unavailable":
        return web.Response(status=503, text="service unavailable")
    return error(fault.code if fault.code is not None else -1)
