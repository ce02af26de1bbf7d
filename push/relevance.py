"""Whether a reminder is still true when it leaves: one written last night may have been overtaken by its own certificate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from core import clock
from hall import cases
from profile import changes
from push import hearers
from push.templates import EXPIRING


async def overtaken(rows: Sequence[dict[str, Any]]) -> dict[UUID, str]:
    """Delivery id → why it need not go any more, for those of these deliveries that are reminders of a certificate.

    What goes to somebody who looks after it needs their delegation to stand.
    """
    about = {row["subject_id"] for row in rows if row["template"] == EXPIRING and row["subject_id"]}
    if not about:
        return {}
    notes = await changes.silenced(about) | dict.fromkeys(await cases.under_way(about), "已在办理，不再提醒")
    stale = {row["id"]: notes[row["subject_id"]] for row in rows if row["subject_id"] in notes}
    return stale | await hearers.ended([row for row in rows if row["template"] == EXPIRING], clock.now())
