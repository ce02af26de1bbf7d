"""Values of the language as SQL over the traits of one row `t`: facts, ages, days, lists. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

import orjson

from core.calendar import Calendar
from profile.conditions.checking import Vocabulary
from profile.conditions.functions import named
from profile.conditions.known import DERIVED, day_of_this_year
from profile.conditions.nodes import Call, Fact, Flag, MonthDay, Nothing, Number, Operand, Word, Workdays


@dataclass(frozen=True)
class Terms:
    """`kind` of each fact; `ticks` says whether its number counts days "down" or "up" and so is kept as the day of its zero."""

    kind: Vocabulary
    ticks: Callable[[str], str]


@dataclass
class Expressions:
    terms: Terms
    today: date
    calendar: Calendar
    values: list[object] = field(default_factory=list)

    def given(self, value: object, kind: Literal["text", "jsonb", "numeric", "date", "text[]", "jsonb[]"]) -> str:
        self.values.append(value)
        return f"${len(self.values)}::{kind}"

    def text(self, text: str) -> str:
        return self.given(text, "text")

    def kind(self, operand: Operand) -> str:
        match operand:
            case Fact(name):
                kind = self.terms.kind(name)
                return kind.kind if kind else ""
            case Call(name):
                return {"age_on": "number", "days_since": "number", "days_until": "number", "last_record": "date"}.get(name, "flag")
            case Number():
                return "number"
        return ""

    def json(self, operand: Operand) -> str:
        """A value as jsonb: SQL NULL is not known, JSON null known to be absent."""
        match operand:
            case Fact(name, within):
                if DERIVED.fullmatch(name) or name == "month":
                    return f"to_jsonb({self.iso(operand) if self.kind(operand) == 'date' else self.number(operand)})"
                if self.terms.ticks(name):
                    key = self.key(name, within)
                    return f"CASE jsonb_typeof({key}) WHEN 'number' THEN to_jsonb({self.number(operand)}) ELSE {key} END"
                return self.key(name, within)
            case Call() if self.kind(operand) == "number":
                return f"to_jsonb({self.number(operand)})"
            case Call() if self.kind(operand) == "date":
                return self.key(f"record.{named(operand.arguments[0])}")
            case Call():
                return f"to_jsonb({self.has(operand)})"
            case Workdays() | MonthDay():
                return "NULL::jsonb"
        return self.given(constant(operand), "jsonb")

    def number(self, operand: Operand) -> str:
        match operand:
            case Number(amount):
                return self.given(amount, "numeric")
            case Fact("month"):
                return str(self.today.month)
            case Fact(name, within):
                key = f"({self.key(name, within)})::numeric"
                if DERIVED.fullmatch(name):
                    born = f"(t.traits->>{self.text(source_of(name))})::date"
                    return f"coalesce({key}, {self._since_birth(name.rpartition('.')[2], born, self.today)})"
                return f"({key} - {self.shift(name)})" if self.terms.ticks(name) else key
            case Call("age_on", (MonthDay(month, day),), of):
                born = self.text(f"{of}.birth_date" if of else "birth_date")
                return self._since_birth("age", f"(t.traits->>{born})::date", day_of_this_year(self.today, month, day))
            case Call("days_since", (argument,)):
                return f"({self.given(self.today, 'date')} - ({self.dated(argument)})::date)"
            case Call("days_until", (argument,)):
                return f"(({self.dated(argument)})::date - {self.given(self.today, 'date')})"
        return "NULL::numeric"

    def _since_birth(self, what: str, born: str, day: date) -> str:
        """Full years or months; whose day has no like in that month completes it on its last, as `age_on` and dates in Postgres do."""
        on = self.given(day, "date")
        if what == "age":
            count, period = f"({day.year} - extract(year FROM {born})::int)", "years"
        else:
            months = f"extract(year FROM {born})::int * 12 + extract(month FROM {born})::int"
            count, period = f"({day.year * 12 + day.month} - ({months}))", "months"
        return f"({count} - (({born} + make_interval({period} => {count}))::date > {on})::int)::numeric"

    def shift(self, name: str) -> int:
        """What turns days from today into the day that is kept."""
        return self.today.toordinal() if self.terms.ticks(name) == "down" else -self.today.toordinal()

    def date(self, operand: Operand) -> str:
        return f"({self.iso(operand)})::date"

    def iso(self, operand: Operand) -> str:
        """A date as ISO text."""
        match operand:
            case Fact(name):
                if DERIVED.fullmatch(name):
                    years = int(name.rpartition("_")[2])
                    born = f"(t.traits->>{self.text(source_of(name))})::date"
                    return f"coalesce(t.traits->>{self.text(name)}, to_char({born} + make_interval(years => {years}), 'YYYY-MM-DD'))"
                return f"(t.traits->>{self.text(full_name(operand))})"
            case Call("last_record", (argument, *_)):
                return f"(t.traits->>{self.text(f'record.{named(argument)}')})"
        return "NULL::text"

    def dated(self, operand: Operand) -> str:
        """The same inside days_since(): a name that is no fact may be that of a record."""
        if not isinstance(operand, Fact) or operand.name.isascii():
            return self.iso(operand)
        key, record = self.text(full_name(operand)), self.text(f"record.{operand.name}")
        return f"(CASE WHEN t.traits ? {key} THEN t.traits->>{key} ELSE t.traits->>{record} END)"

    def key(self, name: str, within: int | None = None) -> str:
        return f"t.traits->{self.text(name if within is None else f'{name} within {within}d')}"

    def has(self, call: Call) -> str:
        listing = {"has_record": "records", "has_cert": "certificates", "has_lic": "licences"}[call.name]
        names = list(dict.fromkeys(named(argument) for argument in call.arguments))
        listed = f"nullif({self.key(f'{call.of}.{listing}' if call.of else listing)}, 'null') ?| {self.given(names, 'text[]')}"
        if listing != "records":
            return listed
        single = " OR ".join(f"t.traits->>{self.text(f'record.{name}')} IS NOT NULL" for name in names)
        return f"CASE WHEN {single} THEN true ELSE {listed} END"


def full_name(fact: Fact) -> str:
    return fact.name if fact.within_days is None else f"{fact.name} within {fact.within_days}d"


def source_of(name: str) -> str:
    owner, dot, _ = name.rpartition(".")
    return f"{owner}{dot}birth_date"


def number_text(amount: Decimal) -> str:
    return f"{amount:f}"


def constant(operand: Operand) -> str | None:
    """A constant as JSON text; None (not known) for what is no value by itself."""
    match operand:
        case Word(text, of):
            return orjson.dumps(f"{text}({of})" if of else text).decode()
        case Number(amount):
            return number_text(amount)
        case Flag(value):
            return "true" if value else "false"
        case Nothing():
            return "null"
    return None
