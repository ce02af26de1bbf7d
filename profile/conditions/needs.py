"""What must be known before a condition can possibly hold; lets a reader of many conditions pass most of them by. Pure."""

from __future__ import annotations

from profile.conditions.known import DERIVED
from profile.conditions.nodes import And, Call, Compare, Condition, Fact, Holds, OneOf, Operand


def needs(condition: Condition) -> frozenset[str]:
    """Facts without which the condition is never true. Only those that every way of its being true goes through are named."""
    match condition:
        case And(parts):
            return frozenset().union(*(needs(part) for part in parts))
        case Compare(_, left, right):
            return _asked(left) | _asked(right)
        case OneOf(value):
            return _asked(value)
        case Holds(what):
            return _asked(what)
    return frozenset()


def _asked(operand: Operand) -> frozenset[str]:
    """The fact itself. A date inside days_since() may be a record of the same name, so a bare name there says nothing."""
    if isinstance(operand, Call) and operand.name in ("days_since", "days_until"):
        inner = operand.arguments[0] if operand.arguments else None
        return _asked(inner) if isinstance(inner, Fact) and inner.name.isascii() else frozenset()
    if isinstance(operand, Fact) and operand.within_days is None and operand.name != "month" and not DERIVED.fullmatch(operand.name):
        return frozenset({operand.name})
    return frozenset()
