"""What WeChat tells us by itself: subscriptions given and taken back, and receipts. Written first, answered then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from core import clock, failpoints
from core.errors import Invalid
from core.tables import sql, transaction
from profile import people
from push import quota, settle
from push.quota import Entry
from push.settle import COLUMNS
from push.states import Confirmed, FailedLater, Happening
from push.templates import is_long_term
from push.wechat_ids import name_of

# For so long after it was heard of, however long ago it happened, an event waits for somebody it could belong to.
OLDEST = timedelta(days=1)
LIMIT = 500
LONGEST_ID, LONGEST_TEMPLATE, LONGEST_MESSAGE = 64, 80, 64
KINDS = {
    "subscribe_msg_popup_event": ("popup", "SubscribeMsgPopupEvent"),
    "subscribe_msg_change_event": ("change", "SubscribeMsgChangeEvent"),
    "subscribe_msg_sent_event": ("receipt", "SubscribeMsgSentEvent"),
}
_INSERT = """
INSERT INTO push_provider_event (id, created_at, event_key, kind, openid, citizen_id, template, status, message_id, happened_at)
SELECT uuidv7(), $1, one.*
FROM unnest($2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::timestamptz[]) AS one
ON CONFLICT (event_key) DO NOTHING
"""
_OPEN = """
SELECT id, event_key, openid, citizen_id, template, status, message_id, happened_at FROM push_provider_event
WHERE applied_at IS NULL AND kind = ANY($1::text[]) AND created_at > $2 ORDER BY happened_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
"""
# Sends to one person under one template keep ten seconds' distance, so a receipt belongs to the last call begun before it;
# three of them are for the whole seconds of WeChat's stamp and for clocks that differ a little.
_OWNERS = """
SELECT one.event_id, found.id AS delivery_id
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
    AS one(event_id, citizen_id, template, message_id, happened_at)
CROSS JOIN LATERAL (
    SELECT d.id FROM push_delivery d WHERE d.citizen_id = one.citizen_id AND d.template = one.template AND d.channel = 'wechat'
      AND d.send_started < one.happened_at + interval '3 seconds' AND coalesce(d.provider_message_id = one.message_id, true)
    ORDER BY d.send_started DESC LIMIT 1
) found
"""
_LOCKED = f"SELECT {COLUMNS} FROM push_delivery d WHERE d.id = ANY($1::uuid[]) ORDER BY d.id FOR UPDATE"  # noqa: S608
_APPLIED = """
UPDATE push_provider_event e SET applied_at = $1, delivery_id = one.delivery_id, citizen_id = coalesce(e.citizen_id, one.citizen_id)
FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS one(id, delivery_id, citizen_id) WHERE e.id = one.id
"""


async def record(event: dict[str, Any]) -> None:
    """Writes an event of WeChat's and applies what it says of subscriptions; committed when it returns, harmless when repeated.

    `event` is the opened callback. Kinds that don't concern us are passed over; an unreadable one raises `Invalid`.
    """
    if str(event.get("Event")) not in KINDS:
        return
    now = clock.now()
    try:
        rows = list(_rows(event, await people.by_openid(_openid(event))))
        if not rows:
            raise ValueError("empty list")
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Invalid("wechat.event_unreadable", "微信事件内容不完整。") from error
    async with transaction():
        await sql(_INSERT, now, *(list(column) for column in zip(*rows, strict=True)))
        await _apply_grants(now)
        failpoints.reach("callback.before_commit")


def _openid(event: dict[str, Any]) -> str:
    openid = event["FromUserName"]
    if not isinstance(openid, str) or len(openid) > LONGEST_ID:
        raise ValueError("no openid of WeChat's")
    return openid


def _rows(event: dict[str, Any], citizen_id: UUID | None) -> Iterator[tuple[object, ...]]:
    """One row a template. The list is an object when it has one member, and may stand inside an envelope of the event's name."""
    kind, envelope = KINDS[str(event["Event"])]
    listed = event.get("List") or event[envelope]["List"]
    openid, stamp = _openid(event), int(event["CreateTime"])
    for one in [listed] if isinstance(listed, dict) else listed:
        template = str(one["TemplateId"])
        message_id = str(one["MsgID"]) if one.get("MsgID") else None
        status = str(one["ErrorCode"] if kind == "receipt" else one["SubscribeStatusString"])
        key = f"{kind}:{openid}:{stamp}:{template}:{message_id or status}"
        if len(template) > LONGEST_TEMPLATE or len(message_id or "") > LONGEST_MESSAGE:
            raise ValueError("longer than anything of WeChat's")
        yield key[:160], kind, openid, citizen_id, name_of(template), status[:40], message_id, datetime.fromtimestamp(stamp, UTC)


async def apply(now: datetime) -> int:
    """Applies what is still open: subscriptions of people who have signed in since, and receipts. How many deliveries moved."""
    async with transaction():
        await _apply_grants(now)
    async with transaction():
        return await _apply_receipts(now)


async def _apply_grants(now: datetime) -> None:
    events = await sql(_OPEN, ["popup", "change"], now - OLDEST, LIMIT)
    for event in events:
        event["citizen_id"] = event["citizen_id"] or await people.by_openid(event["openid"])
    known = [event for event in events if event["citizen_id"]]
    once = [event for event in known if not is_long_term(event["template"])]
    back = {
        (one["citizen_id"], one["template"]): place
        for place, one in enumerate(once)
        if one["event_key"].startswith("change:") and one["status"] == "reject"
    }
    given = [(place, one) for place, one in enumerate(once) if one["event_key"].startswith("popup:") and one["status"] == "accept"]
    kept = {place for place, one in given if place > back.get((one["citizen_id"], one["template"]), -1)}
    await quota.change([_accepted(one) for place, one in given if place not in kept], now)
    await quota.forget([(once[place]["event_key"], *key, "taken_back") for key, place in back.items()], now)
    await quota.change([_accepted(one) for place, one in given if place in kept], now)  # what was given after it was taken back stands
    last = {(one["citizen_id"], one["template"]): one for one in known if is_long_term(one["template"])}
    await quota.stand([(one["event_key"], *key, one["status"] == "accept") for key, one in last.items()], now)
    await _mark(known, {}, now)


def _accepted(event: dict[str, Any]) -> Entry:
    return Entry(event["event_key"], event["citizen_id"], event["template"], 1, "accepted")


async def _apply_receipts(now: datetime) -> int:
    """A receipt either has its send begun and committed before it, or none: so each is looked at once."""
    events = await sql(_OPEN, ["receipt"], now - OLDEST, LIMIT)
    if not events:
        return 0
    columns = [[one[name] for one in events] for name in ("id", "citizen_id", "template", "message_id", "happened_at")]
    owners = {row["event_id"]: row["delivery_id"] for row in await sql(_OWNERS, *columns)}
    told = {owners[one["id"]]: _told(one) for one in events if one["id"] in owners}
    rows = await sql(_LOCKED, list(told))
    await _mark(events, owners, now)
    return await settle.write([(row, told[row["id"]]) for row in rows], now)


def _told(event: dict[str, Any]) -> Happening:
    return Confirmed() if event["status"] == "0" else FailedLater(event["status"])


async def _mark(events: list[dict[str, Any]], owners: dict[UUID, UUID], now: datetime) -> None:
    if events:
        rows = [(one["id"], owners.get(one["id"]), one["citizen_id"]) for one in events]
        await sql(_APPLIED, now, *(list(column) for column in zip(*rows, strict=True)))
