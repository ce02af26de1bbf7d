"""A random twentieth is not told of topics without stakes, period by period, so that what telling is worth can be measured.

Never of certificates, cases or policies: only where a person loses nothing by not hearing. Senders of such messages ask here first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from core import clock
from core.tables import sql
from push.topics import Topic

WITHOUT_STAKES = frozenset({Topic.SUGGESTION, Topic.SURVEY})
SHARE = 0.05
_LOG = """
INSERT INTO push_held_out (id, created_at, citizen_id, topic, period)
SELECT uuidv7(), $1, one, $3, $4 FROM unnest($2::uuid[]) AS one ON CONFLICT (citizen_id, topic, period) DO NOTHING
"""


def period(now: datetime) -> str:
    """The quarter that a lot is drawn for: 2026Q1."""
    local = clock.local(now)
    return f"{local.year}Q{(local.month + 2) // 3}"


def drawn(citizen_id: UUID, topic: str, quarter: str) -> bool:
    """Whether this person is held out: the same answer each time within a quarter, independent between topics and quarters."""
    if topic not in WITHOUT_STAKES:
        return False
    lot = hashlib.sha256(f"{citizen_id}|{topic}|{quarter}".encode()).digest()[:8]
    return int.from_bytes(lot) < SHARE * 2**64


async def counted(now: datetime) -> int:
    """How many people were held out of something in this quarter; for operators."""
    return int((await sql("SELECT count(*) AS count FROM push_held_out WHERE period = $1", period(now)))[0]["count"])


async def held_out(citizen_ids: Collection[UUID], topic: Topic, now: datetime) -> set[UUID]:
    """Those of these people who are not to be told of this topic now; each is written down once a quarter."""
    quarter = period(now)
    found = {one for one in citizen_ids if drawn(one, topic, quarter)}
    if found:
        await sql(_LOG, now, list(found), topic.value, quarter)
    return found
