"""What a person is told of what they asked for: a ticket that was answered, an account about to be closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from profile.events import Happening
from push import records
from push.compose import Link, Message
from push.courtesy import Weight
from push.records import News
from push.states import Kind
from push.templates import PROGRESS

# topic → title, what it means, and the page
_WORDS = {
    "ticket.closed": ("您提的问题有答复了", "点这条消息看处理结果。不同意的话，可以再提，或打 12345。", "pages-privacy/tickets/index"),
    "account.closing": ("账号将在7天后注销", "7天内登录，点“取消注销”就能保留。注销后信息删除，不能找回。", "pages-privacy/closing/index"),
    "account.stays": ("注销已取消", "账号和资料都还在，提醒照常。", "pages-privacy/closing/index"),
}
TOPICS = tuple(_WORDS)


async def tell(events: Sequence[Happening], now: datetime) -> None:
    """Writes the messages of these events into the inboxes, each once, in the caller's transaction."""
    await records.write([_news(event) for event in events if event.topic in TOPICS and event.citizen_id], now)


def _news(event: Happening) -> News:
    assert event.citizen_id is not None
    title, body, page = _WORDS[event.topic]
    message = Message("system", title, body, PROGRESS, {}, {})
    key = f"{event.topic}:{event.id}:{event.citizen_id}"
    link = Link(page, {})
    return News(key, event.citizen_id, event.subject_id, message, link, Kind.NEVER_TWICE, outside=False, weight=Weight.WANTED)
