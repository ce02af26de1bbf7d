"""Writes messages down: inbox item and delivery together, set-based, each key once however many write it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import orjson

from core.settings import settings
from core.tables import sql, uuid7
from push import policy
from push.compose import Message
from push.courtesy import Weight
from push.states import Kind

# The inbox decides: a key that is there already brings no second delivery either.
_WRITE = """
WITH given AS (
    SELECT * FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::jsonb[], $11::uuid[],
                         $12::text[], $13::jsonb[], $14::text[], $15::text[], $16::bool[], $17::text[])
        AS one(item_id, delivery_id, dedupe_key, citizen_id, category, title, body, link, subject_id, template, payload, kind, weight,
                  outside, first)
), items AS (
    INSERT INTO push_inbox_item (id, created_at, dedupe_key, citizen_id, category, title, body, link, subject_id)
    SELECT item_id, $1, dedupe_key, citizen_id, category, title, body, link, subject_id FROM given ORDER BY dedupe_key
    ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
)
INSERT INTO push_delivery (id, created_at, dedupe_key, citizen_id, inbox_item_id, subject_id, channel, template, payload, kind, weight,
                           state, attempts, next_at, grant_held, last_error)
SELECT delivery_id, $1, dedupe_key || '#0', citizen_id, item_id, subject_id, first, template, payload, kind, weight,
       'pending', 0, CASE weight WHEN 'ordinary' THEN $18 WHEN 'emergency' THEN $1 ELSE $2 END, false, ''
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
    columns = zip(*(_columns(one) for one in news), strict=True)
    together = policy.next_allowed(now + timedelta(seconds=settings().gathering_seconds))
    return len(await sql(_WRITE, now, policy.next_allowed(now), *(list(column) for column in columns), together))


def _columns(news: News) -> tuple[object, ...]:
    message = news.message
    link = orjson.dumps({"page": message.link.page, "params": message.link.params}).decode()
    return (
        uuid7(),
        uuid7(),
        news.key,
        news.citizen_id,
        message.category,
        message.title,
        message.body,
        link,
        news.subject_id,
        message.template,
        orjson.dumps(message.payload()).decode(),
        news.kind.value,
        news.weight.value,
        news.outside,
        news.first,
    )
