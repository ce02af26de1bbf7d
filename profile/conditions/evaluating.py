"""A condition against what is known: true, false, or not known (Kleene), with the facts that decided it. Pure."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import assert_never

from profile.conditions.functions import FUNCTIONS
from profile.conditions.known import UNKNOWN, Found, Known, Plain, Unknown, as_date, look_up
from profile.conditions.nodes import (
    And,
    Call,
    Compare,
    Condition,
    Fact,
    Flag,
    Holds,
    MonthDay,
    Not,
    Nothing,
    Number,
    OneOf,
    Operand,
    Or,
    Order,
    Word,
    Workdays,
)

ORDERS: dict[str, Callable[[Decimal, Decimal], bool]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`truth` is None when not known; `because` are the facts that decided, `missing` those that would have had to be known."""

    truth: bool | None
    because: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def evaluate(condition: Condition, known: Known) -> Verdict:
    """The truth of a condition for one person. Never raises: a fact of the wrong type counts as not known."""
    match condition:
        case And(parts):
            return _joined(parts, known, decisive=False)
        case Or(parts):
            return _joined(parts, known, decisive=True)
        case Not(part):
            inner = evaluate(part, known)
            return Verdict(None if inner.truth is None else not inner.truth, inner.because, inner.missing)
        case Compare():
            return _compare(condition, known)
        case OneOf(value, options):
            found = value_of(value, known)
            return _verdict(any_of([ordered("=", found.value, value_of(option, known).value) for option in options]), found)
        case Holds(what):
            found = value_of(what, known)
            return _verdict(found.value if isinstance(found.value, bool) else None, found)
        case _:
            assert_never(condition)


def _joined(parts: tuple[Condition, ...], known: Known, *, decisive: bool) -> Verdict:
    """One decisive part decides (false in `and`, true in `or`); otherwise all are needed, and an unknown one leaves it open."""
    verdicts = [evaluate(part, known) for part in parts]
    if deciding := [one for one in verdicts if one.truth is decisive]:
        return Verdict(decisive, _all(one.because for one in deciding))
    if open_ := [one for one in verdicts if one.truth is None]:
        return Verdict(None, (), _all(one.missing for one in open_))
    return Verdict(not decisive, _all(one.because for one in verdicts))


def value_of(operand: Operand, known: Known) -> Found:
    """What an operand comes to; working days stay what they are until they are compared."""
    match operand:
        case Fact(name, within):
            return look_up(f"{name} within {within}d" if within is not None else name, known)
        case Call(name):
            function = FUNCTIONS.get(name)
            return function.run(operand, known, value_of) if function and operand.arguments else Found(UNKNOWN, (), (name,))
        case Word(text, of):
            return Found(f"{text}({of})" if of else text)
        case Number(amount):
            return Found(amount)
        case Flag(value):
            return Found(value)
        case Nothing():
            return Found(None)
        case Workdays() | MonthDay():
            return Found(UNKNOWN)
        case _:
            assert_never(operand)


def _compare(condition: Compare, known: Known) -> Verdict:
    left, right = value_of(condition.left, known), value_of(condition.right, known)
    found = Found(None, (*left.used, *right.used), (*left.missing, *right.missing))
    if isinstance(condition.right, Workdays):
        return _verdict(_against_workdays(condition.order, left.value, condition.right.count, known), found)
    names = [side.name for side in (condition.left, condition.right) if isinstance(side, Fact)]
    levels = next((known.levels[name] for name in names if name in known.levels), None)
    first, second = (_level(side.value, levels) if levels else side.value for side in (left, right))
    return _verdict(ordered(condition.order, first, second), found)


def _against_workdays(order: Order, days_left: Plain, workdays: int, known: Known) -> bool | None:
    """Days left against working days: the day so many working days before the end, against today."""
    if not isinstance(days_left, Decimal) or abs(days_left) > 40_000:
        return None
    turn = known.calendar.shift(known.today + timedelta(days=int(days_left)), -workdays)
    return ordered(order, turn, known.today)


def _level(value: Plain, levels: Sequence[str]) -> Plain:
    """A word's place in its order; none (no degree) comes before the first."""
    if value is None:
        return Decimal(-1)
    return Decimal(list(levels).index(value)) if isinstance(value, str) and value in levels else UNKNOWN


def ordered(order: Order, left: Plain, right: Plain) -> bool | None:
    """A comparison of two values; None when one is unknown or the two can't be compared."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if order == "includes":
        return str(right) in left if isinstance(left, str | tuple) else None
    if order in ("=", "!="):
        return _same(left, right) is (order == "=")
    sides = _sides(left, right)
    if sides is None:
        return None
    first, second = sides
    return ORDERS[order](first, second)


def _same(left: Plain, right: Plain) -> bool:
    """A date and its ISO text are the same."""
    if isinstance(left, date) or isinstance(right, date):
        return as_date(left) == as_date(right)
    return left == right


def _sides(left: Plain, right: Plain) -> tuple[Decimal, Decimal] | None:
    """Numbers and dates have an order; flags, words and `none` have not."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left, right
    first, second = as_date(left), as_date(right)
    return (Decimal(first.toordinal()), Decimal(second.toordinal())) if first and second else None


def any_of(truths: list[bool | None]) -> bool | None:
    return True if True in truths else None if None in truths else False


def _all(names: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Each name once, in the order first seen."""
    return tuple(dict.fromkeys(name for some in names for name in some))


def _verdict(truth: bool | None, found: Found) -> Verdict:
    if truth is None:
        return Verdict(None, (), _all([found.missing or found.used]))
    return Verdict(truth, _all([found.used]))
