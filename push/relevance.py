"""Whether a reminder is still true when it leaves: one written last night may have been overtaken by its own certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from core import clock
from core.tables import sql
from hall import cases
from profile import changes
from push import compose, hearers
from push.templates import EXPIRING

_REWORDED = "UPDATE push_delivery d SET payload = one.payload FROM unnest($1::uuid[], $2::jsonb[]) AS one(id, payload) WHERE d.id = one.id"


async def overtaken(rows: Sequence[dict[str, Any]]) -> dict[UUID, str]:
    """Delivery id → why it need not go any more, for those of these deliveries that are reminders of a certificate.

    What goes to somebody who looks after it needs their delegation to stand. A reminder whose last day has moved meanwhile is `redated`,
    and one that waited for another day counts the days that are left now; its row says what leaves.
    """
    about = [row for row in rows if row["template"] == EXPIRING and row["subject_id"]]
    if not about:
        return {}
    notes, moved = await changes.overtaken({row["subject_id"]: _due(row) for row in about})
    notes |= dict.fromkeys(await cases.under_way({row["subject_id"] for row in about}), "已在办理，不再提醒")
    await _keep([row for row in about if row["subject_id"] not in notes and _says_anew(row, moved)])
    stale = {row["id"]: notes[row["subject_id"]] for row in about if row["subject_id"] in notes}
    return stale | await hearers.ended(about, clock.now())


def _due(row: dict[str, Any]) -> date | None:
    due = row["payload"].get("due_on")
    return date.fromisoformat(due) if due else None


def _says_anew(row: dict[str, Any], moved: Mapping[UUID, date]) -> bool:
    """Whether it has other words now. A repeated call says what the doubtful one said, so that the two are known to be one message."""
    before = row["payload"]
    if row["subject_id"] in moved:
        row["payload"], row["redated"] = compose.redated(before, moved[row["subject_id"]]), True
    if not row["doubted_at"]:
        row["payload"] = compose.on_the_day(row["payload"], clock.today())
    return row["payload"] is not before


async def _keep(rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        await sql(_REWORDED, [row["id"] for row in rows], [orjson.dumps(row["payload"]).decode() for row in rows])
