"""What would become of a reminder at a moment to come: when it would leave, by which way, and what stands in its way. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.calendar import Calendar
from push import policy
from push.courtesy import Contact, Weight, leave
from push.policy import Channel

SAMPLES = 12


@dataclass
class Reach:
    """How one person can be reached, as it stands; `grants` and `contact.sent` go on with each message foreseen."""

    contact: Contact
    openid: bool
    follows: bool
    phone: bool
    grants: int
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Leaving:
    """One foreseen message. `held` says what shifts it, `short` that WeChat was wanted and no subscription was left."""

    at: datetime
    channel: Channel
    held: tuple[str, ...]
    short: bool


@dataclass(frozen=True)
class Wish:
    """A message as its rule wants it: when it is written, by which way first, how weighty, and the last day to act."""

    moment: datetime
    first: str
    weight: Weight
    latest: date


def leaving(wish: Wish, reach: Reach, calendar: Calendar) -> Leaving:
    """When and how it would leave; the person's grants and week are charged with it."""
    if wish.first == Channel.INBOX:
        return Leaving(wish.moment, Channel.INBOX, (), short=False)
    start = policy.next_allowed(wish.moment)
    found = leave(start, wish.weight, reach.contact, calendar, wish.latest)
    late = ("night",) if start > wish.moment else ()
    channel = policy.choose(
        Channel(wish.first), openid=reach.openid, grant=reach.grants > 0, follows=reach.follows, phone=reach.phone, paused=reach.closed
    )
    wanted = wish.first == Channel.WECHAT and reach.openid and Channel.WECHAT not in reach.closed
    short = wanted and reach.grants <= 0
    reach.grants -= channel is Channel.WECHAT
    if channel is not Channel.INBOX and isinstance(reach.contact.sent, list):
        reach.contact.sent.append(found.at)
    return Leaving(found.at, channel, tuple(dict.fromkeys((*late, *found.because))), short)


@dataclass
class Tally:
    """What a run has found so far; kept as plain JSON between batches."""

    counts: Counter[str] = field(default_factory=Counter)
    days: dict[str, list[int]] = field(default_factory=dict)
    channels: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    sample: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Tally:
        return cls(
            Counter(kept.get("counts", {})), dict(kept.get("days", {})), Counter(kept.get("channels", {})), Counter(kept.get("held", {})),
            list(kept.get("sample", [])),
        )  # fmt: skip

    def kept(self) -> dict[str, Any]:
        return {
            "counts": dict(self.counts), "days": dict(sorted(self.days.items())), "channels": dict(self.channels), "held": dict(self.held),
            "sample": self.sample,
        }  # fmt: skip

    def rungs(self, new: set[tuple[date, int]], live: set[tuple[date, int]]) -> None:
        """Counts what one certificate would say by the one rule and by the live one."""
        for side, said in enumerate((new, live)):
            for day, _ in said:
                self.days.setdefault(day.isoformat(), [0, 0])[side] += 1
        self.counts.update(reminders=len(new), live=len(live), added=len(new - live), removed=len(live - new), same=len(new & live))
        self.counts["certificates"] += bool(new)

    def message(self, found: Leaving) -> None:
        self.counts["messages"] += 1
        self.counts["short"] += found.short
        self.channels[found.channel.value] += 1
        self.held.update(found.held)
