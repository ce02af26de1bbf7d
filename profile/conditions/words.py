"""A condition in Chinese, for people who never saw the language. Pure; what facts and values are called comes from whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import assert_never

from profile.conditions.known import FactValue
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

Label = Callable[[str], str]
Told = Callable[[str, FactValue], str]
_ORDERS = {"=": "为", "!=": "不为", "<": "小于", "<=": "不超过", ">": "大于", ">=": "不少于", "includes": "含有"}
_CALLS = {"has_record": "办过", "has_cert": "持有", "has_lic": "持有", "last_record": "最近一次办理"}


def written_in_words(condition: Condition, label: Label, told: Told) -> str:
    """年龄不少于60，并且没有（办过高龄津贴申领）."""
    match condition:
        case And((Compare() as low, Compare() as high)) if span := _span(low, high):
            of, first, last = span
            return f"{_side(of, '', label, told)}在{_side(first, '', label, told)}到{_side(last, '', label, told)}之间"
        case And(parts):
            return "，并且".join(_part(part, label, told) for part in parts)
        case Or(parts):
            return "，或者".join(_part(part, label, told) for part in parts)
        case Not(part):
            return f"没有（{written_in_words(part, label, told)}）"
        case Compare(order, left, right):
            first, sign, second = _turned(left, order, right)
            within = f"（近{left.within_days}天）" if isinstance(left, Fact) and left.within_days is not None else ""
            return f"{_side(first, '', label, told)}{within}{_ORDERS[sign]}{_side(second, _name(first), label, told)}"
        case OneOf(value, options):
            listed = "、".join(_side(one, _name(value), label, told) for one in options)
            return f"{_side(value, '', label, told)}为{listed}之一"
        case Holds(what):
            return _side(what, "", label, told)
        case _:
            assert_never(condition)


def _turned(left: Operand, order: str, right: Operand) -> tuple[Operand, str, Operand]:
    """What is known first: 0<=x is x>=0."""
    if isinstance(left, Fact | Call) or not isinstance(right, Fact | Call):
        return left, order, right
    return right, {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(order, order), left


def _span(low: Compare, high: Compare) -> tuple[Operand, Operand, Operand] | None:
    """`a>=low and a<=high` of one thing."""
    one, first, bottom = _turned(low.left, low.order, low.right)
    other, second, top = _turned(high.left, high.order, high.right)
    return (one, bottom, top) if one == other and (first, second) == (">=", "<=") else None


def _part(condition: Condition, label: Label, told: Told) -> str:
    text = written_in_words(condition, label, told)
    return f"（{text}）" if isinstance(condition, And | Or) and "，" in text else text


def _name(operand: Operand) -> str:
    return operand.name if isinstance(operand, Fact) else ""


def _side(operand: Operand, of: str, label: Label, told: Told) -> str:
    """`of` is the fact that a value belongs to: it may have words of its own for it."""
    match operand:
        case Fact("month"):
            return "月份"
        case Fact(name):
            return label(name)
        case Call():
            return _call(operand, label, told)
        case Word(text, thing):
            return f"{told(of, text)}（{thing}）" if thing else told(of, text)
        case Number(amount):
            return _number(amount)
        case Flag(value):
            return told(of, value)
        case Nothing():
            return "无"
        case Workdays(count):
            return f"{count}个工作日"
        case MonthDay(month, day):
            return f"{month}月{day}日"
        case _:
            assert_never(operand)


def _number(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _call(call: Call, label: Label, told: Told) -> str:
    of = label(f"{call.of}.birth_date").removesuffix("出生日期") if call.of else ""
    inner = "或".join(one.text if isinstance(one, Word) else _side(one, "", label, told) for one in call.arguments)
    if call.name in _CALLS:
        return f"{of}{_CALLS[call.name]}{inner}"
    return {"days_since": f"{inner}至今天数", "days_until": f"距{inner}天数", "age_on": f"{of}当年{inner}的年龄"}.get(call.name, inner)
