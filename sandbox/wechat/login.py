"""Codes of wx.login and of the phone-number button, and what the server gets for them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Any

from sandbox.doors import Call
from sandbox.journal import Event
from sandbox.state import LOGINS_A_MINUTE, State, on
from sandbox.town import Person, unionid
from sandbox.wechat import grants, tokens
from sandbox.wechat.answers import WeChatError
from sandbox.world import World

CODE_SECONDS = 300


def new_code(world: World, user: str, purpose: str) -> str:
    """A one-use code for five minutes; `purpose` is login or phone, and one never serves as the other."""
    code = f"0{secrets.choice('abcdef')}{secrets.token_urlsafe(22)}"
    world.record("wechat.code", code=code, user=user, purpose=purpose)
    return code


async def session(call: Call) -> dict[str, Any]:
    """GET /sns/jscode2session: openid and session key for a login code."""
    query, world = call.request.query, call.world
    tokens.application(world, query.get("appid", ""), query.get("secret", ""))
    if query.get("grant_type") != "authorization_code":
        raise WeChatError(40002)
    code = query.get("js_code", "")
    if not code:
        raise WeChatError(41008)
    person = _user_of(world, code, "login")
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    world.record("wechat.session", code=code, user=person.user, openid=person.openid, session_key=key)
    grants.announce(world, person)
    await world.journal.durable()
    union = {"unionid": unionid(person)} if world.knob("unionid") else {}
    return {"session_key": key, "openid": person.openid} | union


async def phone_number(call: Call) -> dict[str, Any]:
    """POST /wxa/business/getuserphonenumber: the number of whoever pressed the button."""
    tokens.check(call)
    person = _user_of(call.world, call.text("code"), "phone")
    if call.text("openid") and call.text("openid") != person.openid:
        raise WeChatError(40029)
    if not person.phone:
        raise WeChatError(40029)
    call.world.record("wechat.phone", code=call.text("code"), user=person.user)
    await call.world.journal.durable()
    mark = {"timestamp": int(call.world.clock.time()), "appid": call.world.settings.app_id}
    number = {"phoneNumber": person.phone, "purePhoneNumber": person.phone, "countryCode": "86", "watermark": mark}
    return {"errcode": 0, "errmsg": "ok", "phone_info": number}


async def check_session(call: Call) -> dict[str, Any]:
    """GET /wxa/checksession: whether the server still holds the right session key."""
    tokens.check(call)
    query = call.request.query
    key = call.world.state.sessions.get(query.get("openid", ""))
    if key is None:
        raise WeChatError(40003)
    if query.get("sig_method") != "hmac_sha256":
        raise WeChatError(40097)
    if not hmac.compare_digest(signature(key), query.get("signature", "")):
        raise WeChatError(87009)
    return {"errcode": 0, "errmsg": "ok"}


def signature(session_key: str) -> str:
    """The proof of a session key: HMAC-SHA256 of nothing, keyed with the key's text."""
    return hmac.new(session_key.encode(), b"", hashlib.sha256).hexdigest()


def _user_of(world: World, code: str, purpose: str) -> Person:
    if code.startswith(("code-", "phone-")):
        return _magic(world, code, "login" if code.startswith("code-") else "phone", purpose)
    known = world.state.codes.get(code)
    if known is None or known["purpose"] != purpose:
        raise WeChatError(40029)
    if known["used"]:
        raise WeChatError(40163)
    if world.clock.time() - known["t"] > CODE_SECONDS:
        raise WeChatError(40029)
    _not_too_often(world, known["user"])
    return _known(world, known["user"])


def _magic(world: World, code: str, kind: str, purpose: str) -> Person:
    """Codes that need no phone: `code-ok-<user>`, `code-used`, `code-expired`, `code-risk`, and `phone-…` alike."""
    what = code.split("-", 1)[1]
    if kind != purpose:
        raise WeChatError(40029)
    if what.startswith("ok-") and len(what) > 3:
        return _known(world, what[3:])
    raise WeChatError({"used": 40163, "risk": 40226}.get(what, 40029))


def _known(world: World, user: str) -> Person:
    return world.person(user) or world.guest(user)


def _not_too_often(world: World, user: str) -> None:
    recent = list(world.state.logins.get(user, ()))
    if len(recent) == LOGINS_A_MINUTE and world.clock.time() - recent[0] < 60:
        raise WeChatError(45011)


@on("wechat.code")
def _made(state: State, event: Event) -> None:
    _forget_old(state.codes, event["t"])
    state.codes[event["code"]] = {k: event[k] for k in ("user", "purpose", "t")} | {"used": False}


def _forget_old(codes: dict[str, dict[str, Any]], now: float) -> None:
    while codes and now - next(iter(codes.values()))["t"] > 3600:
        del codes[next(iter(codes))]


@on("wechat.session")
def _opened(state: State, event: Event) -> None:
    if event["code"] in state.codes:
        state.codes[event["code"]]["used"] = True
    state.logins[event["user"]].append(event["t"])
    state.sessions[event["openid"]] = event["session_key"]


@on("wechat.phone")
def _told(state: State, event: Event) -> None:
    if event["code"] in state.codes:
        state.codes[event["code"]]["used"] = True
