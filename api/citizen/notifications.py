"""What the person wants to hear, by which way, and when not."""

from __future__ import annotations

from fastapi import APIRouter

from api.locks import Citizen
from api.shapes.notifications import Notifications, NotificationsPatch
from push import preferences

router = APIRouter(prefix="/me/notifications", tags=["消息"])


@router.get("")
async def notifications(who: Citizen) -> Notifications:
    return Notifications.model_validate(await preferences.page(who.subject))


@router.patch("")
async def change(asked: NotificationsPatch, who: Citizen) -> Notifications:
    """Changes what is given and answers with all of it."""
    switches = [(one.topic, one.channel, one.on) for one in asked.switches]
    await preferences.change(who.subject, switches, sms_stopped=asked.sms_stopped, quiet=asked.quiet())
    return Notifications.model_validate(await preferences.page(who.subject))
