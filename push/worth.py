"""What telling is worth where nothing is at stake: of those told on the phone and of those held out by lot, how many did the thing.

Everybody of both groups has the message in the inbox, so what is measured is the phone. Who was drawn counts among the drawn whatever
reached them, and only once their time is over: else those told yesterday would count as not having done it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from core.settings import settings
from core.tables import sql
from hall import bundles, used
from push import life
from push.comparing import Arm, compared
from push.topics import Topic

DAYS = 28  # to hand something in
BACK = timedelta(days=366)
_ARMS = f"""
SELECT held, over, count(*)::int AS people, count(*) FILTER (WHERE did)::int AS did
FROM (SELECT h.id IS NOT NULL AS held, i.created_at <= $4 AS over,
             {used.handed_in("i.citizen_id", "$3", "i.created_at", f"i.created_at + interval '{DAYS} days'")} AS did
      FROM push_inbox_item i
      LEFT JOIN push_held_out h ON h.citizen_id = i.citizen_id AND h.topic = $2
        AND h.period = to_char(i.created_at AT TIME ZONE 'Asia/Shanghai', 'YYYY"Q"Q')
      WHERE i.dedupe_key ^@ $1 AND i.created_at >= $5) one GROUP BY held, over
"""  # noqa: S608 - our own pieces
WORDS = {
    "synthetic": "这里是演示数据，人数只说明统计在做，不能说明推送有没有用。",
    "few": "人数还太少，说明不了什么：两组都要满 30 人，合起来至少 5 人办了。",
    "none": "看不出推送有没有用：差别可能只是巧合。",
    "more": "推送有用：推送的人里办的更多，差别不像是巧合。",
    "less": "推送的人里办的反而更少，差别不像是巧合，请看看是不是打扰了人。",
}


async def measured(now: datetime) -> list[dict[str, Any]]:
    """For each message without stakes over the last year: `{key, title, days, told, held_out, waiting, verdict, words, low, high}`."""
    services = {one.id: [member.item.code for member in one.members] for one in await bundles.all()}
    quiet = {event: words for event, words in life.WORDS.items() if not words.stakes}
    return [await _one(event, words, services.get(words.bundle, []), now) for event, words in quiet.items()]


async def _one(event: str, words: life.Told, services: list[str], now: datetime) -> dict[str, Any]:
    rows = await sql(_ARMS, f"life.{event}:", Topic.SUGGESTION.value, services, now - timedelta(days=DAYS), now - BACK)
    told, held_out = (
        next((Arm(row["people"], row["did"]) for row in rows if row["over"] and row["held"] is held), Arm(0, 0)) for held in (False, True)
    )
    found = compared(told, held_out, synthetic=settings().environment != "production")
    return {
        "key": event,
        "title": words.title,
        "days": DAYS,
        "told": _arm(told),
        "held_out": _arm(held_out),
        "waiting": sum(row["people"] for row in rows if not row["over"]),
        "verdict": found.verdict,
        "words": WORDS[found.verdict],
        "low": found.low,
        "high": found.high,
    }


def _arm(arm: Arm) -> dict[str, Any]:
    low, high = arm.span
    return {"people": arm.people, "did": arm.did, "low": low, "high": high}
