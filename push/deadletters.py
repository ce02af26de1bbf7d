"""What did not get through and waits for an operator: gathered by cause, its words mended, tried again one by one or many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from core import clock
from core.errors import Conflict, Invalid, NotFound
from core.queue import enqueue
from core.tables import sql, transaction
from push import policy, settle, wording
from push.states import State
from push.templates import title_of
from push.words import CHANNEL_TEXT, STATE_TEXT

STUCK = (State.DEAD.value, State.HELD.value, State.UNCERTAIN.value)
AT_ONCE = 500
LONGEST_TEXT = 60
_GROUPS = """
SELECT channel, template, state, last_error AS reason, count(*) AS count, min(created_at) AS oldest, max(settled_at) AS latest
FROM push_delivery WHERE state = ANY($1::text[]) GROUP BY channel, template, state, last_error ORDER BY count(*) DESC, oldest LIMIT 200
"""
_CHOSEN = """
SELECT id, state FROM push_delivery WHERE state = ANY($1::text[]) AND channel = $2 AND template = $3 AND state = $4 AND last_error = $5
ORDER BY id LIMIT $6 FOR UPDATE SKIP LOCKED
"""
_BY_ID = "SELECT id, state FROM push_delivery WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE"
# Whose message another channel is carrying or has carried: trying again would disturb twice.
_CARRIED = """
SELECT d.id FROM push_delivery d JOIN push_delivery later ON later.inbox_item_id = d.inbox_item_id AND later.id <> d.id
WHERE d.id = ANY($1::uuid[]) AND later.state IN ('pending', 'leased', 'sending', 'unknown', 'sent') AND later.channel <> 'inbox'
"""
_AGAIN = """
UPDATE push_delivery SET state = 'pending', attempts = 0, crashes = 0, next_at = $2, settled_at = NULL, token = NULL
WHERE id = ANY($1::uuid[])
"""
_WORDS = "SELECT id, state, template, payload FROM push_delivery WHERE id = $1 FOR UPDATE"


async def groups() -> list[dict[str, Any]]:
    """By channel, template and cause, the most first: `[{channel, template, state, reason, count, oldest, latest, …_text}]`."""
    return [
        {
            **row,
            "channel_text": CHANNEL_TEXT[row["channel"]],
            "state_text": STATE_TEXT[row["state"]],
            "template_title": title_of(row["template"]),
        }
        for row in await sql(_GROUPS, list(STUCK))
    ]


async def retry(ids: Sequence[UUID], staff_id: UUID) -> dict[str, int]:
    """Tries those of these again that have failed and that no other channel carries: `{retried, carried, not_failed}`."""
    if len(ids) > AT_ONCE:
        raise Invalid("delivery.too_many", f"一次最多重发 {AT_ONCE} 条，请分几次。", "ids")
    async with transaction():
        rows = await sql(_BY_ID, list(ids))
        return await _again(rows, len(ids), staff_id)


async def retry_group(channel: str, template: str, state: str, reason: str, staff_id: UUID) -> dict[str, int]:
    """The same for everything that failed by one cause, at most 500 at a time; what is left stays in its group."""
    async with transaction():
        rows = await sql(_CHOSEN, list(STUCK), channel, template, state, reason, AT_ONCE)
        return await _again(rows, len(rows), staff_id)


async def _again(rows: Sequence[dict[str, Any]], asked: int, staff_id: UUID) -> dict[str, int]:
    now = clock.now()
    failed = [row["id"] for row in rows if row["state"] in (*STUCK, State.MOVED.value)]
    carried = {row["id"] for row in await sql(_CARRIED, failed)}
    again = [one for one in failed if one not in carried]
    if again:
        await sql(_AGAIN, again, policy.next_allowed(now))
        await settle.remember([(one, "pending", "工作人员重发") for one in again], now, actor=str(staff_id))
        await enqueue("push.dispatch")
    return {"retried": len(again), "carried": len(carried), "not_failed": asked - len(failed)}


async def words(delivery_id: UUID) -> list[dict[str, str]]:
    """What the message says in each channel's template: `[{channel, key, value}]`. None of it is about the person."""
    rows = await sql("SELECT payload FROM push_delivery WHERE id = $1", delivery_id)
    payload = orjson.loads(rows[0]["payload"]) if rows else {}
    return [
        {"channel": channel, "key": key, "value": str(value)}
        for channel in ("wechat", "sms")
        if isinstance(payload.get(channel), dict)
        for key, value in payload[channel].items()
    ]


async def edit(delivery_id: UUID, changes: Mapping[str, Mapping[str, str]], staff_id: UUID) -> None:
    """Mends words of a message that failed: fields that its templates have, within the rules of each. Raises `Invalid` naming the field."""
    async with transaction():
        rows = await sql(_WORDS, delivery_id)
        if not rows:
            raise NotFound("delivery.unknown", "没有找到这条投递记录。")
        if rows[0]["state"] not in STUCK:
            raise Conflict("delivery.not_failed", "这条消息没有失败，内容不能再改。")
        payload = orjson.loads(rows[0]["payload"])
        for channel, given in changes.items():
            payload[channel] = _mended(channel, payload.get(channel), given)
        await sql("UPDATE push_delivery SET payload = $2 WHERE id = $1", delivery_id, orjson.dumps(payload).decode())
        note = f"工作人员修改了内容：{'、'.join(f'{channel}.{key}' for channel, given in changes.items() for key in given)}"
        await settle.remember([(delivery_id, rows[0]["state"], note[:160])], clock.now(), actor=str(staff_id))


def _mended(channel: str, held: object, given: Mapping[str, str]) -> dict[str, str]:
    if not isinstance(held, dict) or not set(given) <= set(held):
        raise Invalid("delivery.field", "这条消息的模板没有这一项，请刷新后再改。", channel)
    fresh = dict(held)
    for key, value in given.items():
        try:
            fresh[key] = wording.fields(**{key: value})[key] if channel == "wechat" else _text(value)
        except (KeyError, ValueError) as error:
            raise Invalid("delivery.value", "这一项不符合模板规则，请按原来的格式填写。", key) from error
    return fresh


def _text(value: str) -> str:
    text = wording.clean(value)
    if not 0 < len(text) <= LONGEST_TEXT:
        raise ValueError("empty or too long")
    return text
