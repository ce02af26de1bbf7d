"""Reminders in the privacy ledger: what a rule read to remind somebody is noted for them soon after, one row for each message.

The message itself is the proof until then: a sweep that can't write it reminds nobody, and what is not noted is noted by the next run.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from core.tables import sql, transaction
from profile import certificates, ledger
from push.compose import HELPED

Row = dict[str, Any]
REMINDING = ledger.rule("证照到期提醒")
BACK, LIMIT = timedelta(hours=2), 1000
_OPEN = f"""
SELECT i.id, i.citizen_id, i.dedupe_key FROM push_inbox_item i WHERE i.id > $1 AND i.dedupe_key LIKE 'reminder:%'
AND i.link->>'page' <> '{HELPED}'
AND NOT EXISTS (SELECT 1 FROM profile_read r WHERE r.citizen_id = i.citizen_id AND r.subject_id = i.id) ORDER BY i.id LIMIT {LIMIT}
"""  # noqa: S608


async def note() -> int:
    """Notes what has not been noted of the last hours; how many."""
    noted = 0
    while True:
        async with transaction():
            await sql("SELECT pg_advisory_xact_lock(hashtext('push.reads'))")
            rows = await sql(_OPEN, _since(BACK))
            await ledger.read(REMINDING, "reminder", [(row["citizen_id"], row["id"]) for row in rows])
            await ledger.read_of_enterprises(REMINDING, "enterprise_reminder", await _of_enterprises(rows))
        noted += len(rows)
        if len(rows) < LIMIT:
            return noted


async def _of_enterprises(rows: Sequence[Row]) -> list[tuple[UUID, UUID | None, UUID | None]]:
    """(enterprise, first message, nobody) for each rung of an enterprise's certificate, however many of its people were told."""
    rungs: dict[tuple[str, ...], UUID] = {}
    for row in rows:
        rungs.setdefault(tuple(row["dedupe_key"].split(":")[1:5]), row["id"])
    held = await certificates.by_ids({UUID(rung[0]) for rung in rungs})
    owners = ((held.get(UUID(rung[0])), item) for rung, item in rungs.items())
    return [(one.enterprise_id, item, None) for one, item in owners if one and one.enterprise_id]


def _since(back: timedelta) -> UUID:
    """The smallest id that a row of so long ago may have: ids are ordered by real time (RFC 9562 §5.7)."""
    return UUID(int=int((time.time() - back.total_seconds()) * 1000) << 80)
