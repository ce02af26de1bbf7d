"""The SMS gateway: signed requests, one delivery a client id, and the limits a number has at Alibaba Cloud."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Any

from aiohttp import web

from sandbox.doors import Call, Refused, plain
from sandbox.journal import Event
from sandbox.state import State, on
from sandbox.world import World

LIMITS = ((60, 1, "分钟"), (3600, 5, "小时"), (86400, 10, "天"))
TEXTS = {
    "sign-in": "验证码 {code}，5 分钟内有效。工作人员不会向您索要验证码，请勿告诉他人。",
    "certificate-expiring": "{certificate}将于{date}到期，{advice}",
    "certificate-changed": "您的{certificate}{state}。{advice}",
    "case-progress": "您办理的{service}{state}。{advice}",
}
_PHONE = re.compile(r"1[3-9]\d{9}")
_OLDEST = 300


def add(app: web.Application) -> None:
    app.router.add_post("/sms/v1/messages", plain("sms", send, _authorise))


async def send(call: Call) -> dict[str, Any]:
    """`{"code":"OK","message_id"}`, or a code of the gateway's family with status 200 as the real one answers."""
    client_id, phone, template = call.text("client_id"), call.text("phone"), call.text("template")
    params = call.body.get("params", {})
    if not client_id or not template or not isinstance(params, dict):
        return _refusal("isv.INVALID_PARAMETERS", "client_id, template and params are required")
    if not _PHONE.fullmatch(phone):
        return _refusal("isv.MOBILE_NUMBER_ILLEGAL", "invalid mobile number")
    sent = call.world.state.sms.get(client_id)
    if sent is None:
        reached = _limit_reached(call.world, phone)
        if reached:
            return _refusal("isv.BUSINESS_LIMIT_CONTROL", f"触发{reached}级流控")
        sent = _accept(call.world, client_id, phone, template, params)
    await call.world.journal.durable()
    return {"code": "OK", "message_id": sent["message_id"]}


def _accept(world: World, client_id: str, phone: str, template: str, params: dict[str, Any]) -> Event:
    clean = {name: str(value) for name, value in params.items()}
    return world.record(
        "sms.accepted",
        client_id=client_id,
        message_id=world.unique("sms-"),
        phone=phone,
        template=template,
        params=clean,
        text=f"【知办】{_text(template, clean)}",
    )


def _text(template: str, params: dict[str, str]) -> str:
    try:
        return TEXTS[template].format_map(params)
    except KeyError:
        return "，".join(params.values())


def _limit_reached(world: World, phone: str) -> str | None:
    """The period whose limit this number has used up; moving the demo clock forward frees it."""
    if not world.knob("sms_limits"):
        return None
    times, now = world.state.sms_times.get(phone, ()), world.clock.time()
    for seconds, most, name in LIMITS:
        if sum(0 <= now - at < seconds for at in times) >= most:
            return name
    return None


def _refusal(code: str, message: str) -> dict[str, Any]:
    return {"code": code, "message": message}


def _authorise(call: Call) -> None:
    own, headers = call.world.settings, call.request.headers
    stamp = headers.get("X-Timestamp", "")
    expected = hmac.new(own.sms_secret.encode(), stamp.encode() + b"." + call.raw, hashlib.sha256).hexdigest()
    given = headers.get("X-Signature", "")
    if headers.get("X-Key") != own.sms_key or not hmac.compare_digest(expected.encode(), given.encode()):
        raise Refused(403, code="SignatureDoesNotMatch", message="the signature does not fit")
    if not stamp.isdigit() or abs(call.world.clock.time() - int(stamp)) > _OLDEST:
        raise Refused(403, code="InvalidTimeStamp.Expired", message="the timestamp is too old or too new")


@on("sms.accepted")
def _accepted(state: State, event: Event) -> None:
    state.sms[event["client_id"]] = {"message_id": event["message_id"]}
    state.sms_times[event["phone"]].append(event["t"])
    message = {"id": event["seq"], "channel": "sms", "at": event["at"], "title": "短信", "text": event["text"]}
    message |= {"template": event["template"], "params": event["params"]}
    if "code" in event["params"]:
        message["code"] = event["params"]["code"]
    state.messages[event["phone"]].append(message)
