"""What a leased message has to wait for: its person's night, a festival, their weekly budget. Gathers what `courtesy` judges by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from core.calendar import workdays
from core.settings import settings
from core.tables import sql
from core.zones import zone
from profile.people import Addresses
from push.courtesy import WEEK, Contact, Leave, Night, Weight, leave
from push.topics import NOTHING_CHOSEN, Choices

# One message counts once, however many ways it went; what the person asked for (news of a case) doesn't count.
_SENT = """
SELECT citizen_id, max(send_started) AS at FROM push_delivery
WHERE citizen_id = ANY($1::uuid[]) AND channel <> 'inbox' AND send_started > $2 AND weight <> 'wanted'
  AND state IN ('sending', 'unknown', 'sent', 'uncertain')
GROUP BY citizen_id, coalesce(inbox_item_id, id)
"""
_LATER = """
UPDATE push_delivery d SET state = 'pending', token = NULL, next_at = one.at, last_error = one.note
FROM unnest($1::uuid[], $2::timestamptz[], $3::text[]) AS one(id, at, note) WHERE d.id = one.id
"""
WORDS = {"night": "夜间不打扰", "festival": "节假日不打扰", "budget": "本周消息已够多"}


async def held_back(
    rows: Sequence[dict[str, Any]], known: Mapping[UUID, Addresses], chosen: Mapping[UUID, Choices], now: datetime
) -> dict[UUID, Leave]:
    """Delivery id → when it may leave, for those that may not leave now. Those of one person count one after the other."""
    counted = await sent([row["citizen_id"] for row in rows if row["weight"] == Weight.ORDINARY], now)
    held: dict[UUID, Leave] = {}
    calendar, budget = workdays(), settings().weekly_messages

    @cache
    def by(own: Night, weight: Weight, latest: date | None, recent: tuple[datetime, ...]) -> Leave:
        return leave(now, weight, Contact(own, recent, budget), calendar, latest)

    for row in rows:
        citizen_id, weight = row["citizen_id"], Weight(row["weight"])
        own = night(known.get(citizen_id), chosen.get(citizen_id, NOTHING_CHOSEN))
        recent = counted[citizen_id]
        # Fewer than the budget hold nothing back, so that most people of a batch are one case.
        found = by(own, weight, _latest(row), tuple(recent) if len(recent) >= budget else ())
        if found.at > now:
            held[row["id"]] = found
        elif weight is not Weight.WANTED:
            counted[citizen_id].append(now)
    return held


async def put_off(held: Mapping[UUID, Leave]) -> None:
    """Gives leased rows back until they may leave, with the reason beside them."""
    if held:
        notes = ["、".join(WORDS[why] for why in one.because) for one in held.values()]
        await sql(_LATER, list(held), [one.at for one in held.values()], notes)


async def sent(citizens: list[UUID], now: datetime) -> defaultdict[UUID, list[datetime]]:
    found: defaultdict[UUID, list[datetime]] = defaultdict(list)
    for row in await sql(_SENT, citizens, now - WEEK) if citizens else []:
        found[row["citizen_id"]].append(row["at"])
    return found


def night(address: Addresses | None, choice: Choices) -> Night:
    return _night(address.region if address else None, *choice.hours())


@lru_cache(maxsize=4096)
def _night(region: str | None, evening: time, morning: time) -> Night:
    return Night(zone(region), evening, morning)


def _latest(row: dict[str, Any]) -> date | None:
    due = row["payload"].get("due_on")
    return date.fromisoformat(due) if due else None
