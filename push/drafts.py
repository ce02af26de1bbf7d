"""A draft that was never handed in is pointed out once, gently, in the inbox alone; one handed in or taken back is left in peace."""

from __future__ import annotations

from datetime import datetime, timedelta

from core import clock
from hall import cases
from hall.cases import Forgotten
from push import records, wording
from push.compose import CASE, Link, Message
from push.courtesy import Weight
from push.records import News
from push.states import Kind
from push.templates import PROGRESS
from push.wording import day, short

AFTER, NOT_AFTER = timedelta(days=3), timedelta(days=14)


async def point_out(now: datetime) -> int:
    """Writes one message for each draft that has lain for three days; the case's id makes it one. How many drafts lie."""
    found = await cases.forgotten(now - NOT_AFTER, now - AFTER)
    await records.write([_news(one) for one in found], now)
    return len(found)


def _news(one: Forgotten) -> News:
    key, link = f"draft:{one.id}", Link(CASE, {"id": str(one.id)})
    return News(key, one.citizen_id, one.id, message(one), link, Kind.NEVER_TWICE, outside=False, weight=Weight.WANTED)


def message(one: Forgotten) -> Message:
    """It says what lies there since when, and that it can stay or be thrown away."""
    service, since = wording.clean(one.service_name), day(clock.local(one.begun_at).date())
    body = f"您{since}开始填的「{service}」还没有提交，部门还不知道。点这条消息接着办；不想办了，可以撤回，不用管它也行。"
    return Message("case", short(f"{short(service, 26)}：还没有提交", 40), short(body, 390), PROGRESS, {}, {})
