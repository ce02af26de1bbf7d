"""The kinds of validity rule a certificate type may have, read strictly from their data form."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

LONG_TERM = None
LONGEST_YEARS = 100  # longer than any term of law: what exceeds it is a slip of the finger
Months = int | None  # None: valid for good


@dataclass(frozen=True, slots=True)
class Fixed:
    """So many months from issue; `on_renewal` are the terms of the second certificate, the third, …"""

    months: int
    on_renewal: tuple[Months, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """Holders from this age (full years) to that one, on the day of issue."""

    youngest: int
    oldest: int | None
    months: Months


@dataclass(frozen=True, slots=True)
class AgeBands:
    """The term depends on the holder's age on the day of issue."""

    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Cycle:
    """Something is due every so many months; `later` are (age of the thing in years, months from then on)."""

    months: int
    later: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class AnnualWindow:
    """Something is due every year between two days, (month, day) each, beginning with the year after issue."""

    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """Only the date printed on the certificate counts."""


@dataclass(frozen=True, slots=True)
class LongTerm:
    """Valid for good."""


@dataclass(frozen=True, slots=True)
class Event:
    """Due so long after an event; `then_days` open only afterwards; `opens` marks a right that begins and never lapses."""

    anchor: str
    months: int = 0
    days: int = 0
    then_days: int = 0
    opens: bool = False


Rule = Fixed | AgeBands | Cycle | AnnualWindow | PrintedDate | LongTerm | Event
_EVENT = re.compile(r"([a-z_]+|age\d+)(?:\+(\d+)([dmy]))?")
_REMARKS = {"age6,10=inspect", "school"}  # what happens at the appointment, not when it is


def rules(text: str) -> tuple[Rule, ...]:
    """Reads the JSON form of a type's rules. ValueError names the rule that is wrong."""
    found: list[Rule] = []
    for raw in json.loads(text):
        if raw.get("kind") == "modifier":
            _modify(found, raw["expr"])
        else:
            found.append(_rule(raw))
    if not found:
        raise ValueError("a type needs at least one rule")
    return tuple(found)


def _rule(raw: dict[str, Any]) -> Rule:
    match raw:
        case {"kind": "fixed", **rest}:
            return Fixed(_months(rest), tuple(LONG_TERM if term == "L" else _years(term) * 12 for term in rest.get("on_renewal", ())))
        case {"kind": "age_band_at_issue", "bands": list(bands)}:
            return AgeBands(_bands(bands))
        case {"kind": "cycle", "months": months}:
            return Cycle(_months({"months": months}))
        case {"kind": "annual_window", "from": str(first), "to": str(last)} if first <= last:
            return AnnualWindow(_month_day(first), _month_day(last))
        case {"kind": "printed_date"}:
            return PrintedDate()
        case {"kind": "long_term"}:
            return LongTerm()
        case {"kind": "event", "expr": str(expr)}:
            return _event(expr)
    raise ValueError(f"unknown or wrong rule {raw}")


def _months(raw: dict[str, Any]) -> int:
    months = int(raw.get("years", 0)) * 12 + int(raw.get("months", 0))
    if not 0 < months <= LONGEST_YEARS * 12:
        raise ValueError(f"a term must be longer than nothing and at most {LONGEST_YEARS} years: {raw}")
    return months


def _years(given: Any) -> int:
    return _months({"years": given}) // 12


def _bands(raw: Sequence[dict[str, Any]]) -> tuple[Band, ...]:
    """Every age from 0 up must fall into exactly one band."""
    bands = tuple(Band(band["from"], band["to"], _years(band["years"]) * 12 if band["years"] else LONG_TERM) for band in raw)
    starts = [0, *(band.oldest + 1 if band.oldest is not None else None for band in bands)]
    if starts != [*(band.youngest for band in bands), None]:
        raise ValueError(f"age bands must follow on each other from 0 without an end: {raw}")
    return bands


def _event(expr: str) -> Event:
    form = _EVENT.fullmatch(expr)
    if form is None:
        raise ValueError(f"unknown event {expr!r}")
    amount, age = int(form[2] or 0), int(form[1][3:]) if form[1].startswith("age") and form[1][3:].isdigit() else 0
    found = Event(form[1], {"m": amount, "y": amount * 12}.get(form[3], 0), amount if form[3] == "d" else 0)
    if max(age, found.months / 12, found.days / 365) > LONGEST_YEARS:
        raise ValueError(f"further away than {LONGEST_YEARS} years: {expr!r}")
    return found


def _modify(found: list[Rule], expr: str) -> None:
    """Folds a modifier into the rule before it."""
    last = found[-1] if found else None
    if isinstance(last, Cycle) and (form := re.fullmatch(r"after(\d+)=C(\d+)m", expr)):
        found[-1] = replace(last, later=(*last.later, (int(form[1]), _months({"months": form[2]}))))
    elif isinstance(last, Event) and (form := re.fullmatch(r"then\+(\d{1,4})d", expr)):
        found[-1] = replace(last, then_days=int(form[1]))
    elif isinstance(last, Event) and expr == "opens":
        found[-1] = replace(last, opens=True)
    elif expr not in _REMARKS:
        raise ValueError(f"unknown modifier {expr!r}")


def _month_day(text: str) -> tuple[int, int]:
    form = re.fullmatch(r"(\d\d)-(\d\d)", text)
    try:
        day = date(2001, int(form[1]), int(form[2])) if form else None  # a year without 29 February: it must be there every year
    except ValueError:
        day = None
    if day is None:
        raise ValueError(f"not a day of every year: {text!r} (expected 03-31)")
    return day.month, day.day
