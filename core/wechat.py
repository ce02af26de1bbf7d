"""The one door to WeChat: wechatpy's API methods over our own client, subscribe messages, and callbacks opened safely."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import orjson
from wechatpy.client import WeChatClient

from core import cache, outside
from core.errors import Unavailable
from core.settings import settings

INVALID_TOKEN = {40001, 40014, 42001}
REFRESH_PAUSE = 30  # seconds WeChat asks for between two forced refreshes
ON_THE_ROAD = 2  # by which the way from our count to WeChat may differ between two
WeChatUnreached = outside.Unreached
WeChatUnknown = outside.Doubtful


class WeChatRefused(Exception):
    """WeChat answered no, with its own code: nothing was done."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message


@dataclass(frozen=True)
class WeChatSession:
    """What a login code is worth. The session key stays on the server."""

    openid: str
    session_key: str
    unionid: str | None


class _Client(WeChatClient):  # type: ignore[misc]
    """wechatpy's API classes return whatever `_request` returns, so an awaitable one makes all of them awaitable."""

    def __init__(self) -> None:
        super().__init__(settings().wechat_app_id, settings().wechat_app_secret.get_secret_value(), auto_retry=False)
        self._http.close()

    async def _request(
        self,
        method: str,
        url_or_endpoint: str,
        *,
        api_base_url: str | None = None,
        params: dict[str, str] | None = None,
        data: Any = None,
        result_processor: Any = None,
        **_: Any,
    ) -> Any:
        endpoint = url_or_endpoint.removeprefix("https://api.weixin.qq.com")
        result = await _exchange(method.upper(), "/" + endpoint.lstrip("/"), params or {}, data)
        return result_processor(result) if result_processor else result


@dataclass(frozen=True)
class Account:
    """One account at WeChat: the mini-program, or the official account beside it. Each has tokens and openids of its own."""

    app_id: str
    secret: str = field(repr=False)


def miniprogram() -> Account:
    return Account(settings().wechat_app_id, settings().wechat_app_secret.get_secret_value())


class _Token:
    """The stable token of this process and account: WeChat gives every asker the same one, so memory is store enough."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.value = ""
        self.good_until = 0.0
        self.forced_at = 0.0
        self.lock = asyncio.Lock()

    async def get(self, refused: str = "") -> str:
        """A token; with `refused`, one that differs from it if WeChat has another. One request at a time, callers wait."""
        if self._serves(refused):
            return self.value
        async with self.lock:
            if self._serves(refused):
                return self.value
            answer = await self._ask(force=False)
            if answer["access_token"] == refused and await self._may_force():
                answer = await self._ask(force=True)
            self.value = str(answer["access_token"])
            self.good_until = time.monotonic() + float(answer["expires_in"]) - 300
            return self.value

    def _serves(self, refused: str) -> bool:
        return bool(self.value) and self.value != refused and time.monotonic() < self.good_until

    async def _may_force(self) -> bool:
        """One process in thirty seconds, which is counted where all can see it; where nobody can, none."""
        if time.monotonic() - self.forced_at <= REFRESH_PAUSE:
            return False
        try:
            first = await cache.allow(f"wechat-token:{self.account.app_id}", 1, REFRESH_PAUSE + ON_THE_ROAD)
        except Unavailable:
            return False
        self.forced_at = time.monotonic() if first else self.forced_at
        return first

    async def _ask(self, *, force: bool) -> dict[str, Any]:
        body = {
            "grant_type": "client_credential",
            "appid": self.account.app_id,
            "secret": self.account.secret,
            "force_refresh": force,
        }
        try:
            return _checked(await _post("POST", "/cgi-bin/stable_token", {}, body))
        except WeChatUnknown as error:
            # Whatever became of the question for a token, the call it was for has not been made.
            raise WeChatUnreached("no token") from error


_tokens: dict[tuple[int, str], _Token] = {}


def _token(account: Account) -> _Token:
    place = (id(asyncio.get_running_loop()), account.app_id)
    if place not in _tokens:
        _tokens[place] = _Token(account)
    return _tokens[place]


async def _post(method: str, path: str, params: dict[str, str], data: Any) -> dict[str, Any]:
    body = b"" if data is None else orjson.dumps(data)
    answer = await outside.call("wechat", method, settings().wechat_base_url + path, params=params, body=body)
    result = answer.json()
    if not isinstance(result, dict):
        raise WeChatUnknown("the answer is no object")
    return result


def _checked(result: dict[str, Any]) -> dict[str, Any]:
    code = int(result.get("errcode") or 0)
    if code:
        raise WeChatRefused(code, str(result.get("errmsg", "")))
    return result


async def exchange(account: Account, method: str, path: str, params: dict[str, str], data: Any) -> dict[str, Any]:
    """One API call in the account's name; a refused token is renewed once, never in a loop. Raises as `send_subscribe` does."""
    if "secret" in params:
        return _checked(await _post(method, path, params, data))
    held = _token(account)
    token = await held.get()
    result = await _post(method, path, {**params, "access_token": token}, data)
    if int(result.get("errcode") or 0) in INVALID_TOKEN:
        token = await held.get(refused=token)
        result = await _post(method, path, {**params, "access_token": token}, data)
    return _checked(result)


