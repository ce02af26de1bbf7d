"""Whether a condition makes sense against a vocabulary: every name known, every comparison between things that compare. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from profile.conditions.functions import FUNCTIONS, named
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

Kind = Literal["number", "date", "flag", "word", "list"]


@dataclass(frozen=True, slots=True)
class FactKind:
    """What a fact's value is; `levels` are an ordered one's words from low to high, `words` all that it can be where known."""

    kind: Kind
    levels: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, at which column (from 1)."""

    column: int
    sentence: str


Vocabulary = Callable[[str], FactKind | None]
HELD = {"has_cert": "cert", "has_lic": "lic"}
_IN_WORDS = {"number": "数字", "date": "日期", "flag": "是或否", "word": "文字", "list": "清单"}


def problems(condition: Condition, vocabulary: Vocabulary) -> list[Problem]:
    """Everything wrong with a condition, in order of column; an empty list means that it can be used."""
    return sorted(_condition(condition, vocabulary), key=lambda problem: problem.column)


def _condition(condition: Condition, vocabulary: Vocabulary) -> Iterator[Problem]:
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _condition(part, vocabulary)
        case Not(part):
            yield from _condition(part, vocabulary)
        case Compare():
            yield from _compare(condition, vocabulary)
        case OneOf(value, options, at):
            yield from _operand(value, vocabulary)
            for option in options:
                yield from _pair(value, option, vocabulary, at)
        case Holds(what):
            yield from _operand(what, vocabulary)
            kind = _kind(what, vocabulary)
            if kind and kind.kind != "flag":
                yield Problem(what.at, f"“{what.name}”是{_IN_WORDS[kind.kind]}，不能单独作条件，后面应有比较。")


def _compare(condition: Compare, vocabulary: Vocabulary) -> Iterator[Problem]:
    left, right, at = condition.left, condition.right, condition.at
    yield from _operand(left, vocabulary)
    yield from _operand(right, vocabulary)
    if condition.order in ("=", "!="):
        yield from _pair(left, right, vocabulary, at)
        return
    kinds = _kind(left, vocabulary), _kind(right, vocabulary)
    levels = next((kind.levels for kind in kinds if kind and kind.levels), ())
    for side, kind in zip((left, right), kinds, strict=True):
        if condition.order == "includes":
            if side is right and not isinstance(side, Word | Number):
                yield Problem(at, "includes 的右边应为固定的词。")
            if side is left and kind and kind.kind not in ("list", "word"):
                yield Problem(at, "includes 的左边应为清单或文字。")
        elif levels and isinstance(side, Word):
            if side.text not in levels:
                yield Problem(at, f"“{side.text}”不在{'、'.join(levels)}之中。")
        elif kind and kind.kind not in ("number", "date") and not kind.levels:
            yield Problem(at, f"“{_shown(side)}”是{_IN_WORDS[kind.kind]}，不能比大小，这里应为数字或日期。")

    mixed = {kind.kind for kind in kinds if kind and not kind.levels}
    if condition.order != "includes" and mixed == {"number", "date"}:
        yield Problem(at, "一边是数字，一边是日期，不能比大小。")


def _pair(left: Operand, right: Operand, vocabulary: Vocabulary, at: int) -> Iterator[Problem]:
    """Equality between different kinds is never true: almost certainly a slip."""
    first, second = _kind(left, vocabulary), _kind(right, vocabulary)
    if first and second and first.kind != second.kind:
        yield Problem(at, f"“{_shown(left)}”是{_IN_WORDS[first.kind]}，“{_shown(right)}”是{_IN_WORDS[second.kind]}，两者不会相等。")
    for kind, other in ((first, right), (second, left)):
        if kind and kind.words and isinstance(other, Word) and other.text not in kind.words:
            yield Problem(at, f"“{other.text}”不是它会有的值，可用：{'、'.join(sorted(kind.words))}。")


def _operand(operand: Operand, vocabulary: Vocabulary) -> Iterator[Problem]:
    if isinstance(operand, Fact) and _is_bare(operand):
        yield Problem(operand.at, f"没有名为“{operand.name}”的事实；办过的事项写成 days_since({operand.name})。")
    elif isinstance(operand, Fact) and vocabulary(operand.name) is None:
        yield Problem(operand.at, f"没有名为“{operand.name}”的事实。")
    if isinstance(operand, Call):
        yield from _call(operand, vocabulary)


def _is_bare(operand: Operand) -> bool:
    """A Chinese name by itself is that of a record, which only days_since() and days_until() look for."""
    return isinstance(operand, Fact) and "." not in operand.name and not operand.name.isascii()


def _call(call: Call, vocabulary: Vocabulary) -> Iterator[Problem]:
    function = FUNCTIONS.get(call.name)
    if function is None:
        yield Problem(call.at, f"没有名为“{call.name}”的函数，可用：{'、'.join(sorted(FUNCTIONS))}。")
        return
    if len(call.arguments) > function.most:
        yield Problem(call.at, f"{call.name} 的括号里最多{function.most}项。")
    for argument in call.arguments:
        if function.takes == "monthday" and not isinstance(argument, MonthDay):
            yield Problem(call.at, f"{call.name} 的括号里应为月-日，如 08-31。")
        if call.name in HELD and vocabulary(f"{HELD[call.name]}.{named(argument)}.days_left") is None:
            yield Problem(call.at, f"没有名为“{named(argument)}”的证照。")
        if function.takes == "date" and not _is_bare(argument):
            yield from _operand(argument, vocabulary)
            kind = _kind(argument, vocabulary)
            if kind and kind.kind != "date":
                yield Problem(call.at, f"{call.name} 的括号里应为日期，“{_shown(argument)}”是{_IN_WORDS[kind.kind]}。")


def _kind(operand: Operand, vocabulary: Vocabulary) -> FactKind | None:
    """None: anything goes (`none`), or already a problem (an unknown name)."""
    match operand:
        case Fact(name):
            return None if _is_bare(operand) else vocabulary(name)
        case Call(name):
            function = FUNCTIONS.get(name)
            return FactKind(function.gives) if function else None  # type: ignore[arg-type]
        case Number() | Workdays():
            return FactKind("number")
        case Flag():
            return FactKind("flag")
        case Word():
            return FactKind("word")
        case MonthDay() | Nothing():
            return None


def _shown(operand: Operand) -> str:
    match operand:
        case Fact(name) | Call(name):
            return name
        case Word(text):
            return text
        case Number(amount):
            return f"{amount:f}"
    return "此处"
