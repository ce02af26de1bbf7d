"""Comparisons of an age, or of days since a date, as a span of dates in ISO text: after, up to, and whether its outside counts. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from profile.conditions.nodes import Order
from profile.rules.periods import add_months, age_on

Span = tuple[str, str, bool]
FIRST, LAST = "", "~"  # before and after all dates
_FAR = 10_000_000


def days_since(order: Order, amount: Decimal, today: date) -> Span:
    """The dates since which `order amount` days have passed."""

    def latest(days: int) -> str:
        return _iso(today.toordinal() - days)

    return _span(order, amount, latest)


def age(order: Order, amount: Decimal, today: date) -> Span:
    """The birth dates of those whose full years compare so."""

    def latest(years: int) -> str:
        if not 0 < today.year - years < 9_999:
            return FIRST if years > 0 else LAST
        born = add_months(today, -12 * years)
        while age_on(born, today) < years:
            born = date.fromordinal(born.toordinal() - 1)
        while age_on(after := date.fromordinal(born.toordinal() + 1), today) >= years:
            born = after
        return born.isoformat()

    return _span(order, amount, latest)


def _span(order: Order, amount: Decimal, latest: Callable[[int], str]) -> Span:
    """`latest(n)` is the last date that still counts at least n; the earlier the date, the more it counts."""
    near = max(min(amount, Decimal(_FAR)), Decimal(-_FAR))
    least, more = math.ceil(near), math.floor(near) + 1
    match order:
        case ">=":
            return FIRST, latest(least), False
        case ">":
            return FIRST, latest(more), False
        case "<":
            return latest(least), LAST, False
        case "<=":
            return latest(more), LAST, False
    return (latest(more), latest(least), order == "!=") if near == least else (LAST, LAST, order == "!=")


def _iso(ordinal: int) -> str:
    return FIRST if ordinal < 1 else LAST if ordinal > date.max.toordinal() else date.fromordinal(ordinal).isoformat()
