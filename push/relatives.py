"""What relatives and agents are told of: asked, agreed, widened, ended, running out, and everything that was done for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from profile.events import Happening
from push import records
from push.compose import RENEWAL, Link, Message
from push.courtesy import Weight
from push.records import News
from push.states import Kind
from push.templates import PROGRESS

RELATIVES = Link("pages-profile/relatives/index", {})
# topic → title and what it means; who it is stands on the page alone
_WORDS = {
    "delegation.asked": ("有亲友想和您互相照看证照", "点这条消息，看看是谁、能做什么。同意只要再点一下，不认识就拒绝。"),
    "delegation.accepted": ("亲友已经同意", "从现在起，证照快到期时我们会按约定告诉照看的人。随时可以解除。"),
    "delegation.declined": ("亲友没有同意", "这次没有建立照看关系。您可以打个电话问问。"),
    "delegation.changed": ("照看的范围改了", "被照看的亲友改了约定，从现在起按新的来。点这条消息，看看现在能做什么、照看哪些证照。"),
    "delegation.more_asked": ("亲友想多照看一些", "点这条消息，看看会增加什么，同意或不同意都行。您同意之前，什么都不变。"),
    "delegation.more_accepted": (
        "照看的范围扩大了",
        "被照看的亲友同意了，从现在起按新的范围来。点这条消息，看看现在能做什么；被照看的人随时可以改回去。",
    ),
    "delegation.more_refused": ("没有同意增加照看的范围", "照看的范围和原来一样，什么都没有变。"),
    "delegation.more_lapsed": (
        "增加照看范围的请求过期了",
        "两周内没有回答，请求已经失效，照看的范围和原来一样。需要的话，可以再请求一次。",
    ),
    "delegation.more_withdrawn": ("亲友撤回了请求", "对方不再请您增加照看的范围，您不用回答，什么都没有变。"),
    "delegation.ended": ("一段照看关系已解除", "从现在起，对方不能再查看或代办，也不再收到提醒。"),
    "delegation.expiring": ("一段照看关系快到期了", "还有不到30天。想继续的话，被照看的人点“续期”就行；不续期会自动解除。"),
    "delegation.expired": ("一段照看关系已到期", "对方不能再查看或代办。需要的话，可以重新邀请。"),
}
_HELPED = {
    "view": ("亲友看了您的证照", "照看您的亲友刚才看了您的证照。点这条消息看是谁；不愿意的话，随时可以解除。"),
    "apply": ("亲友替您填好了申请", "申请已经填好，还没有提交。点这条消息核对一遍，提交就行；不想办也可以撤回。"),
}
TOPICS = (*_WORDS, "delegation.helped")


async def tell(events: Sequence[Happening], now: datetime) -> None:
    """Writes the messages of these events into the inboxes, each once, in the caller's transaction."""
    found = [(event, event.citizen_id) for event in events if event.topic in TOPICS and event.citizen_id]
    await records.write([_news(event, citizen_id) for event, citizen_id in found], now)


def _news(event: Happening, citizen_id: UUID) -> News:
    key = f"{event.topic}:{event.id}:{citizen_id}"
    return News(key, citizen_id, event.subject_id, _message(event), _link(event), Kind.NEVER_TWICE, outside=False, weight=Weight.WANTED)


def _message(event: Happening) -> Message:
    title, body = _HELPED[str(event.data["action"])] if event.topic == "delegation.helped" else _WORDS[event.topic]
    return Message("system", title, body, PROGRESS, {}, {})


def _link(event: Happening) -> Link:
    return Link(RENEWAL, {"certificate": str(event.data["certificate"])}) if event.data.get("action") == "apply" else RELATIVES
