"""When a message may leave the house, by which channel, and how long a failed try waits. Pure: takes values, returns values."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from push.courtesy import Night

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = Night(SHANGHAI)


class Channel(StrEnum):
    """The ways to a person, best first."""

    WECHAT = "wechat"
    SMS = "sms"
    INBOX = "inbox"


# A second call with the same id delivers once there, so a doubtful try may simply be repeated.
REPEATABLE = frozenset({Channel.SMS, Channel.INBOX})

LEASE = timedelta(seconds=30)
SENDING_AT_MOST = timedelta(seconds=30)
DOUBT_AT_MOST = timedelta(minutes=15)
# WeChat stamps its events to the second; sends to one person under one template keep this distance, so each event has one owner.
APART = timedelta(seconds=10)
TRIES = 8
BROKEN_TRIES = 5
_WAITS = (2, 5, 10, 30, 60)


def may_send(now: datetime) -> bool:
    """Nobody is disturbed between 21:00 and 09:00, Asia/Shanghai; whose night is longer or elsewhere is `waiting`'s to know."""
    return not NIGHT.covers(now)


def next_allowed(now: datetime) -> datetime:
    """The first moment from `now` on at which a message may leave."""
    return NIGHT.ends(now)


def next_midnight(now: datetime) -> datetime:
    """When WeChat's daily quotas start anew."""
    day = now.astimezone(SHANGHAI).date() + timedelta(days=1)
    return datetime.combine(day, time(0), SHANGHAI).astimezone(now.tzinfo)


def wait(attempt: int, salt: int = 0) -> timedelta:
    """How long the `attempt`-th failed try (from 1) waits: 2 s to a minute, spread by up to a fifth so that a herd parts."""
    seconds = _WAITS[min(max(attempt, 1), len(_WAITS)) - 1]
    return timedelta(seconds=seconds * (1 + (salt % 100) / 500))


def choose(first: Channel, *, openid: bool, grant: bool, phone: bool, paused: Collection[str] = ()) -> Channel:
    """The best channel from `first` downwards that can reach this person: WeChat with a grant, else SMS, else the inbox alone."""
    possible = {Channel.WECHAT: openid and grant, Channel.SMS: phone, Channel.INBOX: True}
    order = list(Channel)
    for channel in order[order.index(first) :]:
        if possible[channel] and channel not in paused:
            return channel
    return Channel.INBOX


def below(channel: Channel) -> Channel | None:
    """The channel to fall back on when this one has failed for good; the inbox is the floor."""
    order = list(Channel)
    following = order[order.index(channel) + 1 :]
    return following[0] if following else None
