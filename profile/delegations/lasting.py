"""Delegations don't last for ever: both sides are warned a month before the end, and told when it has come."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.tables import sql, transaction
from profile import events
from profile.delegations.scope import WARNED_BEFORE

_WARN = """
UPDATE profile_delegation SET warned_at = $1 WHERE state = 'accepted' AND warned_at IS NULL AND expires_at <= $2 AND expires_at > $1
RETURNING id, holder_id, helper_id
"""
_OVER = """
UPDATE profile_delegation SET state = 'ended', ended_at = $1, ended_because = 'expired'
WHERE state = 'accepted' AND expires_at <= $1 RETURNING id, holder_id, helper_id
"""


async def run_out(now: datetime) -> int:
    """Warns of those that end soon and ends those whose day has come; how many of both."""
    async with transaction():
        soon, over = await sql(_WARN, now, now + WARNED_BEFORE), await sql(_OVER, now)
        for topic, rows in (("delegation.expiring", soon), ("delegation.expired", over)):
            for row in rows:
                await _tell_both(topic, row["id"], row["holder_id"], row["helper_id"])
    return len(soon) + len(over)


async def _tell_both(topic: str, delegation_id: UUID, *sides: UUID) -> None:
    for side in sides:
        await events.record(topic, citizen_id=side, subject_id=delegation_id)
