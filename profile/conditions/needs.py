"""What must be known before a condition can possibly hold; lets a reader of many conditions pass most of them by. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from profile.conditions.functions import named
from profile.conditions.known import DERIVED
from profile.conditions.nodes import And, Call, Compare, Condition, Fact, Holds, Not, OneOf, Operand, Or

Needs = frozenset[frozenset[str]]
NOTHING: Needs = frozenset()


def needs(condition: Condition, truth: bool = True) -> Needs:
    """Sets of facts: while none of a set is known, the condition is not known to have this truth. Of every set one is needed."""
    match condition:
        case Not(part):
            return needs(part, not truth)
        case And(parts) | Or(parts):
            each = [needs(part, truth) for part in parts]
            return frozenset().union(*each) if isinstance(condition, And) is truth else _one_of(each)
        case Compare(_, left, right):
            return _asked(left) | _asked(right)
        case OneOf(value):
            return _asked(value)
        case Holds(what):
            return _asked(what)


def _one_of(ways: Iterable[Needs]) -> Needs:
    """Where any way will do: a set of each, together. A way that needs nothing leaves nothing to need."""
    shortest = [min(way, key=lambda names: (len(names), sorted(names)), default=None) for way in ways]
    known = [names for names in shortest if names is not None]
    return frozenset({frozenset().union(*known)}) if len(known) == len(shortest) else NOTHING


def _asked(operand: Operand) -> Needs:
    if isinstance(operand, Call) and operand.arguments:
        return _called(operand)
    if not isinstance(operand, Fact) or operand.name == "month":
        return NOTHING
    if operand.within_days is not None:
        return _any_of(f"{operand.name} within {operand.within_days}d")
    owner, dot, _ = operand.name.rpartition(".")
    return _any_of(operand.name, *([f"{owner}{dot}birth_date"] if DERIVED.fullmatch(operand.name) else ()))


def _called(call: Call) -> Needs:
    """A name inside days_since() may be that of a record; a list is as good as the one record that it would name."""
    owner, first = f"{call.of}." if call.of else "", call.arguments[0]
    match call.name:
        case "days_since" | "days_until" if isinstance(first, Fact):
            return frozenset(names | {f"record.{first.name}"} for names in _asked(first))
        case "days_since" | "days_until":
            return _asked(first)
        case "age_on":
            return _any_of(f"{owner}birth_date")
        case "last_record":
            return _any_of(f"record.{named(first)}")
        case "has_record":
            return _any_of(f"{owner}records", *(f"record.{named(one)}" for one in call.arguments))
        case "has_cert" | "has_lic":
            return _any_of(f"{owner}{'certificates' if call.name == 'has_cert' else 'licences'}")
    return NOTHING


def _any_of(*names: str) -> Needs:
    return frozenset({frozenset(names)})
