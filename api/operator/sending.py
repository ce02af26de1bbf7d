"""The sending desk: who may send through the API, with which keys and templates; and an operator's own message to a few people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from api.locks import Operator
from api.shapes.sending import (
    Composed,
    Composition,
    MadeKey,
    NewKey,
    NewSender,
    NewTemplate,
    NoticeTemplate,
    NoticeTemplates,
    Sender,
    SenderChanges,
    SenderList,
    SentPage,
    given,
)
from push.notify import composing, desk, places, texts

router = APIRouter(prefix="/senders", tags=["发送台"])


@router.get("")
async def senders(who: Operator) -> SenderList:
    return SenderList.model_validate({"items": await desk.listed()})


@router.post("", status_code=201)
async def make(asked: NewSender, who: Operator) -> Sender:
    return await _sender(await desk.make(who.subject, asked.name, asked.daily_limit, asked.minute_limit))


@router.get("/{id}")
async def sender(id: UUID, who: Operator) -> Sender:
    return await _sender(id)


async def _sender(sender_id: UUID) -> Sender:
    return Sender.model_validate(await desk.one(sender_id))


@router.patch("/{id}")
async def change(id: UUID, asked: SenderChanges, who: Operator) -> Sender:
    await desk.change(who.subject, id, given(asked))
    return await _sender(id)


@router.post("/{id}/keys", status_code=201)
async def make_key(id: UUID, asked: NewKey, who: Operator) -> MadeKey:
    """The key is in this answer and nowhere else."""
    return MadeKey(key=await desk.make_key(who.subject, id, asked.name, asked.kind))


@router.delete("/{id}/keys/{key}", status_code=204)
async def revoke_key(id: UUID, key: UUID, who: Operator) -> None:
    await desk.revoke_key(who.subject, id, key)


@router.get("/{id}/templates")
async def templates(id: UUID, who: Operator) -> NoticeTemplates:
    return NoticeTemplates(items=[_template(row) for row in await texts.listed(id)])


def _template(row: dict[str, Any]) -> NoticeTemplate:
    shown = {name: row[name] for name in NoticeTemplate.model_fields if name != "fields"}
    return NoticeTemplate(**shown, fields=places.names(f"{row['subject']}\n{row['body']}"))


@router.post("/{id}/templates", status_code=201)
async def write(id: UUID, asked: NewTemplate, who: Operator) -> NoticeTemplate:
    return _template(await texts.version(id, await texts.write(who.subject, id, asked.model_dump())))


@router.post("/{id}/templates/{template}/versions", status_code=201)
async def rewrite(id: UUID, template: UUID, asked: NewTemplate, who: Operator) -> NoticeTemplate:
    """New words; what was sent before keeps the old ones."""
    return _template(await texts.version(id, await texts.write(who.subject, id, asked.model_dump(), template)))


@router.get("/{id}/templates/{template}/versions")
async def versions(id: UUID, template: UUID, who: Operator) -> NoticeTemplates:
    return NoticeTemplates(items=[_template(row) for row in await texts.versions(id, template)])


@router.delete("/{id}/templates/{template}", status_code=204)
async def archive(id: UUID, template: UUID, who: Operator) -> None:
    await texts.archive(id, template)


@router.post("/{id}/preview")
async def preview(id: UUID, asked: Composition, who: Operator) -> Composed:
    """What would go out; nothing is sent."""
    return Composed.model_validate(await composing.preview(id, asked.template_id, asked.recipients, asked.values))


@router.post("/{id}/messages", status_code=201)
async def send(id: UUID, asked: Composition, who: Operator) -> SentPage:
    """Sends to each of up to fifty; all are looked at before the first goes."""
    await composing.send(who.subject, id, asked.template_id, asked.recipients, asked.values)
    return await sent(id, who)


@router.get("/{id}/messages")
async def sent(id: UUID, who: Operator, cursor: UUID | None = None, status: str | None = None) -> SentPage:
    """What this sender has sent, by whatever way; recipients masked."""
    return SentPage.model_validate(await composing.sent(id, cursor, status))