async def _exchange(method: str, path: str, params: dict[str, str], data: Any) -> dict[str, Any]:
    return await exchange(miniprogram(), method, path, params, data)


async def code_to_session(code: str) -> WeChatSession:
    """Trades a login code, good once and for five minutes. Raises `WeChatRefused` (40029, 40163, 40226 …)."""
    result = await _Client().wxa.code_to_session(code)
    return WeChatSession(str(result["openid"]), str(result["session_key"]), result.get("unionid"))


async def phone_number(code: str, openid: str) -> str:
    """The number behind a getPhoneNumber code that was given to this openid, without country code."""
    result = await _exchange("POST", "/wxa/business/getuserphonenumber", {}, {"code": code, "openid": openid})
    return str(result["phone_info"]["purePhoneNumber"])


async def send_subscribe(openid: str, template: str, page: str, data: dict[str, str]) -> str | None:
    """Sends one subscribe message; WeChat's message id when it tells one.

    Raises `WeChatRefused` (definitely not sent), `WeChatUnreached` (nothing left the house), `WeChatUnknown` (doubtful:
    WeChat has no idempotency key, so a caller must not simply send again).
    """
    body = {
        "touser": openid,
        "template_id": template,
        "page": page,
        "lang": "zh_CN",
        "miniprogram_state": settings().wechat_miniprogram_state,
        "data": {keyword: {"value": value} for keyword, value in data.items()},
    }
    result = await _exchange("POST", "/cgi-bin/message/subscribe/send", {}, body)
    return str(result["msgid"]) if "msgid" in result else None


async def face_ask(sequence: str, name: str, number: str, openid: str) -> tuple[str, int]:
    """Opens a face check (v2): the handle for the client, and how many seconds it lives."""
    body = {"out_seq_no": sequence, "openid": openid, "cert_info": {"cert_type": "IDENTITY_CARD", "cert_name": name, "cert_no": number}}
    result = await _exchange("POST", "/cityservice/face/identify/getverifyid", {}, body)
    return str(result["verify_id"]), int(result["expires_in"])


async def face_result(verify_id: str, sequence: str, cert_hash: str, openid: str) -> int:
    """`verify_ret` of a face check, fetched by the server: 10000 alone is a pass, 10300 is not finished."""
    body = {"verify_id": verify_id, "out_seq_no": sequence, "cert_hash": cert_hash, "openid": openid}
    result = await _exchange("POST", "/cityservice/face/identify/queryverifyinfo", {}, body)
    return int(result.get("verify_ret", -1))
