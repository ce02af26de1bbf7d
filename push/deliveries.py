"""Deliveries as operators see them: by state and channel, one with its history, and what can be tried again; people masked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core import clock
from core.errors import Conflict, Invalid, NotFound
from core.queue import enqueue
from core.tables import sql, transaction
from profile import ledger, people
from push import deadletters, gates, settle
from push.states import HANDED_OVER, State
from push.templates import title_of
from push.words import CHANNEL_TEXT, STATE_TEXT

PAGE = 50
RETRYABLE = frozenset({State.DEAD, State.HELD, State.UNCERTAIN, State.MOVED})
_COLUMNS = """d.id, d.citizen_id, d.channel, d.template, d.kind, d.weight, d.state, d.attempts, d.last_error, d.created_at, d.next_at,
 d.send_started, d.settled_at, coalesce(d.inbox_item_id, d.id) AS message_id, coalesce(i.title, '单位发送的消息') AS title"""
_BOARD = f"""
SELECT {_COLUMNS} FROM push_delivery d LEFT JOIN push_inbox_item i ON i.id = d.inbox_item_id
WHERE ($1::text IS NULL OR d.state = $1) AND ($2::text IS NULL OR d.channel = $2) AND d.id < $3 ORDER BY d.id DESC LIMIT $4
"""  # noqa: S608
_ONE = f"SELECT {_COLUMNS} FROM push_delivery d LEFT JOIN push_inbox_item i ON i.id = d.inbox_item_id WHERE d.id = $1"  # noqa: S608
_SUMMARY = """
SELECT channel, state, count(*) AS count, count(*) FILTER (WHERE created_at > $1) AS last_day, min(created_at) AS oldest
FROM push_delivery GROUP BY channel, state ORDER BY channel, state
"""
_HASTEN = "UPDATE push_delivery SET weight = 'emergency', next_at = $2 WHERE id = $1 AND state = 'pending' RETURNING id"


async def board(staff_id: UUID, state: str | None = None, channel: str | None = None, cursor: str | None = None) -> dict[str, Any]:
    """A page of deliveries, the newest first: `{items, next_cursor}`; that this operator looked is noted for those it names.

    Raises `Invalid` for an unknown state, channel or cursor.
    """
    _must_be(state, STATE_TEXT, "state")
    _must_be(channel, CHANNEL_TEXT, "channel")
    async with transaction():
        rows = await sql(_BOARD, state, channel, _before(cursor), PAGE + 1)
        page = rows[:PAGE]
        persons = await people.people(list({row["citizen_id"] for row in page if row["citizen_id"]}))
        await ledger.listed(await ledger.operator(staff_id), "delivery_list", persons)
    return {"items": [_shown(row, persons) for row in page], "next_cursor": str(page[-1]["id"]) if len(rows) > PAGE else None}


async def summary() -> dict[str, Any]:
    """`{total, waiting, needs_attention, paused: [{channel, until, reason}], counts: [{channel, state, count, last_day, oldest, …}]}`."""
    now = clock.now()
    counts = [
        {**row, "channel_text": CHANNEL_TEXT[row["channel"]], "state_text": STATE_TEXT[row["state"]]}
        for row in await sql(_SUMMARY, now - timedelta(days=1))
    ]
    paused = await sql("SELECT channel, until, reason FROM push_channel_pause WHERE until > $1 ORDER BY channel", now)
    paused += await gates.shown(now)
    return {
        "total": _sum(counts, set(STATE_TEXT)),
        "waiting": _sum(counts, {"pending", "leased", "sending", "unknown"}),
        "needs_attention": _sum(counts, {"dead", "held", "uncertain"}),
        "paused": paused,
        "counts": counts,
    }


def _sum(counts: list[dict[str, Any]], states: set[str]) -> int:
    return sum(int(row["count"]) for row in counts if row["state"] in states)


async def one(delivery_id: UUID, staff_id: UUID) -> dict[str, Any]:
    """One delivery with its history: the row of `board` and `events: [{at, state, state_text, note, actor}]`, looked at by this operator.

    Raises `NotFound`.
    """
    async with transaction():
        rows = await sql(_ONE, delivery_id)
        if not rows:
            raise NotFound("delivery.unknown", "没有找到这条投递记录。")
        if rows[0]["citizen_id"]:
            await ledger.read(await ledger.operator(staff_id), "delivery_view", [(rows[0]["citizen_id"], delivery_id)])
    history = "SELECT created_at AS at, state, note, actor FROM push_delivery_event WHERE delivery_id = $1 ORDER BY id"
    events = await sql(history, delivery_id)
    shown = _shown(rows[0], await people.people([row["citizen_id"] for row in rows if row["citizen_id"]]))
    if rows[0]["state"] == State.SENT and (not events or events[-1]["state"] != State.SENT):
        events.append({"at": rows[0]["settled_at"], "state": State.SENT.value, "note": HANDED_OVER, "actor": "system"})
    told = [{**event, "state_text": STATE_TEXT[event["state"]]} for event in events]
    return {**shown, "events": told, "words": await deadletters.words(delivery_id), "can_edit": rows[0]["state"] in deadletters.STUCK}


async def retry(delivery_id: UUID, staff_id: UUID) -> dict[str, Any]:
    """Sends a settled failure once more. Raises `Conflict` when it is under way or another channel has carried the message."""
    done = await deadletters.retry([delivery_id], staff_id)
    if done["carried"]:
        raise Conflict("delivery.carried", "这条消息已由另一个渠道发送，重发会打扰两次。")
    if not done["retried"]:
        await _must_exist(delivery_id)  # says so when there is no such delivery
        raise Conflict("delivery.not_failed", "这条消息没有失败，不需要重发。")
    return await one(delivery_id, staff_id)


async def edit(delivery_id: UUID, changes: dict[str, dict[str, str]], staff_id: UUID) -> dict[str, Any]:
    """Mends the words of a failed message; see `deadletters.edit`."""
    await deadletters.edit(delivery_id, changes, staff_id)
    return await one(delivery_id, staff_id)


async def hasten(delivery_id: UUID, staff_id: UUID, reason: str) -> dict[str, Any]:
    """An emergency: what still waits leaves now, at night and over any budget. Who said so and why stays in its history.

    Raises `Conflict` when it is no longer waiting.
    """
    now = clock.now()
    async with transaction():
        if not await sql(_HASTEN, delivery_id, now):
            await _must_exist(delivery_id)
            raise Conflict("delivery.not_waiting", "这条消息已经不在等待，不需要紧急发送。")
        await settle.remember([(delivery_id, "pending", f"紧急发送：{reason}"[:160])], now, actor=str(staff_id))
        await enqueue("push.dispatch")
    return await one(delivery_id, staff_id)


async def _must_exist(delivery_id: UUID) -> None:
    if not await sql("SELECT 1 FROM push_delivery WHERE id = $1", delivery_id):
        raise NotFound("delivery.unknown", "没有找到这条投递记录。")


def _shown(row: dict[str, Any], persons: dict[UUID, people.Person]) -> dict[str, Any]:
    person = persons.get(row["citizen_id"])
    return {
        "id": row["id"],
        "message_id": row["message_id"],
        "title": row["title"],
        "recipient": person.display_name if person else "—",
        "channel": row["channel"],
        "channel_text": CHANNEL_TEXT[row["channel"]],
        "template": row["template"],
        "template_title": title_of(row["template"]),
        "kind": row["kind"],
        "state": row["state"],
        "state_text": STATE_TEXT[row["state"]],
        "attempts": row["attempts"],
        "last_error": row["last_error"],
        "created_at": row["created_at"],
        "next_at": row["next_at"] if row["state"] == "pending" else None,
        "sent_at": _sent_at(row),
        "settled_at": row["settled_at"],
        "can_retry": State(row["state"]) in RETRYABLE,
        "weight": row["weight"],
    }


def _sent_at(row: dict[str, Any]) -> datetime | None:
    return row["settled_at"] if row["state"] == "sent" else None


def _must_be(value: str | None, allowed: dict[str, str], field: str) -> None:
    if value is not None and value not in allowed:
        raise Invalid(f"delivery.{field}", "没有这个筛选条件，请重新选择。", field)


def _before(cursor: str | None) -> UUID:
    try:
        return UUID(cursor) if cursor else UUID(int=2**128 - 1)
    except ValueError as error:
        raise Invalid("delivery.cursor", "翻页位置已失效，请从头看起。", "cursor") from error
