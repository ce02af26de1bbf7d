"""What a condition is evaluated against: facts by name, those worked out from them, and today. Pure."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from core.calendar import Calendar, workdays
from profile.rules.periods import add_months, age_on

FactValue = None | bool | int | float | str | date | Sequence[str]


class Unknown:
    """The value of a fact that nobody has told us. There is one, `UNKNOWN`."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()
Plain = None | bool | Decimal | str | date | tuple[str, ...] | Unknown
_BIRTHDAY = re.compile(r"birthday_(\d{1,3})")
# Worked out from a birth date when nobody states them.
DERIVED = re.compile(r"(?:.+\.)?(?:age|age_months|birthday_\d{1,3})")


@dataclass(frozen=True)
class Known:
    """`facts`: JSON values, dates as ISO text or dates, None for what is known to be absent; what is unknown isn't in it.

    `levels` gives words an order (degree: 专科 < 本科 < …) by fact name. `worked_out` remembers values for `quick`.
    """

    facts: Mapping[str, FactValue]
    today: date
    levels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=workdays)
    worked_out: dict[object, Plain] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A value, the facts it was read from, and the facts that were missing."""

    value: Plain
    used: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def look_up(name: str, known: Known) -> Found:
    """A fact by name; `age`, `birthday_60`, `child.age_months`, `month` are worked out when nobody states them."""
    if name in known.facts:
        return Found(plain(known.facts[name]), (name,))
    if name == "month":
        return Found(Decimal(known.today.month))
    owner, dot, last = name.rpartition(".")
    source = f"{owner}{dot}birth_date"
    if DERIVED.fullmatch(name):
        born = as_date(plain(known.facts[source])) if source in known.facts else None
        return Found(from_birth(last, born, known.today), (source,)) if born else Found(UNKNOWN, (), (source,))
    return Found(UNKNOWN, (), (name,))


def plain(value: FactValue) -> Plain:
    """JSON's values as the language compares them: numbers as decimals, lists as tuples."""
    if isinstance(value, bool) or value is None or isinstance(value, str | date):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(str(value)) if math.isfinite(value) else UNKNOWN
    return tuple(value) if all(isinstance(one, str) for one in value) else UNKNOWN


def as_date(value: Plain) -> date | None:
    """A date, or ISO text that is one."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def day_of_this_year(today: date, month: int, day: int) -> date:
    """02-29 in a year without one is the last day of the month (民法典 第二百零二条)."""
    return date(today.year, month, min(day, calendar.monthrange(today.year, month)[1]))


def from_birth(name: str, born: date, today: date) -> Plain:
    """`age`, `age_months` or `birthday_60`."""
    if name == "age":
        return Decimal(age_on(born, today))
    if name == "age_months":
        months = (today.year - born.year) * 12 + today.month - born.month
        return Decimal(months - (add_months(born, months) > today))
    form = _BIRTHDAY.fullmatch(name)
    return add_months(born, int(form[1]) * 12) if form else UNKNOWN
