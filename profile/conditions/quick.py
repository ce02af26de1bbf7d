"""A condition as a function that says its truth and nothing else: the same as `evaluate`, for whoever asks hundreds at once. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from profile.conditions.evaluating import evaluate, ordered, value_of
from profile.conditions.known import Known, Plain, look_up, plain
from profile.conditions.nodes import And, Compare, Condition, Fact, Holds, Not, OneOf, Operand, Or, Workdays

Truth = Callable[[Known], bool | None]


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
        case OneOf():
            return lambda known: evaluate(condition, known).truth
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
    order, left, right = condition.order, _value(condition.left), _value(condition.right)
    names = [side.name for side in (condition.left, condition.right) if isinstance(side, Fact)]

    def run(known: Known) -> bool | None:
        if any(name in known.levels for name in names):
            return evaluate(condition, known).truth
        return ordered(order, left(known), right(known))

    return run


def _held(value: Callable[[Known], Plain]) -> Truth:
    def run(known: Known) -> bool | None:
        found = value(known)
        return found if isinstance(found, bool) else None

    return run


def _value(operand: Operand) -> Callable[[Known], Plain]:
    if isinstance(operand, Fact) and operand.within_days is None:
        name = operand.name
        return lambda known: plain(known.facts[name]) if name in known.facts else look_up(name, known).value
    return lambda known: value_of(operand, known).value
