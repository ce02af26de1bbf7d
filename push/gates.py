"""The gate of each channel as all processes share it: a row in Postgres, so that a lost Redis opens nothing."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from typing import Any

from core import log
from core.settings import settings
from core.tables import sql
from push import pacing
from push.pacing import Admission, Gate, Pace
from push.policy import Channel

_NAMES = [one.name for one in fields(Gate)]
_COLUMNS = ", ".join(_NAMES)
_LOCKED = f"SELECT channel, {_COLUMNS} FROM push_channel_gate WHERE channel = $1 FOR UPDATE"  # noqa: S608 (columns of our own)
_MAKE = """
INSERT INTO push_channel_gate (id, created_at, channel, tokens, filled_at, day, sent, window_from, calls, failures, trips)
VALUES (uuidv7(), $1, $2, 0, $3, $4, 0, $1, 0, 0, 0) ON CONFLICT (channel) DO NOTHING
"""
_WRITE = f"UPDATE push_channel_gate SET {', '.join(f'{name} = ${place}' for place, name in enumerate(_NAMES, 2))} WHERE channel = $1"  # noqa: S608
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def pace(channel: Channel) -> Pace | None:
    """What this channel's platform allows; None for one that is no platform's."""
    own = settings()
    known = {
        Channel.WECHAT: Pace(own.wechat_per_second, own.wechat_daily_limit),
        Channel.SMS: Pace(own.sms_per_second, own.sms_daily_limit),
    }
    return known.get(channel)


async def admit(channel: Channel, wanted: int, now: datetime) -> Admission:
    """How many of these calls may be made now; in the caller's transaction, whose end lets the next process ask."""
    limits = pace(channel)
    if limits is None or not wanted:
        return Admission(wanted, now)
    admission, fresh = pacing.admit(await _gate(channel, now), wanted, now, limits)
    await _keep(channel, fresh)
    return admission


async def heard(channel: Channel, good: int, bad: int, spent: int, now: datetime) -> None:
    """Takes note of what calls came to, in the caller's transaction. A channel that answers well costs one look."""
    if pace(channel) is None or not (bad or spent or await _is_broken(channel)):
        return
    gate = await _gate(channel, now)
    fresh = pacing.heard(gate, good, bad, now)
    if spent:
        fresh = pacing.spent(fresh, now)
    if fresh.opened_at != gate.opened_at:
        log.get("push").error("circuit broken" if fresh.opened_at else "circuit mended", channel=channel.value, failures=fresh.failures)
    await _keep(channel, fresh)


async def passed_by(now: datetime) -> set[str]:
    """The channels that have been away for so long that their messages take the next one."""
    rows = await sql(f"SELECT channel, {_COLUMNS} FROM push_channel_gate WHERE opened_at IS NOT NULL")  # noqa: S608
    return {str(row["channel"]) for row in rows if pacing.passed_by(_of(row), now)}


async def shown(now: datetime) -> list[dict[str, Any]]:
    """For operators: `[{channel, until, reason}]` of gates that are closed or only half open."""
    rows = await sql("SELECT channel, closed_until, spent_until, opened_at, trips FROM push_channel_gate ORDER BY channel")
    closed = [_closed(row, now) for row in rows]
    return [one for one in closed if one]


def _closed(row: dict[str, Any], now: datetime) -> dict[str, Any] | None:
    if row["spent_until"] and row["spent_until"] > now:
        return {"channel": row["channel"], "until": row["spent_until"], "reason": "今天的额度已用完，消息等到明天早上"}
    if row["opened_at"]:
        until = max(row["closed_until"] or now, now)
        return {"channel": row["channel"], "until": until, "reason": f"连续失败（第 {row['trips']} 次断开），到时用少量消息试探"}
    return None


async def _is_broken(channel: Channel) -> bool:
    return bool(await sql("SELECT 1 FROM push_channel_gate WHERE channel = $1 AND opened_at IS NOT NULL", channel.value))


async def _gate(channel: Channel, now: datetime) -> Gate:
    rows = await sql(_LOCKED, channel.value)
    if not rows:
        await sql(_MAKE, now, channel.value, _LONG_AGO, date(2000, 1, 1))  # filled long ago: a fresh bucket is a full one
        rows = await sql(_LOCKED, channel.value)
    return _of(rows[0])


def _of(row: dict[str, Any]) -> Gate:
    return Gate(**{name: row[name] for name in _NAMES})


async def _keep(channel: Channel, gate: Gate) -> None:
    values = asdict(gate)
    await sql(_WRITE, channel.value, *(values[name] for name in _NAMES))
