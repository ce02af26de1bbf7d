"""Whether a reminder is still true when it leaves: one written last night may have been overtaken by its own certificate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hall import cases
from profile import certificates
from push.templates import EXPIRING


async def overtaken(rows: Sequence[dict[str, Any]]) -> dict[UUID, str]:
    """Delivery id → why it need not go any more, for those of these deliveries that are reminders of a certificate."""
    about = {row["subject_id"] for row in rows if row["template"] == EXPIRING and row["subject_id"]}
    if not about:
        return {}
    held, busy = await certificates.by_ids(about), await cases.under_way(about)
    notes = {one.id: "证照已换新，不再提醒" for one in held.values() if one.state != "valid"} | dict.fromkeys(busy, "已在办理，不再提醒")
    return {row["id"]: notes[row["subject_id"]] for row in rows if row["subject_id"] in notes}
