"""A condition as a function that says its truth and nothing else: the same as `evaluate`, for whoever asks hundreds at once. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import assert_never

from core.calendar import Calendar
from profile.conditions.evaluating import ORDERS, any_of, evaluate, ordered, value_of
from profile.conditions.known import DERIVED, UNKNOWN, Known, Plain, as_date, from_birth, look_up, plain
from profile.conditions.nodes import And, Call, Compare, Condition, Fact, Holds, Not, OneOf, Operand, Or, Order, Workdays

Truth = Callable[[Known], bool | None]
Value = Callable[[Known], Plain]
ALIKE = (str, bool, Decimal)
NOBODY = Known({}, date.min, calendar=Calendar({}))


def quick(condition: Condition) -> Truth:
    match condition:
        case And(parts):
            return _joined(tuple(map(quick, parts)), decisive=False)
        case Or(parts):
            return _joined(tuple(map(quick, parts)), decisive=True)
        case Not(part):
            return _turned(quick(part))
        case Compare():
            return _compared(condition)
        case Holds(what):
            return _held(_value(what))
        case OneOf(value, options):
            return _one_of(_value(value), tuple(map(_value, options)))
        case _:
            assert_never(condition)


def _joined(parts: tuple[Truth, ...], *, decisive: bool) -> Truth:
    def run(known: Known) -> bool | None:
        found: bool | None = not decisive
        for part in parts:
            truth = part(known)
            if truth is decisive:
                return decisive
            if truth is None:
                found = None
        return found

    return run


def _turned(part: Truth) -> Truth:
    def run(known: Known) -> bool | None:
        truth = part(known)
        return None if truth is None else not truth

    return run


def _compared(condition: Compare) -> Truth:
    """Working days and words with an order are rare: those are left to `evaluate`."""
    if isinstance(condition.right, Workdays):
        return lambda known: evaluate(condition, known).truth
    judge, left, right = _order(condition.order), _value(condition.left), _value(condition.right)
    names = [side.name for side in (condition.left, condition.right) if isinstance(side, Fact)]

    def run(known: Known) -> bool | None:
        for name in names:
            if name in known.levels:
                return evaluate(condition, known).truth
        return judge(left(known), right(known))

    return run


def _order(order: Order) -> Callable[[Plain, Plain], bool | None]:
    """`ordered`, with what nearly all comparisons are asked first: numbers, or two of a kind for being the same."""
    numbers, same = ORDERS.get(order), order == "="
    alike = ALIKE if order in ("=", "!=") else ()

    def run(left: Plain, right: Plain) -> bool | None:
        kind = type(left)
        if kind is type(right):
            if numbers is not None and isinstance(left, Decimal) and isinstance(right, Decimal):
                return numbers(left, right)
            if kind in alike:
                return (left == right) is same
        return ordered(order, left, right)

    return run


def _one_of(value: Value, options: tuple[Value, ...]) -> Truth:
    def run(known: Known) -> bool | None:
        found = value(known)
        return None if found is UNKNOWN else any_of([ordered("=", found, option(known)) for option in options])

    return run


def _held(value: Value) -> Truth:
    def run(known: Known) -> bool | None:
        found = value(known)
        return found if isinstance(found, bool) else None

    return run


def _value(operand: Operand) -> Value:
    """Worked out once for each person, however many conditions ask for it; what stands in the text, once for all."""
    if not isinstance(operand, Fact | Call):
        constant = value_of(operand, NOBODY).value
        return lambda _: constant
    key, work_out = _key(operand), _asked(operand)

    def run(known: Known) -> Plain:
        found = known.worked_out.get(key)
        if found is None and key not in known.worked_out:
            found = known.worked_out[key] = work_out(known)
        return found

    return run


def _asked(operand: Fact | Call) -> Value:
    """Most names are facts that are stated or not known; nothing is built to say so."""
    if isinstance(operand, Call) and operand.name in ("days_since", "days_until") and operand.arguments:
        return _days(operand.arguments[0], -1 if operand.name == "days_until" else 1)
    if isinstance(operand, Call) or operand.within_days is not None:
        return lambda known: value_of(operand, known).value
    name = operand.name
    if DERIVED.fullmatch(name):
        return _derived(name)
    if name == "month":
        return lambda known: look_up(name, known).value
    return lambda known: plain(known.facts[name]) if name in known.facts else UNKNOWN


def _derived(name: str) -> Value:
    """Stated, or worked out from a birth date that is read once."""
    owner, dot, last = name.rpartition(".")
    born_on = _value(Fact(f"{owner}{dot}birth_date"))

    def run(known: Known) -> Plain:
        if name in known.facts:
            return plain(known.facts[name])
        born = as_date(born_on(known))
        return from_birth(last, born, known.today) if born else UNKNOWN

    return run


def _days(operand: Operand, sign: int) -> Value:
    """Days since a date, or (-1) until it; a name that is no fact may be that of a record."""
    stated = _value(operand)
    record = f"record.{operand.name}" if isinstance(operand, Fact) else ""
    name = operand.name if isinstance(operand, Fact) else ""

    def run(known: Known) -> Plain:
        recorded = record in known.facts and name not in known.facts
        when = as_date(plain(known.facts[record]) if recorded else stated(known))
        return Decimal(sign * (known.today - when).days) if when else UNKNOWN

    return run


@lru_cache(maxsize=8192)
def _key(_: Operand) -> object:
    """The same for the same operand, wherever it stands."""
    return object()
