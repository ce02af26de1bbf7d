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
from push.compose import Link, Message
from push.courtesy import Weight
from push.states import Kind

Said = tuple[Message, Kind, Weight, bool, str]
# The inbox decides: a key that is there already brings no second delivery either.
_WRITE = """
WITH given AS MATERIALIZED (
    SELECT uuidv7() AS item_id, one.*, said.*
    FROM unnest($4::text[], $5::uuid[], $6::uuid[], $7::jsonb[], $8::text[], $9::int[])
        AS one(dedupe_key, citizen_id, subject_id, link, page, number)
    JOIN unnest($10::text[], $11::text[], $12::text[], $13::text[], $14::jsonb[], $15::text[], $16::text[], $17::bool[], $18::text[])
        WITH ORDINALITY AS said(category, title, body, template, payload, kind, weight, outside, first, place) ON said.place = one.number
), items AS (
    INSERT INTO push_inbox_item (id, created_at, dedupe_key, citizen_id, category, title, body, link, subject_id)
    SELECT item_id, $1, dedupe_key, citizen_id, category, title, body, link, subject_id FROM given ORDER BY dedupe_key
    ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
), deliveries AS (
    INSERT INTO push_delivery (id, created_at, dedupe_key, citizen_id, inbox_item_id, subject_id, channel, template, payload, kind, weight,
                               state, attempts, next_at, grant_held, last_error)
    SELECT uuidv7(), $1, dedupe_key || '#0', citizen_id, item_id, subject_id, first, template,
           payload || jsonb_build_object('page', page), kind, weight,
           'pending', 0, CASE weight WHEN 'ordinary' THEN $3 WHEN 'emergency' THEN $1 ELSE $2 END, false, ''
    FROM given JOIN items ON items.id = given.item_id WHERE outside
    ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
)
SELECT count(*)::int AS count FROM deliveries
"""


@dataclass(frozen=True)
class News:
    """One message for one person. `key` names the occasion; `outside` asks for a channel beside the inbox, `first` is tried first;
    `weight` says what may hold it back."""

    key: str
    citizen_id: UUID
    subject_id: UUID | None
    message: Message
    link: Link
    kind: Kind
    outside: bool = True
    weight: Weight = Weight.ORDINARY
    first: str = "wechat"


async def write(news: Sequence[News], now: datetime) -> int:
    """Writes inbox items and their deliveries in the caller's transaction; how many deliveries are new."""
    if not news:
        return 0
    places: dict[Said, int] = {}
    rows = [(*_row(one), places.setdefault(_said(one), len(places) + 1)) for one in news]
    columns = (*zip(*rows, strict=True), *zip(*map(_words, places), strict=True))
    alone, together = policy.next_allowed(now), policy.next_allowed(now + timedelta(seconds=settings().gathering_seconds))
    written = await sql(_WRITE, now, alone, together, *map(list, columns))
    return int(written[0]["count"])


def _row(news: News) -> tuple[object, ...]:
    """What each has of its own."""
    link = news.link
    return news.key, news.citizen_id, news.subject_id, orjson.dumps({"page": link.page, "params": link.params}).decode(), link.path()


def _said(news: News) -> Said:
    """What many of one batch may have in common: sent once, not with each."""
    return news.message, news.kind, news.weight, news.outside, news.first


def _words(said: Said) -> tuple[object, ...]:
    message, kind, weight, outside, first = said
    payload = orjson.dumps(message.payload()).decode()
    return message.category, message.title, message.body, message.template, payload, kind.value, weight.value, outside, first
