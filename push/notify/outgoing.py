"""What a notification carries when it leaves: its address and words unsealed, whether its person may be reached, and who that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from core import crypto
from core.tables import sql
from profile import people
from push import preferences
from push.notify import places
from push.notify.accepting import context

_LETTERS = """
SELECT n.id, n.channel, n.address_index, n.sealed, v.subject, v.body, v.gateway_code
FROM push_notification n JOIN push_notice_version v ON v.template_id = n.template_id AND v.version = n.version
WHERE n.id = ANY($1::uuid[])
"""


@dataclass(frozen=True)
class Letter:
    """One notification as its channel needs it. `stopped`: the number's owner said STOP."""

    address: str = field(repr=False)
    payload: dict[str, Any] = field(repr=False)
    citizen_id: UUID | None
    stopped: bool


async def letters(delivery_ids: Sequence[UUID]) -> dict[UUID, Letter]:
    """The notifications among these deliveries, in three queries however many they are."""
    rows = await sql(_LETTERS, list(delivery_ids)) if delivery_ids else []
    if not rows:
        return {}
    held = {row["id"]: crypto.unseal_json(bytes(row["sealed"]), context(row["id"])) for row in rows}
    texts = [row for row in rows if row["channel"] == "sms"]
    stopped = await preferences.sms_stopped([held[row["id"]]["to"] for row in texts])
    known = await people.by_phone_index([row["address_index"] for row in texts])
    return {
        row["id"]: Letter(
            held[row["id"]]["to"],
            _payload(row, held[row["id"]]["values"]),
            known.get(row["address_index"]) if row["channel"] == "sms" else None,
            row["channel"] == "sms" and held[row["id"]]["to"] in stopped,
        )
        for row in rows
    }


def _payload(row: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    if row["channel"] == "sms":
        return {"code": row["gateway_code"], "params": places.gateway_values(row["body"], values)}
    return {"subject": places.fill(row["subject"], values), "body": places.fill(row["body"], values)}
