"""What the official account tells us: who follows and who leaves, and the end that each template message came to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from core import clock, official, wechat
from core.errors import Invalid
from core.tables import sql, transaction
from profile import followers
from push import settle
from push.settle import COLUMNS
from push.states import Confirmed, FailedLater, Happening

END = "TEMPLATESENDJOBFINISH"
_SEEN = """
INSERT INTO push_provider_event (id, created_at, event_key, kind, openid, citizen_id, template, status, message_id, happened_at, applied_at)
VALUES (uuidv7(), $1, $2, 'job', $3, $4, '', $5, $6, $7, $1) ON CONFLICT (event_key) DO NOTHING RETURNING id
"""
# The call answers with the message's number; where the answer was lost, the last call begun before the event is the one.
_OWNER = f"""
SELECT {COLUMNS} FROM push_delivery d WHERE d.channel = 'official' AND (d.provider_message_id = $1
  OR (d.provider_message_id IS NULL AND d.citizen_id = $2 AND d.doubted_at IS NOT NULL
      AND d.send_started < $3::timestamptz + interval '3 seconds'))
ORDER BY d.provider_message_id NULLS LAST, d.send_started DESC LIMIT 1 FOR UPDATE
"""  # noqa: S608


async def record(event: dict[str, Any]) -> None:
    """Writes an event and what follows from it; committed when it returns, harmless when repeated. Raises `Invalid` for a broken one."""
    now = clock.now()
    try:
        openid, kind = str(event["FromUserName"])[:128], str(event.get("Event"))
        if kind == "subscribe":
            await followers.came(openid, now)
        elif kind == "unsubscribe":
            await followers.left(openid, now)
        elif kind == END:
            await _ended(openid, str(event["MsgID"])[:64], str(event["Status"]), int(event["CreateTime"]), now)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Invalid("wechat.event_unreadable", "微信事件内容不完整。") from error


async def _ended(openid: str, message_id: str, status: str, stamp: int, now: datetime) -> None:
    at = datetime.fromtimestamp(stamp, UTC)
    citizen_id = await followers.citizen(openid)
    async with transaction():
        if not await sql(_SEEN, now, f"job:{openid}:{message_id}", openid, citizen_id, status[:40], message_id, at):
            return
        rows = await sql(_OWNER, message_id, citizen_id, at)
        await settle.write([(row, _told(status)) for row in rows], now)
        await settle.confirm([row["id"] for row in rows if status == "success"], now)


def _told(status: str) -> Happening:
    """`success`, `failed:user block`, `failed: system failed`, `failed:freq limit`."""
    return Confirmed() if status == "success" else FailedLater(status.removeprefix("failed:").strip())


async def name_followers() -> int:
    """Asks WeChat who the new followers are; how many it told. A refusal leaves them for the next round."""
    told = 0
    for openid in await followers.nameless():
        try:
            unionid = await official.unionid(openid)
        except (wechat.WeChatRefused, wechat.WeChatUnreached, wechat.WeChatUnknown):
            return told
        if unionid is None:
            await followers.left(openid, clock.now())
        else:
            await followers.name(openid, unionid)
            told += 1
    return told
