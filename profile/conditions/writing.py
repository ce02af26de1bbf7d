"""From the tree back to text; reading what was written gives the same tree."""

from __future__ import annotations

import re
from typing import assert_never

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
    Word,
    Workdays,
)
from profile.conditions.tokens import KEYWORDS

_PLAIN = re.compile(r"[^\W\d]\w*")


def written(condition: Condition) -> str:
    """The condition as text, with no more brackets than it needs."""
    match condition:
        case Or(parts):
            return " or ".join(f"({written(part)})" if isinstance(part, Or) else written(part) for part in parts)
        case And(parts):
            return " and ".join(f"({written(part)})" if isinstance(part, Or | And) else written(part) for part in parts)
        case Not(part):
            return f"not ({written(part)})" if isinstance(part, Or | And) else f"not {written(part)}"
        case Compare(order, left, right):
            within = f" within {left.within_days}d" if isinstance(left, Fact) and left.within_days is not None else ""
            sign = f" {order} " if order == "includes" else order
            return f"{_operand(left)}{sign}{_operand(right)}{within}"
        case OneOf(value, options):
            return f"{_operand(value)} in ({','.join(map(_operand, options))})"
        case Holds(what):
            return _operand(what)
        case _:
            assert_never(condition)


def _operand(operand: Operand) -> str:
    match operand:
        case Word(text, of):
            return f"{text}({of})" if of else text if _PLAIN.fullmatch(text) and text not in KEYWORDS else f'"{text}"'
        case Number(amount):
            return f"{amount:f}"
        case Workdays(count):
            return f"{count}wd"
        case MonthDay(month, day):
            return f"{month:02d}-{day:02d}"
        case Flag(value):
            return "true" if value else "false"
        case Nothing():
            return "none"
        case Fact(name):
            return name
        case Call(name, arguments, of):
            return f"{of}.{name}({','.join(map(_operand, arguments))})" if of else f"{name}({','.join(map(_operand, arguments))})"
        case _:
            assert_never(operand)
