"""Every night the ledger of subscriptions is gone over: balances against their entries, set right by them, and what doubtful sends may have
used up."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from core import clock
from core.tables import sql, transaction
from profile import ledger, people, staff
from push.templates import title_of

HOUR, KEPT_DAYS, OVERDUE = 3, 30, timedelta(hours=36)
# A balance never goes below nothing, so entries that say less than nothing count as nothing. `doubtful`: taken for a send of which nobody
# knows whether WeChat made it, so that WeChat's own count may be higher by as many.
_COMPARE = """
INSERT INTO push_grant_difference (id, created_at, citizen_id, template, found_on, balance, entries, doubtful, done)
SELECT uuidv7(), $1, b.citizen_id, b.template, $2, b.balance, coalesce(e.sum, 0), coalesce(u.count, 0), ''
FROM push_grant_balance b
LEFT JOIN (SELECT citizen_id, template, sum(change)::int AS sum FROM push_grant_entry GROUP BY 1, 2) e USING (citizen_id, template)
LEFT JOIN (SELECT citizen_id, template, count(*)::int AS count FROM push_delivery
           WHERE channel = 'wechat' AND grant_held AND state IN ('unknown', 'uncertain') GROUP BY 1, 2) u USING (citizen_id, template)
WHERE b.balance <> greatest(coalesce(e.sum, 0), 0) OR coalesce(u.count, 0) > 0
ON CONFLICT (found_on, citizen_id, template) DO UPDATE
SET balance = excluded.balance, entries = excluded.entries, doubtful = excluded.doubtful, done = ''
RETURNING id
"""
# The entries are the truth, each with its cause; one that was used in the meantime is looked at again tomorrow.
_CORRECT = """
WITH right_ones AS (
    UPDATE push_grant_balance b SET balance = greatest(d.entries, 0) FROM push_grant_difference d
    WHERE d.id = ANY($1::uuid[]) AND b.citizen_id = d.citizen_id AND b.template = d.template AND b.balance = d.balance
      AND b.balance <> greatest(d.entries, 0)
    RETURNING d.id
)
UPDATE push_grant_difference d SET done = 'corrected' FROM right_ones r WHERE r.id = d.id RETURNING d.id
"""
_NOTE = """
INSERT INTO push_grant_check (id, created_at, staff_id, looked, differed, corrected)
SELECT uuidv7(), $1, $2, count(*), $3, $4 FROM push_grant_balance
"""


async def nightly(now: datetime) -> int:
    """From three in the morning on, when the ledger is quiet, once a day; how many differences. Missed then, it is caught up with."""
    local = clock.local(now)
    if local.hour < HOUR or await sql("SELECT 1 FROM push_grant_check WHERE created_at >= $1", clock.at(local.date(), time(HOUR))):
        return 0
    return await compare(now)


async def compare(now: datetime, staff_id: UUID | None = None) -> int:
    """Goes over the whole ledger, sets balances right that their entries don't explain, and notes it; how many differences it found."""
    today = clock.local(now).date()
    async with transaction():
        await sql("DELETE FROM push_grant_difference WHERE found_on < $1::date - $2::int", today, KEPT_DAYS)
        await sql("DELETE FROM push_grant_check WHERE created_at < $1", now - timedelta(days=KEPT_DAYS))
        found = [row["id"] for row in await sql(_COMPARE, now, today)]
        corrected = await sql(_CORRECT, found) if found else []
        await sql(_NOTE, now, staff_id, len(found), len(corrected))
    return len(found)


async def page(staff_id: UUID) -> dict[str, Any]:
    """For operators: `{overdue, checks: [{at, by, looked, differed, corrected}], items: [...]}`, both newest first.

    `overdue`: nobody has looked for more than a day and a half.
    """
    checks = await sql(
        "SELECT created_at AS at, staff_id, looked, differed, corrected FROM push_grant_check ORDER BY created_at DESC LIMIT 30"
    )
    names = await staff.names([row["staff_id"] for row in checks if row["staff_id"]])
    rows = await sql(
        """SELECT citizen_id, template, found_on, balance, entries, doubtful, done FROM push_grant_difference
           ORDER BY found_on DESC, abs(balance - greatest(entries, 0)) DESC, doubtful DESC, id LIMIT 200"""
    )
    persons = await people.people(list({row["citizen_id"] for row in rows}))
    await ledger.listed(await ledger.operator(staff_id), "grant_list", persons)
    return {
        "overdue": not checks or checks[0]["at"] < clock.now() - OVERDUE,
        "checks": [{"by": names.get(row.pop("staff_id")), **row} for row in checks],
        "items": [_shown(row, persons) for row in rows],
    }


def _shown(row: dict[str, Any], persons: dict[Any, people.Person]) -> dict[str, Any]:
    recipient = persons[row["citizen_id"]].display_name if row["citizen_id"] in persons else "—"
    return {
        "recipient": recipient,
        "template_title": title_of(row["template"]),
        "done_text": done_text(row["done"], row["doubtful"]),
        **{name: row[name] for name in ("found_on", "balance", "entries", "doubtful", "done")},
    }


def done_text(done: str, doubtful: int) -> str:
    """What was done about a difference, as operators read it."""
    if done:
        return "余额已改成流水的合计"
    return "没有改：有发送等不到回执，按已用计" if doubtful else "没有改：核对时正在使用，下次再看"
