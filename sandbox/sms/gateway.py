"""The network behind both gateways: approved texts, the limits of a number, what was accepted, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.journal import Event
from sandbox.outbound import queue
from sandbox.state import State, on
from sandbox.world import World

SIGN = "知办"
LIMITS = ((60, 1, "分钟"), (3600, 5, "小时"), (86400, 10, "天"))
LONGEST_VALUE = 35
# name → Alibaba's code, Tencent's id, the approved text
APPROVED = {
    "sign-in": ("SMS_400000001", "2400001", "验证码${code}，5 分钟内有效。工作人员不会向您索要验证码，请勿告诉他人。"),
    "certificate-expiring": ("SMS_400000002", "2400002", "${certificate}办理截止${date}。${advice}"),
    "case-progress": ("SMS_400000003", "2400003", "您办理的${service}${state}。${advice}"),
    "certificate-changed": ("SMS_400000005", "2400005", "您的${certificate}${state}。${advice}"),
    "notice": ("SMS_400000004", "2400004", "${title}：${summary}请打开知办查看。拒收请回复TD。"),
}
_BUILT_IN = {code: (name, text) for name, (*codes, text) in APPROVED.items() for code in codes}
_FIELD = re.compile(r"\$\{([^}]*)\}|\{(\d+)\}")
_PHONE = re.compile(r"1[3-9]\d{9}")
# Numbers that stand for an end, as at GOV.UK Notify: (arrived, Alibaba's code, Tencent's code), or None for no report at all.
MAGIC: dict[str, tuple[bool, str, str] | None] = {
    "19900000002": (False, "MOBILE_NOT_ON_SERVICE", "UNDELIV"),
    "19900000003": (False, "MOBILE_TERMINAL_ERROR", "EXPIRED"),
    "19900000004": None,
}
_RECEIVED = (True, "DELIVERED", "DELIVRD")


class NotSent(Exception):
    """Why the gateway refuses: one of the words that each shape has its own code for."""

    def __init__(self, why: str, period: str = "") -> None:
        super().__init__(why)
        self.why, self.period = why, period


def template(world: World, code: str) -> tuple[str, str]:
    """Name and text of an approved template."""
    found = _BUILT_IN.get(code) or world.state.sms_templates.get(code)
    if found is None:
        raise NotSent("template")
    return found[0], found[1]


def fields(text: str) -> list[str]:
    """The names of a text's fields in their order, each once; Tencent's are numbers."""
    return list(dict.fromkeys(named or number for named, number in _FIELD.findall(text)))


def accept(world: World, code: str, phone: str, sign: str, *, params: Mapping[str, str], reference: str) -> Event:
    """Checks in the gateway's order, then journals. The same reference again is another message: there is no idempotency here."""
    name, text = template(world, code)
    if sign != SIGN:
        raise NotSent("sign")
    if not _PHONE.fullmatch(phone):
        raise NotSent("number")
    if any(field not in params for field in fields(text)):
        raise NotSent("params")
    if any(len(value) > LONGEST_VALUE for value in params.values()):
        raise NotSent("length")
    if period := _limit_reached(world, phone):
        raise NotSent("limit", period)
    return world.record(
        "sms.accepted",
        message_id=world.unique("sms-"),
        reference=reference,
        phone=phone,
        template=name,
        params=dict(params),
        text=f"【{SIGN}】{_FIELD.sub(lambda one: params[one[1] or one[2]], text)}",
    )


def report_later(world: World, event: Event, shape: str) -> None:
    """The carrier's report, a moment later; some numbers never bring one."""
    if event["phone"] in MAGIC and MAGIC[event["phone"]] is None:
        return
    queue(world, "smsreport", False, 0.3, shape=shape, message_id=event["message_id"], path="reports")


def outcome(phone: str) -> tuple[bool, str, str] | None:
    return MAGIC.get(phone, _RECEIVED)


def numbered(text: str, values: Sequence[str]) -> dict[str, str]:
    """Values by the fields of a text; too few or too many don't fit."""
    names = fields(text)
    if len(names) != len(values):
        raise NotSent("params")
    return dict(zip(names, values, strict=True))


def approve(world: World, prefix: str, name: str, text: str) -> str:
    """A text handed in for approval is approved at once; its code."""
    code = f"{prefix}{410000000 + len(world.state.sms_templates)}"
    world.record("sms.template", code=code, name=name, text=text)
    return code


def reply(world: World, phone: str, text: str) -> None:
    """Somebody answers a text message."""
    shape = world.state.sms_shape or "aliyun"
    event = world.record("sms.replied", phone=phone, text=text)
    queue(world, "smsreport", True, 0.1, shape=shape, path="replies", phone=phone, text=text, number=event["seq"], at=event["at"])


def _limit_reached(world: World, phone: str) -> str | None:
    """The period whose limit this number has used up; moving the demo clock forward frees it."""
    if not world.knob("sms_limits"):
        return None
    times, now = world.state.sms_times.get(phone, ()), world.clock.time()
    for seconds, most, name in LIMITS:
        if sum(0 <= now - at < seconds for at in times) >= most:
            return name
    return None


@on("sms.template")
def _approved(state: State, event: Event) -> None:
    state.sms_templates[event["code"]] = (event["name"], event["text"])


@on("sms.asked")
def _asked(state: State, event: Event) -> None:
    state.sms_shape = event["shape"]


@on("sms.accepted")
def _accepted(state: State, event: Event) -> None:
    kept = {name: event[name] for name in ("message_id", "phone", "at", "t", "text")}
    state.sms[event["message_id"]] = kept | {"reference": event.get("reference", "")}  # older lines have none
    state.sms_times[event["phone"]].append(event["t"])
    message: dict[str, Any] = {"id": event["seq"], "channel": "sms", "at": event["at"], "title": "短信", "text": event["text"]}
    message |= {"template": event["template"], "params": event["params"]}
    if "code" in event["params"]:
        message["code"] = event["params"]["code"]
    state.messages[event["phone"]].append(message)


@on("sms.replied")
def _replied(state: State, event: Event) -> None:
    message = {"id": event["seq"], "channel": "sms", "at": event["at"], "title": "我的回复", "text": event["text"], "own": True}
    state.messages[event["phone"]].append(message)
