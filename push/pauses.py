"""Channels that are closed to us for a while: nobody calls them, everybody can see why."""

from __future__ import annotations

from datetime import datetime, timedelta

from core import log
from core.tables import sql

REST = timedelta(hours=1)


async def paused(now: datetime) -> set[str]:
    """The channels that are resting at this moment."""
    return {str(row["channel"]) for row in await sql("SELECT channel FROM push_channel_pause WHERE until > $1", now)}


async def pause(channel: str, reason: str, now: datetime) -> None:
    """Rests a channel for an hour and raises an alarm."""
    await sql(
        """INSERT INTO push_channel_pause (id, created_at, channel, until, reason) VALUES (uuidv7(), $1, $2, $3, $4)
           ON CONFLICT (channel) DO UPDATE SET until = excluded.until, reason = excluded.reason""",
        now,
        channel,
        now + REST,
        reason,
    )
    log.get("push").error("channel paused", channel=channel, reason=reason)
