"""Nothing lasts for ever: both sides are warned a month before a delegation ends, and told when it has, or when a wish for more lapsed."""

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
_LAPSED = """
UPDATE profile_widening w SET state = 'lapsed', ended_at = $1 FROM profile_delegation d
WHERE d.id = w.delegation_id AND w.state = 'asked' AND (w.answer_by <= $1 OR d.state <> 'accepted')
RETURNING d.id, d.holder_id, d.helper_id, d.state
"""


async def run_out(now: datetime) -> int:
    """Warns of those that end soon, ends those whose day has come and lets old wishes lapse; how many of all."""
    async with transaction():
        soon, over = await sql(_WARN, now, now + WARNED_BEFORE), await sql(_OVER, now)
        lapsed = [row for row in await sql(_LAPSED, now) if row["state"] == "accepted"]
        for topic, rows in (("delegation.expiring", soon), ("delegation.expired", over), ("delegation.more_lapsed", lapsed)):
            for row in rows:
                await _tell_both(topic, row["id"], row["holder_id"], row["helper_id"])
    return len(soon) + len(over) + len(lapsed)


async def _tell_both(topic: str, delegation_id: UUID, *sides: UUID) -> None:
    for side in sides:
        await events.record(topic, citizen_id=side, subject_id=delegation_id)
