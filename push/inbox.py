"""A person's inbox: every message once, with what became of it by each channel."""

from __future__ import annotations

import base64
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from core import clock
from core.errors import Invalid, NotFound
from core.tables import sql
from push.words import CHANNEL_TEXT, for_citizen

PAGE = 20
CATEGORIES = ("reminder", "case", "system")
_ITEMS = """
SELECT id, category, title, body, link, created_at, read_at FROM push_inbox_item
WHERE citizen_id = $1 AND ($2::text IS NULL OR category = $2) AND (created_at, id) < ($3, $4) ORDER BY created_at DESC, id DESC LIMIT $5
"""
# How many messages a person has not opened, in a statement whose FROM is `profile.glance.FROM`.
UNREAD = "(SELECT count(*) FROM push_inbox_item i WHERE i.citizen_id = p.id AND i.read_at IS NULL)"
# What went along in a digest became what the digest became, on whatever way that went.
_DELIVERIES = """
SELECT inbox_item_id, channel, state, coalesce(settled_at, send_started, created_at) AS at, next_at, dedupe_key FROM push_delivery
WHERE inbox_item_id = ANY($1::uuid[]) AND channel <> 'inbox' AND state <> 'gathered' AND dedupe_key NOT LIKE 'digest:%'
UNION ALL
SELECT member.inbox_item_id, d.channel, d.state, coalesce(d.settled_at, d.send_started, d.created_at), d.next_at, d.dedupe_key
FROM push_delivery member JOIN push_delivery first ON first.id = member.digest_id
JOIN push_delivery d ON d.inbox_item_id = first.inbox_item_id AND split_part(d.dedupe_key, '#', 1) = split_part(first.dedupe_key, '#', 1)
WHERE member.inbox_item_id = ANY($1::uuid[]) AND d.channel <> 'inbox'
ORDER BY dedupe_key
"""


async def messages(citizen_id: UUID, category: str | None = None, cursor: str | None = None) -> dict[str, Any]:
    """A page of messages, the newest first: `{items, unread, unread_by, next_cursor}`. Raises `Invalid` for a broken cursor or category."""
    if category is not None and category not in CATEGORIES:
        raise Invalid("message.category", "没有这个消息分类。", "category")
    before = _opened(cursor)
    rows = await sql(_ITEMS, citizen_id, category, *before, PAGE + 1)
    page = rows[:PAGE]
    tried = await _tried([row["id"] for row in page])
    cursor = _closed(page[-1]) if len(rows) > PAGE else None
    waiting = await _unread_by(citizen_id)
    items = [_shown(row, tried[row["id"]]) for row in page]
    return {"items": items, "unread": sum(waiting.values()), "unread_by": waiting, "next_cursor": cursor}


async def _unread_by(citizen_id: UUID) -> dict[str, int]:
    rows = await sql(
        "SELECT category, count(*) AS unread FROM push_inbox_item WHERE citizen_id = $1 AND read_at IS NULL GROUP BY category", citizen_id
    )
    return dict.fromkeys(CATEGORIES, 0) | {row["category"]: int(row["unread"]) for row in rows}


async def unread(citizen_id: UUID) -> int:
    """How many messages the person has not opened."""
    return sum((await _unread_by(citizen_id)).values())


async def read(citizen_id: UUID, item_id: UUID) -> dict[str, Any]:
    """Marks one message as read and returns it. Raises `NotFound` for somebody else's."""
    rows = await sql(
        """UPDATE push_inbox_item SET read_at = coalesce(read_at, $3) WHERE id = $2 AND citizen_id = $1
           RETURNING id, category, title, body, link, created_at, read_at""",
        citizen_id,
        item_id,
        clock.now(),
    )
    if not rows:
        raise NotFound("message.unknown", "没有找到这条消息。")
    return _shown(rows[0], (await _tried([item_id]))[item_id])


async def read_all(citizen_id: UUID) -> datetime:
    """Marks everything as read; the moment by which `unread_all` finds it again."""
    now = clock.now()
    await sql("UPDATE push_inbox_item SET read_at = $2 WHERE citizen_id = $1 AND read_at IS NULL", citizen_id, now)
    return now


async def unread_all(citizen_id: UUID, moment: datetime) -> None:
    """Takes back what `read_all` marked at that moment."""
    await sql("UPDATE push_inbox_item SET read_at = NULL WHERE citizen_id = $1 AND read_at = $2", citizen_id, moment)


async def _tried(item_ids: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in await sql(_DELIVERIES, item_ids):
        text = for_citizen(row["state"], row["next_at"], clock.now())
        found[row["inbox_item_id"]].append({"channel": row["channel"], "state": row["state"], "state_text": text, "at": row["at"]})
    return found


def _shown(row: dict[str, Any], tried: list[dict[str, Any]]) -> dict[str, Any]:
    here = {"channel": "inbox", "state": "sent", "state_text": f"已放进{CHANNEL_TEXT['inbox']}", "at": row["created_at"]}
    link = orjson.loads(row["link"]) if row["link"] else None
    return {**row, "link": link, "deliveries": [here, *tried]}


def _closed(row: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(f"{row['created_at'].isoformat()}|{row['id']}".encode()).decode()


def _opened(cursor: str | None) -> tuple[datetime, UUID]:
    if cursor is None:
        return datetime.max.replace(tzinfo=clock.now().tzinfo), UUID(int=2**128 - 1)
    try:
        at, _, item_id = base64.urlsafe_b64decode(cursor).decode().partition("|")
        return datetime.fromisoformat(at).astimezone(UTC), UUID(item_id)
    except (ValueError, OverflowError) as error:
        raise Invalid("message.cursor", "翻页位置已失效，请从头看起。", "cursor") from error
