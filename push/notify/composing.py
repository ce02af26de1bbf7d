"""An operator's own message to one person or a few: looked at first, then accepted by the same verb as the API's."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from core.errors import Invalid, NotFound, TooMany
from push.notify import accepting, places, reading, senders
from push.notify.accepting import Asked
from push.notify.addresses import address, masked
from push.notify.errors import NotifyError
from push.notify.reading import LAST, Filters
from push.notify.senders import Key, Sending, Text

PAGE = 50
STATUS_TEXT = {
    "created": "等待发送",
    "sending": "发送中",
    "delivered": "已送达",
    "permanent-failure": "无法送达",
    "temporary-failure": "暂时无法送达",
    "technical-failure": "没有发出",
}


async def preview(sender_id: UUID, template_id: UUID, recipients: Sequence[str], values: Mapping[str, str]) -> dict[str, Any]:
    """`{subject, body, recipients: [masked]}`. Raises `Invalid` for a wrong recipient or a missing value."""
    _, text, to = await _looked_over(sender_id, template_id, recipients, values)
    shown = {"subject": places.fill(text.subject, values), "body": places.fill(text.body, values)}
    return shown | {"recipients": [masked(text.kind, one) for one in to]}


async def send(staff_id: UUID, sender_id: UUID, template_id: UUID, recipients: Sequence[str], values: Mapping[str, str]) -> None:
    """Accepts one message for each recipient, a number written twice once. Raises as `preview` does, or `TooMany`."""
    sender, text, to = await _looked_over(sender_id, template_id, recipients, values)
    who, occasion = Sending(sender, Key(staff_id, "normal", "")), f"console-{uuid4()}"
    made = [accepting.accept(who, Asked(text.kind, one, template_id, values, occasion)) for one in to]
    outcomes = await asyncio.gather(*made, return_exceptions=True)
    for error in (one for one in outcomes if isinstance(one, BaseException)):
        if isinstance(error, NotifyError) and error.status == 429:
            raise TooMany("sender.limit", "这个单位今天或这一分钟的发送上限已到，其余的没有发送。", 60)
        raise error


async def _looked_over(
    sender_id: UUID, template_id: UUID, recipients: Sequence[str], values: Mapping[str, str]
) -> tuple[senders.Sender, Text, list[str]]:
    sender = await senders.sender(sender_id)
    text = sender.templates.get(template_id) if sender else None
    if sender is None or text is None:
        raise NotFound("template.unknown", "没有找到这个模板，或者发送单位已停用。")
    if lacking := places.missing(f"{text.subject}\n{text.body}", values):
        raise Invalid("message.values", f"请填写：{'、'.join(lacking)}。", "values")
    if text.kind == "sms" and len(places.fill(text.body, values)) > places.LONGEST_SMS:
        raise Invalid("message.long", f"短信最多 {places.LONGEST_SMS} 字，请缩短。", "values")
    return sender, text, list(dict.fromkeys(_address(text.kind, one) for one in recipients))


def _address(kind: str, given: str) -> str:
    try:
        return address(kind, given)
    except NotifyError as error:
        what = "手机号" if kind == "sms" else "邮箱"
        raise Invalid("message.recipient", f"有一个{what}不正确：{masked(kind, given.strip())[:40]}", "recipients") from error


async def sent(sender_id: UUID, cursor: UUID | None = None, status: str | None = None) -> dict[str, Any]:
    """A page of what this sender has sent: `{items: [{id, type, status, status_text, recipient, …}], next_cursor}`."""
    filters = Filters([status] if status in STATUS_TEXT else [], before=cursor or LAST)
    found = await reading.page(sender_id, filters, PAGE + 1)
    page = found[:PAGE]
    return {"items": [_shown(one) for one in page], "next_cursor": str(page[-1].id) if len(found) > PAGE else None}


def _shown(one: reading.Notification) -> dict[str, Any]:
    return {
        "id": one.id,
        "type": one.channel,
        "status": one.status,
        "status_text": STATUS_TEXT[one.status],
        "recipient": masked(one.channel, one.to),
        "subject": one.subject,
        "body": one.body,
        "reference": one.reference,
        "note": one.note,
        "created_at": one.created_at,
        "completed_at": one.completed_at,
    }
