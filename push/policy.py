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
    """The ways to a person."""

    WECHAT = "wechat"
    OFFICIAL = "official"
    SMS = "sms"
    INBOX = "inbox"
    EMAIL = "email"


# Best first; each falls back on the next. E-mail stands beside it: it is used where somebody asked for it, and falls on nothing.
LADDER = (Channel.WECHAT, Channel.OFFICIAL, Channel.SMS, Channel.INBOX)
# For how long after the first doubtful call another one with the same id is delivered once, with a margin for clocks and travel.
# Others know no such id: there a second call is a second message.
REPEATABLE_FOR = {Channel.OFFICIAL: timedelta(minutes=9), Channel.INBOX: timedelta.max}

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


def may_repeat(channel: Channel, since: datetime | None, now: datetime) -> bool:
    """Whether a doubtful call, first made at `since`, may be made again under its id without arriving twice."""
    window = REPEATABLE_FOR.get(channel)
    return window is not None and (since is None or now - since < window)


def too_late_to_repeat(channel: Channel, since: datetime | None, now: datetime) -> bool:
    """Whether a call that was put off to be repeated under its id has waited so long that it would arrive twice."""
    return since is not None and channel in REPEATABLE_FOR and not may_repeat(channel, since, now)


def choose(first: Channel, *, openid: bool, grant: bool, phone: bool, follows: bool = False, paused: Collection[str] = ()) -> Channel:
    """The best channel from `first` downwards that can reach this person.

    A WeChat subscribe message with a grant, else the official account where they follow it, else SMS, else the inbox alone.
    """
    possible = {Channel.WECHAT: openid and grant, Channel.OFFICIAL: follows, Channel.SMS: phone, Channel.INBOX: True}
    for channel in LADDER[LADDER.index(first) :]:
        if possible[channel] and channel not in paused:
            return channel
    return Channel.INBOX


def below(channel: Channel) -> Channel | None:
    """The channel to fall back on when this one has failed for good; the inbox is the floor."""
    following = LADDER[LADDER.index(channel) + 1 :] if channel in LADDER else ()
    return following[0] if following else None
