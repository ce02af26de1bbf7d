"""Messages, and which of them the person lets WeChat deliver."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api.locks import Citizen
from api.shapes.people import Message, Messages, ReadMark, ReadMarkBack, Subscription, Subscriptions
from push import inbox, quota

router = APIRouter(tags=["消息"])


@router.get("/messages")
async def messages(who: Citizen, category: str | None = None, cursor: str | None = None) -> Messages:
    return Messages.model_validate(await inbox.messages(who.subject, category, cursor))


@router.post("/messages/read-all")
async def read_all(who: Citizen) -> ReadMark:
    return ReadMark(read_at=await inbox.read_all(who.subject))


@router.post("/messages/unread-all", status_code=204)
async def unread_all(asked: ReadMarkBack, who: Citizen) -> None:
    """Takes back what was marked as read at that moment."""
    await inbox.unread_all(who.subject, asked.read_at)


@router.post("/messages/{id}/read")
async def read(id: UUID, who: Citizen) -> Message:
    return Message.model_validate(await inbox.read(who.subject, id))


@router.get("/subscriptions")
async def subscriptions(who: Citizen) -> Subscriptions:
    """Templates to ask for after a tap. What the person answers reaches us from WeChat, not from the phone."""
    return Subscriptions(templates=[Subscription.model_validate(one) for one in await quota.templates(who.subject)])
