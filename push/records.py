"""Writes messages down: inbox item and delivery together, set-based, each key once however many write it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import orjson

from core.settings import settings
from core.tables import sql
from push import policy
from push.compose import Message
from push.courtesy import Weight
from push.states import Kind

# The inbox decides: a key that is there already brings no second delivery either.
_WRITE = """
WITH given AS MATERIALIZED (
    SELECT uuidv7() AS item_id, one.*, shape.*
    FROM unnest($3::text[], $4::uuid[], $5::text[], $6::text[], $7::jsonb[], $8::uuid[], $9::jsonb[], $10::smallint[])
        AS one(dedupe_key, citizen_id, title, body, link, subject_id, payload, number)
    JOIN unnest($11::text[], $12::text[], $13::text[], $14::text[], $15::bool[], $16::text[])
        WITH ORDINALITY AS shape(category, template, kind, weight, outside, first, place) ON shape.place = one.number
), items AS (
    INSERT INTO push_inbox_item (id, created_at, dedupe_key, citizen_id, category, title, body, link, subject_id)
    SELECT item_id, $1, dedupe_key, citizen_id, category, title, body, link, subject_id FROM given ORDER BY dedupe_key
    ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
)
INSERT INTO push_delivery (id, created_at, dedupe_key, citizen_id, inbox_item_id, subject_id, channel, template, payload, kind, weight,
                           state, attempts, next_at, grant_held, last_error)
SELECT uuidv7(), $1, dedupe_key || '#0', citizen_id, item_id, subject_id, first, template, payload, kind, weight,
       'pending', 0, CASE weight WHEN 'ordinary' THEN $17 WHEN 'emergency' THEN $1 ELSE $2 END, false, ''
FROM given JOIN items ON items.id = given.item_id WHERE outside
ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
"""


@dataclass(frozen=True)
class News:
    """One message for one person. `key` names the occasion; `outside` asks for a channel beside the inbox, `first` is tried first;
    `weight` says what may hold it back."""

    key: str
    citizen_id: UUID
    subject_id: UUID | None
    message: Message
    kind: Kind
    outside: bool = True
    weight: Weight = Weight.ORDINARY
    first: str = "wechat"


async def write(news: Sequence[News], now: datetime) -> int:
    """Writes inbox items and their deliveries in the caller's transaction; how many deliveries are new."""
    if not news:
        return 0
    shaped = [_shape(one) for one in news]
    shapes = {shape: place for place, shape in enumerate(dict.fromkeys(shaped), start=1)}
    columns = zip(*((*_columns(one), shapes[shape]) for one, shape in zip(news, shaped, strict=True)), strict=True)
    together = policy.next_allowed(now + timedelta(seconds=settings().gathering_seconds))
    return len(
        await sql(_WRITE, now, policy.next_allowed(now), *(list(column) for column in (*columns, *zip(*shapes, strict=True))), together)
    )


def _shape(news: News) -> tuple[object, ...]:
    """What many messages of one batch have in common: sent once, not with each."""
    return news.message.category, news.message.template, news.kind.value, news.weight.value, news.outside, news.first


def _columns(news: News) -> tuple[object, ...]:
    message = news.message
    link = orjson.dumps({"page": message.link.page, "params": message.link.params}).decode()
    payload = orjson.dumps(message.payload()).decode()
    return news.key, news.citizen_id, message.title, message.body, link, news.subject_id, payload
