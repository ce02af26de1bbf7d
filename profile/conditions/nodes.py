"""The tree a condition is kept as: plain values, so that it can be evaluated for one person or turned into SQL for many."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Order = Literal["=", "!=", "<", "<=", ">", ">=", "includes"]


@dataclass(frozen=True, slots=True)
class Word:
    """A constant word (已婚, retail), also one with an object: lost_cert(出生医学证明)."""

    text: str
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Number:
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Workdays:
    """So many working days; comparable with a number of days left."""

    count: int


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of the running year: 08-31."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Flag:
    value: bool


@dataclass(frozen=True, slots=True)
class Nothing:
    """`none`: known to be absent. What isn't known at all has no literal."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact by its name, if `within_days` is given counted over so many past days. `at` is its column in the text."""

    name: str
    within_days: int | None = None
    at: int = field(default=0, compare=False)


Literal_ = Word | Number | Workdays | MonthDay | Flag | Nothing


@dataclass(frozen=True, slots=True)
class Call:
    """A function of facts and constants; `of` is whom it is asked about ("child", or "" for the person)."""

    name: str
    arguments: tuple[Operand, ...]
    of: str = ""
    at: int = field(default=0, compare=False)


Operand = Literal_ | Fact | Call


@dataclass(frozen=True, slots=True)
class Compare:
    order: Order
    left: Operand
    right: Operand
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    value: Operand
    options: tuple[Literal_, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Holds:
    """A fact or function that is itself yes or no."""

    what: Fact | Call


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Condition, ...]


Condition = Compare | OneOf | Holds | Not | And | Or
