"""Every night the ledger of subscriptions is gone over: balances against their entries, and what doubtful sends may have used up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from core import clock
from core.tables import sql, transaction
from profile import people
from push.templates import title_of

HOUR, KEPT_DAYS = 3, 30
# A balance never goes below nothing, so entries that say less than nothing count as nothing. `doubtful`: taken for a send of which nobody
# knows whether WeChat made it, so that WeChat's own count may be higher by as many.
_COMPARE = """
INSERT INTO push_grant_difference (id, created_at, citizen_id, template, found_on, balance, entries, doubtful)
SELECT uuidv7(), $1, b.citizen_id, b.template, $2, b.balance, coalesce(e.sum, 0), coalesce(u.count, 0)
FROM push_grant_balance b
LEFT JOIN (SELECT citizen_id, template, sum(change)::int AS sum FROM push_grant_entry GROUP BY 1, 2) e USING (citizen_id, template)
LEFT JOIN (SELECT citizen_id, template, count(*)::int AS count FROM push_delivery
           WHERE channel = 'wechat' AND grant_held AND state IN ('unknown', 'uncertain') GROUP BY 1, 2) u USING (citizen_id, template)
WHERE b.balance <> greatest(coalesce(e.sum, 0), 0) OR coalesce(u.count, 0) > 0
ON CONFLICT (found_on, citizen_id, template) DO UPDATE
SET balance = excluded.balance, entries = excluded.entries, doubtful = excluded.doubtful
RETURNING id
"""


async def nightly(now: datetime) -> int:
    """Between three and four in the morning, when the ledger is quiet; at any other hour it does nothing."""
    return await compare(now) if clock.local(now).hour == HOUR else 0


async def compare(now: datetime) -> int:
    """Goes over the whole ledger; how many differences it found. Repeating it on one day changes nothing."""
    today = clock.local(now).date()
    async with transaction():
        await sql("DELETE FROM push_grant_difference WHERE found_on < $1::date - $2::int", today, KEPT_DAYS)
        return len(await sql(_COMPARE, now, today))


async def differences() -> dict[str, Any]:
    """The latest night's, for operators: `{found_on, items: [{recipient, template_title, balance, entries, doubtful}]}`."""
    rows = await sql(
        """SELECT citizen_id, template, found_on, balance, entries, doubtful FROM push_grant_difference
           WHERE found_on = (SELECT max(found_on) FROM push_grant_difference)
           ORDER BY abs(balance - greatest(entries, 0)) DESC, doubtful DESC, id LIMIT 200"""
    )
    persons = await people.people(list({row["citizen_id"] for row in rows}))
    found_on: date | None = rows[0]["found_on"] if rows else None
    return {"found_on": found_on, "items": [_shown(row, persons) for row in rows]}


def _shown(row: dict[str, Any], persons: dict[Any, people.Person]) -> dict[str, Any]:
    recipient = persons[row["citizen_id"]].display_name if row["citizen_id"] in persons else "—"
    return {
        "recipient": recipient,
        "template_title": title_of(row["template"]),
        **{name: row[name] for name in ("balance", "entries", "doubtful")},
    }
