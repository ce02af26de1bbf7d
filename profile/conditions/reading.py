"""From tokens to the tree: `or` < `and` < `not` < comparison; depth is bounded, so nothing recurses far."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import cast

from profile.conditions.functions import FUNCTIONS
from profile.conditions.nodes import (
    And,
    Call,
    Compare,
    Condition,
    Fact,
    Flag,
    Holds,
    Literal_,
    MonthDay,
    Not,
    Nothing,
    Number,
    OneOf,
    Operand,
    Or,
    Order,
    Word,
    Workdays,
)
from profile.conditions.tokens import ConditionError, Token, tokens

DEEPEST = 40
MOST_WORKDAYS = 500
NAMED = frozenset(name for name, function in FUNCTIONS.items() if function.takes == "name")
_ORDERS = {"=", "!=", "<", "<=", ">", ">="}
_NAMES = {"end": "条件结尾", "(": "“(”", ")": "“)”", "and": "and", "name": "名称", "days": "天数（如 1d）"}


def parse(text: str, facts: Collection[str] = ()) -> Condition:
    """Reads a condition. On the right of a comparison a name is a fact if it has a dot or stands in `facts`, else a word.

    Raises `ConditionError` with the column and, in Chinese, what was expected.
    """
    reader = _Reader(tokens(text), frozenset(facts))
    found = reader.either()
    reader.expect("end")
    return found


class _Reader:
    def __init__(self, found: list[Token], facts: frozenset[str]) -> None:
        self._tokens, self._facts = found, facts
        self._at = self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self, *kinds: str) -> Token | None:
        token = self._next
        if token.kind not in kinds:
            return None
        self._at += 1
        return token

    def expect(self, kind: str) -> Token:
        return self._take(kind) or self._fail(_NAMES.get(kind, kind))

    def _fail(self, wanted: str) -> Token:
        token = self._next
        seen = f"“{token.text}”" if token.text else "条件已经结束"
        raise ConditionError(token.column, f"这里应为{wanted}，实际是{seen}。")

    def either(self) -> Condition:
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _both(self) -> Condition:
        parts = [self._negated()]
        while self._take("and"):
            parts.append(self._negated())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _negated(self) -> Condition:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ConditionError(self._next.column, f"括号或 not 套得太深，最多{DEEPEST}层。")
        if self._take("not"):
            found: Condition = Not(self._negated())
        elif self._take("("):
            found = self.either()
            self.expect(")")
        else:
            found = self._comparison()
        self._depth -= 1
        return found

    def _comparison(self) -> Condition:
        column = self._next.column
        left = self._operand(on_the_left=True)
        if token := self._take(*_ORDERS, "includes"):
            return self._compared(left, token)
        if self._take("between"):
            low, _, high = self._operand(), self.expect("and"), self._operand()
            return And((Compare(">=", left, low, column), Compare("<=", left, high, column)))
        if self._take("in"):
            return OneOf(left, self._options(), column)
        if isinstance(left, Fact | Call):
            return Holds(left)
        self._fail("比较符号（= != < <= > >=）")
        raise AssertionError

    def _compared(self, left: Operand, sign: Token) -> Condition:
        """One comparison, or a chain of two: 0 <= x <= 365."""
        right = self._operand(on_the_left=not isinstance(left, Fact | Call))
        if then := self._take(*_ORDERS):
            if not isinstance(right, Fact | Call):
                raise ConditionError(then.column, "连写的比较中间应为事实或函数，如 0<=x<=365。")
            first = Compare(cast("Order", sign.kind), left, right, sign.column)
            return And((first, Compare(cast("Order", then.kind), right, self._operand(), then.column)))
        if self._take("within"):
            days = self.expect("days")
            if not isinstance(left, Fact):
                raise ConditionError(days.column, "within 只能用在事实上，不能用在函数或数字上。")
            left = Fact(left.name, int(days.text[:-1]), left.at)
        return Compare(cast("Order", sign.kind), left, right, sign.column)

    def _options(self) -> tuple[Literal_, ...]:
        self.expect("(")
        found = [self._literal()]
        while self._take(","):
            found.append(self._literal())
        self.expect(")")
        return tuple(found)

    def _literal(self) -> Literal_:
        column, found = self._next.column, self._operand()
        if isinstance(found, Fact | Call):
            raise ConditionError(column, "in 的括号里应为固定的词或数字，不能是事实。")
        return found

    def _operand(self, *, on_the_left: bool = False) -> Operand:
        token = self._next
        self._at += 1
        match token.kind:
            case "number":
                return Number(_amount(token.text))
            case "workdays":
                return _workdays(token)
            case "monthday":
                return _month_day(token)
            case "word":
                return Word(token.text)
            case "true" | "false":
                return Flag(token.kind == "true")
            case "none":
                return Nothing()
            case "name":
                return self._named(token, on_the_left=on_the_left)
        self._at -= 1
        self._fail("名称或数字")
        raise AssertionError

    def _named(self, token: Token, *, on_the_left: bool) -> Operand:
        """A call when brackets follow; otherwise a fact or a word."""
        if self._next.kind == "(":
            return self._call(token, on_the_left=on_the_left)
        if on_the_left or "." in token.text or token.text in self._facts:
            return Fact(token.text, at=token.column)
        return Word(token.text)

    def _call(self, token: Token, *, on_the_left: bool) -> Operand:
        """On the right of a comparison `lost_cert(出生医学证明)`, no function of ours, is a word about a thing."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise ConditionError(token.column, f"函数套得太深，最多{DEEPEST}层。")
        self.expect("(")
        owner, _, name = token.text.rpartition(".")
        a_word = not on_the_left and name not in FUNCTIONS
        arguments: list[Operand] = [self._argument(of_names=a_word or name in NAMED)]
        while self._take(","):
            arguments.append(self._argument(of_names=a_word or name in NAMED))
        self.expect(")")
        self._depth -= 1
        first = arguments[0]
        if a_word and len(arguments) == 1 and isinstance(first, Word):
            return Word(token.text, first.text)
        return Call(name, tuple(arguments), owner, token.column)

    def _argument(self, *, of_names: bool) -> Operand:
        """The name of a record or certificate, which may have brackets of its own: 养犬登记证(嘉兴); or any operand."""
        if not of_names:
            return self._operand(on_the_left=True)
        name = (self._take("word", "name") or self._fail("名称")).text
        if self._take("("):
            name += f"({self.expect('name').text})"
            self.expect(")")
        return Word(name)


def _amount(text: str) -> Decimal:
    return Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)


def _workdays(token: Token) -> Workdays:
    count = int(token.text[:-2][:9])
    if not 0 <= count <= MOST_WORKDAYS:
        raise ConditionError(token.column, f"工作日数应在0到{MOST_WORKDAYS}之间。")
    return Workdays(count)


def _month_day(token: Token) -> MonthDay:
    month, day = int(token.text[:2]), int(token.text[3:])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        raise ConditionError(token.column, "这里应为月-日，如 08-31。")
    return MonthDay(month, day)
