"""The decision table (智能秒办): low-risk services approved at once where every condition holds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from hall import vocabulary

Value = str | int | bool | None


@dataclass(frozen=True)
class Condition:
    """One line of the table: `input` must pass `test` against `value`, else `if_not` is the reason to ask a person."""

    input: str
    test: str
    value: str
    if_not: str


@dataclass(frozen=True)
class Ruling:
    """`approved`, or the reasons why a department has to look. `inputs` are what was judged, kept with the version."""

    approved: bool
    rule_version: str
    reasons: tuple[str, ...]
    inputs: dict[str, Value]


@lru_cache(maxsize=1)
def rules() -> dict[str, tuple[str, tuple[Condition, ...]]]:
    """Version and conditions by service code."""
    found: dict[str, tuple[str, tuple[Condition, ...]]] = {}
    for row in vocabulary.table("decisions.csv"):
        version, conditions = found.get(row["service_code"], (row["rule_version"], ()))
        condition = Condition(row["input"], row["test"], row["value"], row["if_not"])
        found[row["service_code"]] = (version, (*conditions, condition))
    return found


def rule(service_code: str, facts: Mapping[str, Value]) -> Ruling | None:
    """The ruling on a case, or None when the table doesn't know the service. What isn't known is never taken as true."""
    if service_code not in rules():
        return None
    version, conditions = rules()[service_code]
    failed = tuple(condition.if_not for condition in conditions if not holds(condition, facts.get(condition.input)))
    return Ruling(not failed, version, failed, {condition.input: facts.get(condition.input) for condition in conditions})


def holds(condition: Condition, given: Value) -> bool:
    """Whether one condition holds for one value; an unknown test or an absent value never holds."""
    if given is None or given == "":
        return False
    match condition.test:
        case "at_least":
            return _whole(given) is not None and int(given) >= int(condition.value)
        case "at_most":
            return _whole(given) is not None and int(given) <= int(condition.value)
        case "is":
            return ("yes" if given is True else "no" if given is False else str(given)) == condition.value
        case "one_of":
            return str(given) in condition.value.split(";")
        case "whole_number":
            return _whole(given) is not None
        case _:
            return False


def _whole(given: Value) -> int | None:
    text = str(given)
    return int(text) if not isinstance(given, bool) and text.isascii() and text.isdigit() else None
