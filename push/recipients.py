"""Where a text goes: the phone of a citizen, or the number that a sender named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from profile import people
from push.notify import outgoing


async def phones(rows: Sequence[dict[str, Any]]) -> dict[UUID, str]:
    """Delivery id → the number it goes to, for those (`id`, `citizen_id`, `inbox_item_id`) that have one."""
    named = await outgoing.letters([row["id"] for row in rows if row["inbox_item_id"] is None])
    known = await people.addresses([row["citizen_id"] for row in rows if row["citizen_id"] and row["id"] not in named])
    own = {row["id"]: phone for row in rows if row["citizen_id"] in known and (phone := known[row["citizen_id"]].phone)}
    return own | {delivery_id: letter.address for delivery_id, letter in named.items()}
