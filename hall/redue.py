"""The days by which open cases are due, worked out anew when the working-day calendar changed: in batches, safe to do again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from core import clock
from core.calendar import workdays
from core.tables import sql, transaction
from hall import deadlines
from hall.states import OPEN, State

BATCH = 1000
_OPEN = """
SELECT c.id, c.submitted_at, c.promise_days, c.due_on,
       CASE WHEN c.situation IS NULL THEN coalesce(v.content ->> 'promise_unit', s.promise_unit) ELSE '工作日' END AS unit
FROM hall_case c JOIN hall_service s ON s.id = c.service_id
LEFT JOIN hall_service_version v ON v.service_id = s.id AND v.number = c.service_version
WHERE c.state = ANY($1::text[]) AND c.submitted_at IS NOT NULL AND c.id > $2 ORDER BY c.id LIMIT $3 FOR UPDATE OF c
"""
_WRITE = "UPDATE hall_case c SET due_on = n.due FROM unnest($1::uuid[], $2::date[]) AS n(id, due) WHERE c.id = n.id"


async def redue() -> int:
    """How many open cases have another day now."""
    changed, after = 0, UUID(int=0)
    while True:
        async with transaction():
            rows = await sql(_OPEN, sorted(OPEN - {State.DRAFT}), after, BATCH)
            changed += await _write(rows)
        if len(rows) < BATCH:
            return changed
        after = rows[-1]["id"]


async def _write(rows: Sequence[dict[str, Any]]) -> int:
    calendar = workdays()
    due = [
        (row["id"], deadlines.due_on(calendar, calendar.received_on(clock.local(row["submitted_at"])), row["promise_days"], row["unit"]))
        for row in rows
    ]
    new = [one for one, row in zip(due, rows, strict=True) if one[1] != row["due_on"]]
    if new:
        await sql(_WRITE, [one[0] for one in new], [one[1] for one in new])
    return len(new)
