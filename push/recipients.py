"""Where a delivery goes: the phone of a citizen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from profile import people


async def phones(rows: Sequence[dict[str, Any]]) -> dict[UUID, str]:
    """Delivery id → the number it goes to, for those (`id`, `citizen_id`) that have one."""
    known = await people.addresses([row["citizen_id"] for row in rows if row["citizen_id"]])
    return {row["id"]: phone for row in rows if row["citizen_id"] in known and (phone := known[row["citizen_id"]].phone)}
