"""The one door to the SMS gateway; the settings say which: Alibaba Cloud or Tencent Cloud. Neither knows an idempotency key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core import outside
from core.settings import settings
from core.sms import aliyun, tencent
from core.sms.shape import Report, SmsRefused

__all__ = ["Report", "SmsRefused", "SmsUnknown", "SmsUnreached", "ask", "read_replies", "read_reports", "register", "send"]

SmsUnreached = outside.Unreached
SmsUnknown = outside.Doubtful
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)


@dataclass(frozen=True)
class Reply:
    """What a person texted back."""

    id: str
    phone: str
    text: str


class Gateway(Protocol):
    """One gateway's shape of the same things."""

    async def send(self, reference: str, phone: str, code: str, params: Mapping[str, str]) -> str:
        """Hands one message over; the gateway's message id."""

    async def ask(self, phone: str, since: datetime) -> list[Report]:
        """What the gateway knows of messages to this number since then."""

    async def register(self, name: str, text: str) -> str:
        """Hands a text in for approval; the code that sends it."""


def _gateway() -> Gateway:
    return aliyun if settings().sms_provider == "aliyun" else tencent


def _code(template: str) -> str:
    """The gateway's code of one of our own templates; a code stays itself."""
    return settings().sms_templates.get(template, template)


async def send(reference: str, phone: str, template: str, params: Mapping[str, str]) -> str:
    """Hands one message over; the gateway's message id. `reference` comes back in its reports.

    Raises `SmsRefused` (definitely not sent), `SmsUnreached` (nothing left the house), `SmsUnknown` (doubtful: a second call would
    be a second message, so only a report or `ask` settles it).
    """
    try:
        return await _gateway().send(reference, phone, _code(template), params)
    except UNREADABLE as error:
        raise SmsUnknown("the answer has not the shape of one") from error


async def ask(phone: str, since: datetime) -> list[Report]:
    """What became of the messages to this number, asked of the gateway itself. Raises like `send`."""
    try:
        return await _gateway().ask(phone, since)
    except UNREADABLE as error:
        raise SmsUnknown("the answer has not the shape of one") from error


async def register(name: str, text: str) -> str:
    """Hands a template's text (fields as `${name}`) in for the gateway's approval; the code to send it under."""
    return await _gateway().register(name, text)


def read_reports(pushed: object) -> list[Report]:
    """The delivery reports that the gateway pushes, as a list of either shape. Raises `ValueError` for anything else."""
    return [tencent.read_report(one) if "sid" in one else aliyun.read_report(one) for one in _objects(pushed)]


def read_replies(pushed: object) -> list[Reply]:
    """The messages that people texted back. Raises `ValueError` for anything that is none."""
    return [_reply(one) for one in _objects(pushed if isinstance(pushed, list) else [pushed])]


def _objects(pushed: object) -> list[dict[str, object]]:
    if not isinstance(pushed, list) or not all(isinstance(one, dict) for one in pushed) or len(pushed) > 500:
        raise ValueError("not a list of objects")
    return pushed


def _reply(one: dict[str, object]) -> Reply:
    """Alibaba: phone_number, content, send_time, sequence_id. Tencent: mobile, text, time, sign."""
    phone, text = one.get("phone_number") or one.get("mobile"), one.get("content", one.get("text"))
    if not isinstance(phone, str) or not isinstance(text, str):
        raise ValueError("a reply names its number and its text")
    mark = one.get("sequence_id") or f"{phone}:{one.get('send_time') or one.get('time')}:{text}"
    return Reply(str(mark), phone, text[:500])
