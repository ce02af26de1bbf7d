"""The one object every door is handed: settings, clock, journal, state and town."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from typing import Any

import aiohttp

from sandbox import town
from sandbox.clock import Clock
from sandbox.journal import Event, Journal
from sandbox.settings import Settings
from sandbox.state import State, apply

KNOBS: dict[str, Any] = {
    "unionid": True,
    "send_returns_msgid": False,
    "send_latency_ms": 5,
    "token_overlap_seconds": 300,
    "callback_retry_seconds": 1.0,
    "sms_limits": True,
    "auto_decide_seconds": 20.0,
}


class World:
    """Changes only through `record`, which writes the journal first and then lets the event act."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock(settings.clock_file)
        self.journal = Journal(settings.data / "journal.jsonl")
        self.state = State()
        self.sending: set[str] = set()
        self.calls: Counter[tuple[str, str]] = Counter()
        self.http: aiohttp.ClientSession | None = None
        for event in self.journal.replay():
            apply(self.state, event)
        if self.state.day is None:
            self.record("world.started", day=self.clock.today().isoformat())
        self._build()

    def record(self, kind: str, **data: Any) -> Event:
        """Write one event and let it act; nothing has happened when this raises."""
        event = {"seq": self.journal.seq + 1, "at": self.clock.now().isoformat(timespec="milliseconds")}
        event |= {"t": round(self.clock.time(), 3), "wall": round(time.time(), 3), "kind": kind, **data}
        self.journal.append(event)
        apply(self.state, event)
        return event

    def reset(self) -> None:
        """Begin again on today's demo day; the journal keeps what was."""
        self.record("world.reset", day=self.clock.today().isoformat())
        self.sending.clear()
        self.calls.clear()
        self._build()

    def knob(self, name: str) -> Any:
        """A setting that may be turned while running."""
        started = {
            "sms_limits": self.settings.sms_limits,
            "auto_decide_seconds": self.settings.auto_decide_seconds,
        }
        return (KNOBS | started | self.state.knobs)[name]

    def person(self, user: str) -> town.Person | None:
        """A seeded person, or a guest that somebody added."""
        found = self.town.people.get(user)
        guest = self.state.guests.get(user)
        return found or (town.Person(**guest) if guest else None)

    def by_openid(self, openid: str) -> town.Person | None:
        found = self._openids.get(openid)
        return found or next((town.Person(**g) for g in self.state.guests.values() if g["openid"] == openid), None)

    def by_phone(self, phone: str) -> town.Person | None:
        return next((p for p in self.everyone() if p.phone == phone), None)

    def everyone(self) -> list[town.Person]:
        return [*self.town.people.values(), *(town.Person(**guest) for guest in self.state.guests.values())]

    def guest(self, user: str, **known: Any) -> town.Person:
        """Add someone who is not in the seed; unknown particulars stay empty."""
        blank = dict.fromkeys(("name", "gender", "birth_date", "id_number", "phone", "region_code"), "")
        person = blank | {"user": user, "openid": town.openid(self.settings.app_id, user), **known}
        self.record("person.added", person=person)
        return town.Person(**person)

    def unique(self, prefix: str) -> str:
        return f"{prefix}{secrets.token_hex(8)}"

    def _build(self) -> None:
        assert self.state.day is not None
        self.town = town.build(self.state.day, self.settings.app_id)
        self._openids = {p.openid: p for p in self.town.people.values()}
