"""Dates of the seed, written relative to the demo start day: `-3y+25d`, `+1m`, `2019-05-04`, `today`."""

from __future__ import annotations

import calendar
import json
import re
from datetime import date, timedelta
from typing import Any

_STEP = re.compile(r"([+-]\d+)([ymd])")
_FACT = re.compile(r"(date|until|since|months|years):(\S+)")


def resolve(text: str, day: date) -> date:
    """The date that an expression names for a demo that began on `day`; years and months clamp to the month's end."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if text != "today" and _STEP.sub("", text):
        raise ValueError(f"not a date of the seed: {text!r}")
    for amount, unit in _STEP.findall(text):
        day = day + timedelta(days=int(amount)) if unit == "d" else _months(day, int(amount) * (12 if unit == "y" else 1))
    return day


def resolve_value(text: str, day: date, today: date) -> Any:
    """A fact's value: JSON, in which `date:-20d` is a date.

    `until:+9d` is the number of days until a date, `since:-9d` of days since, `months:-2y` and `years:-2y` an age.
    """
    found = _FACT.fullmatch(text)
    if found is None:
        return _within(json.loads(text), day, today)
    then = resolve(found[2], day)
    days = (then - today).days
    months = (today.year - then.year) * 12 + today.month - then.month - (today.day < then.day)
    values = {"date": then.isoformat(), "until": days, "since": -days, "months": months, "years": months // 12}
    return values[found[1]]


def _within(value: Any, day: date, today: date) -> Any:
    if isinstance(value, dict):
        return {key: _within(item, day, today) for key, item in value.items()}
    if isinstance(value, list):
        return [_within(item, day, today) for item in value]
    return resolve_value(value, day, today) if isinstance(value, str) and _FACT.fullmatch(value) else value


def _months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))
