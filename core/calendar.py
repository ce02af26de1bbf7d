"""Working days: the State Council's yearly notice as data, and pure arithmetic forwards and backwards over it."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "workdays.csv"
OFFICE_CLOSES = time(17, 0)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """What the table says of one date. `official` is False where the State Council has not yet given notice."""

    is_workday: bool
    name: str
    official: bool


@dataclass(frozen=True)
class Calendar:
    """A working-day calendar. Dates outside the table follow the weekend and count as provisional.

    Limits in the Administrative Licensing Law are working days without statutory holidays (行政许可法 第八十二条); the day
    on which a period begins is not counted (民法典 第二百零一条).
    """

    days: Mapping[date, Day] = field(repr=False)

    def is_workday(self, day: date) -> bool:
        known = self.days.get(day)
        return known.is_workday if known else day.weekday() < 5

    def is_festival(self, day: date) -> bool:
        """A statutory holiday, not a mere weekend."""
        known = self.days.get(day)
        return known is not None and not known.is_workday and bool(known.name)

    def is_official(self, first: date, last: date) -> bool:
        """True when every date from `first` to `last`, in either order, stands in an official notice."""
        low, high = min(first, last), max(first, last)
        return all(self._official(low + _DAY * step) for step in range((high - low).days + 1))

    def shift(self, start: date, workdays: int, paused: Collection[date] = ()) -> date:
        """The date `workdays` working days after `start` (before it when negative); `start` itself is not counted.

        `paused` are dates on which the clock stands still (hearing, inspection: 行政许可法 第四十五条).
        """
        step = _DAY if workdays >= 0 else -_DAY
        left, day = abs(workdays), start
        while left:
            day += step
            left -= self.is_workday(day) and day not in paused
        return day

    def count(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
        if end < start:
            return -self.count(end, start)
        return sum(self.is_workday(start + _DAY * step) for step in range(1, (end - start).days + 1))

    def received_on(self, moment: datetime, closes: time = OFFICE_CLOSES) -> date:
        """The day an application counts as received: after office hours it is the next working day. `moment` is local."""
        day = moment.date()
        return day if moment.time() < closes else self.shift(day, 1)

    def _official(self, day: date) -> bool:
        known = self.days.get(day)
        return known is not None and known.official


def read(rows: Iterable[Mapping[str, str]]) -> Calendar:
    """Builds a calendar from rows of `date, is_workday (0|1), name, status (official|provisional)`."""
    return Calendar({date.fromisoformat(row["date"]): _day(row) for row in rows})


_in_force: Calendar | None = None


def workdays() -> Calendar:
    """The calendar in force in this process: the one that was adopted from the database, else the one that ships with the house."""
    return _in_force or shipped()


def adopt(calendar: Calendar | None) -> None:
    """Puts a calendar in force; None goes back to the one that ships with the house."""
    global _in_force
    _in_force = calendar


@lru_cache(maxsize=1)
def shipped() -> Calendar:
    """The calendar that ships with the house (2026 official, 2027 provisional until its notice is loaded)."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return read(csv.DictReader(file))


def pause(first: date, last: date) -> frozenset[date]:
    """Every date from `first` to `last`, both included, for `Calendar.shift(paused=…)`."""
    return frozenset(first + _DAY * step for step in range((last - first).days + 1))


def _day(row: Mapping[str, str]) -> Day:
    if row["is_workday"] not in ("0", "1") or row["status"] not in ("official", "provisional"):
        raise ValueError(f"working-day table, {row['date']}: is_workday must be 0 or 1, status official or provisional")
    return Day(row["is_workday"] == "1", row["name"], row["status"] == "official")
