"""The functions a condition may call. Each takes what is known and gives a value, or says which fact is missing. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from profile.conditions.known import UNKNOWN, Found, Known, as_date, day_of_this_year, look_up, plain
from profile.conditions.nodes import Call, Fact, MonthDay, Operand, Word
from profile.rules.periods import age_on

Value = Callable[[Operand, Known], Found]


@dataclass(frozen=True, slots=True)
class Function:
    """`gives` is "number", "flag" or "date"; `takes` says what stands in its brackets."""

    gives: str
    takes: str
    most: int
    run: Callable[[Call, Known, Value], Found]


def _days_since(call: Call, known: Known, value: Value) -> Found:
    found = _dated(call.arguments[0], known, value)
    when = as_date(found.value)
    return Found(Decimal((known.today - when).days), found.used) if when else Found(UNKNOWN, (), found.missing or found.used)


def _days_until(call: Call, known: Known, value: Value) -> Found:
    since = _days_since(call, known, value)
    return Found(-since.value, since.used) if isinstance(since.value, Decimal) else since


def _dated(operand: Operand, known: Known, value: Value) -> Found:
    """A date fact; a name that is no fact may be that of a record: days_since(劳动能力鉴定)."""
    if isinstance(operand, Fact) and operand.name not in known.facts and f"record.{operand.name}" in known.facts:
        return look_up(f"record.{operand.name}", known)
    return value(operand, known)


def _age_on(call: Call, known: Known, _: Value) -> Found:
    """The age somebody has on a day of this year."""
    source = f"{call.of}.birth_date" if call.of else "birth_date"
    found, on = look_up(source, known), call.arguments[0]
    born = as_date(found.value)
    if born is None or not isinstance(on, MonthDay):
        return Found(UNKNOWN, (), (source,))
    return Found(Decimal(age_on(born, day_of_this_year(known.today, on.month, on.day))), found.used)


def _last_record(call: Call, known: Known, _: Value) -> Found:
    return look_up(f"record.{named(call.arguments[0])}", known)


def _has(listing: str) -> Callable[[Call, Known, Value], Found]:
    def run(call: Call, known: Known, _: Value) -> Found:
        """Whether any of the names is in the list; unknown when there is no list."""
        owner = f"{call.of}.{listing}" if call.of else listing
        names = {named(argument) for argument in call.arguments}
        single = [f"record.{name}" for name in sorted(names) if listing == "records" and known.facts.get(f"record.{name}") is not None]
        if single:
            return Found(True, tuple(single))
        if owner not in known.facts:
            return Found(UNKNOWN, (), (owner,))
        held = plain(known.facts[owner])
        return Found(bool(names & set(held)), (owner,)) if isinstance(held, tuple) else Found(UNKNOWN, (), (owner,))

    return run


def named(operand: Operand) -> str:
    return operand.text if isinstance(operand, Word) else operand.name if isinstance(operand, Fact) else ""


FUNCTIONS = {
    "days_since": Function("number", "date", 1, _days_since),
    "days_until": Function("number", "date", 1, _days_until),
    "age_on": Function("number", "monthday", 1, _age_on),
    "last_record": Function("date", "name", 1, _last_record),
    "has_record": Function("flag", "name", 8, _has("records")),
    "has_cert": Function("flag", "name", 8, _has("certificates")),
    "has_lic": Function("flag", "name", 8, _has("licences")),
}
