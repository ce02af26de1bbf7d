"""A checked condition as SQL over `profile_traits t`: NULL is not known, so SQL's own three-valued logic is the language's. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import assert_never

from core.calendar import Calendar, workdays
from profile.conditions import spans
from profile.conditions.checking import problems
from profile.conditions.expressions import Expressions, Terms, constant, full_name, number_text, source_of
from profile.conditions.known import DERIVED
from profile.conditions.nodes import (
    And,
    Call,
    Compare,
    Condition,
    Fact,
    Holds,
    MonthDay,
    Not,
    Number,
    OneOf,
    Operand,
    Or,
    Order,
    Word,
    Workdays,
)
from profile.conditions.spans import FIRST, LAST, Span
from profile.conditions.tokens import ConditionError

FARTHEST = 40_000
_NOT_KNOWN = "NULL::boolean"
_FLIPPED: dict[Order, Order] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True)
class Compiled:
    """The text after WHERE, and what its `$1…` stand for."""

    text: str
    values: tuple[object, ...]


def compiled(condition: Condition, terms: Terms, today: date, calendar: Calendar | None = None) -> Compiled:
    """`evaluate` for everybody at once. Raises `ConditionError` for what `problems` finds wrong, with its column."""
    if wrong := problems(condition, terms.kind):
        raise ConditionError(wrong[0].column, wrong[0].sentence)
    writer = _Writer(terms, today, calendar or workdays())
    text = writer.condition(condition)
    return Compiled(text, tuple(writer.values))


@dataclass
class _Writer(Expressions):
    def condition(self, condition: Condition) -> str:
        match condition:
            case And(parts):
                return "(" + " AND ".join(map(self.condition, parts)) + ")"
            case Or(parts):
                return "(" + " OR ".join(map(self.condition, parts)) + ")"
            case Not(part):
                return f"NOT {self.condition(part)}"
            case Compare():
                return f"({self._compare(condition)})"
            case OneOf(value, options):
                return f"({self.json(value)} = ANY({self.given([constant(one) for one in options], 'jsonb[]')}))"
            case Holds(what):
                return f"({self.has(what)})" if isinstance(what, Call) else f"({self.key(what.name, what.within_days)})::boolean"
            case _:
                assert_never(condition)

    def _compare(self, condition: Compare) -> str:
        order, left, right = condition.order, condition.left, condition.right
        if isinstance(right, Workdays):
            return self._against_workdays(order, left, right.count)
        if isinstance(left, Workdays | MonthDay) or isinstance(right, MonthDay):
            return _NOT_KNOWN
        levels = self._levels(left) or self._levels(right)
        if order == "includes":
            return _NOT_KNOWN if levels else self._includes(left, right)
        if levels:
            return f"{self._level(left, levels)} {_sql(order)} {self._level(right, levels)}"
        if not isinstance(left, Fact | Call) and isinstance(right, Fact | Call):
            left, right, order = right, left, _FLIPPED[order]
        if isinstance(right, Number) and (short := self._against_number(order, left, right.amount)):
            return short
        if order in ("=", "!="):
            return f"{self.json(left)} {_sql(order)} {self.json(right)}"
        kinds = self.kind(left), self.kind(right)
        if kinds == ("number", "number"):
            return f"{self.number(left)} {order} {self.number(right)}"
        return f"{self.date(left)} {order} {self.date(right)}" if kinds == ("date", "date") else _NOT_KNOWN

    def _against_number(self, order: Order, left: Operand, amount: Decimal) -> str | None:
        """Ages and days since a date turned into a span of dates, worked out once and not for each person."""
        match left:
            case Fact(name, None) if DERIVED.fullmatch(name) and name.endswith("age"):
                born = self._within(f"(t.traits->>{self.text(source_of(name))})", spans.age(order, amount, self.today))
                return f"coalesce({born}, ({self.key(name)})::numeric {_sql(order)} {self.given(amount, 'numeric')})"
            case Call("days_since", (argument,)):
                return self._within(self.dated(argument), spans.days_since(order, amount, self.today))
            case Call("days_until", (argument,)):
                return self._within(self.dated(argument), spans.days_since(_FLIPPED[order], -amount, self.today))
            case Fact(name, None) if self.terms.ticks(name) and order in ("=", "!="):
                return f"{self.key(name)} {_sql(order)} {self.given(number_text(amount + self.shift(name)), 'jsonb')}"
            case Fact(name, None) if self.terms.ticks(name):
                return f"({self.key(name)})::numeric {order} {self.given(amount + self.shift(name), 'numeric')}"
        return None

    def _within(self, day: str, span: Span) -> str:
        """ISO text compares as the dates do."""
        after, until, outside = span
        later = "" if after == FIRST else f'{day} COLLATE "C" > {self.given(after, "text")}'
        sooner = "" if until == LAST and later else f'{day} COLLATE "C" <= {self.given(until, "text")}'
        inside = " AND ".join(filter(None, (later, sooner)))
        return f"NOT ({inside})" if outside else f"({inside})"

    def _against_workdays(self, order: str, left: Operand, count: int) -> str:
        """From how many days left on the day so many working days before the end lies on or after today: worked out once."""
        if self.kind(left) != "number" or order == "includes":
            return _NOT_KNOWN
        days = f"trunc({self.number(left)})"
        first, past = (self._fewest_days(count, beyond) for beyond in (0, 1))
        inside = {
            ">=": f"{days} >= {first}", ">": f"{days} >= {past}", "<": f"{days} < {first}", "<=": f"{days} < {past}",
            "=": f"({days} >= {first} AND {days} < {past})", "!=": f"NOT ({days} >= {first} AND {days} < {past})",
        }[order]  # fmt: skip
        return f"CASE WHEN abs({self.number(left)}) <= {FARTHEST} THEN {inside} END"

    def _fewest_days(self, count: int, beyond: int) -> int:
        """The fewest days left for which the turn is today, or so many days beyond."""
        wanted = self.today + timedelta(days=beyond)
        end = self.calendar.shift(wanted, count)
        while self.calendar.shift(end - timedelta(days=1), -count) >= wanted:
            end -= timedelta(days=1)
        while self.calendar.shift(end, -count) < wanted:
            end += timedelta(days=1)
        return (end - self.today).days

    def _includes(self, left: Operand, right: Operand) -> str:
        sought = self.text(_plain(right))
        if isinstance(left, Fact) and self.kind(left) == "list":
            return f"nullif({self.key(left.name, left.within_days)}, 'null') ? {sought}"
        if isinstance(left, Fact):
            return f"strpos(t.traits->>{self.text(full_name(left))}, {sought}) > 0"
        return f"strpos({self.text(_plain(left))}, {sought}) > 0" if isinstance(left, Word) else _NOT_KNOWN

    def _levels(self, operand: Operand) -> tuple[str, ...]:
        kind = self.terms.kind(operand.name) if isinstance(operand, Fact) else None
        return kind.levels if kind else ()

    def _level(self, operand: Operand, levels: tuple[str, ...]) -> str:
        """A word's place; what is known to be absent comes before the first."""
        places = self.given(["null", *(constant(Word(word)) for word in levels)], "jsonb[]")
        return f"array_position({places}, {self.json(operand)})"


def _sql(order: str) -> str:
    return "<>" if order == "!=" else order


def _plain(operand: Operand) -> str:
    return str(operand.amount) if isinstance(operand, Number) else operand.text if isinstance(operand, Word) else ""
