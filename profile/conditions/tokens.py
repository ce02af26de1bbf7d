"""From text to tokens, each with its column; bounded, so that no text can keep us busy."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.errors import Invalid

LONGEST = 2000
MOST = 400
KEYWORDS = frozenset({"and", "or", "not", "in", "between", "includes", "within", "true", "false", "none"})
_NAME = r"[^\W\d]\w*(?:\([^()\s]*\)(?=\.))?"
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")
_TOKEN = re.compile(
    rf"""\s+
    |(?P<date>\d{{4}}-\d\d-\d\d)
    |(?P<monthday>\d\d-\d\d(?!\d))
    |(?P<number>-?\d+(?:\.\d+)?(?:e\d{{1,2}})?(?P<unit>%|wd\b|d\b)?)
    |(?P<name>{_NAME}(?:\.{_NAME})*)
    |"(?P<quoted>[^"\n]{{1,80}})"
    |(?P<sign><=|>=|!=|[=<>(),])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is number, workdays, days, monthday, name, word (in quotes), a keyword, a sign, or end."""

    kind: str
    text: str
    column: int


class ConditionError(Invalid):
    """A condition that can't be read; `column` counts characters from 1, `sentence` says what was expected there."""

    def __init__(self, column: int, sentence: str) -> None:
        super().__init__("condition.unreadable", f"第{column}个字符处：{sentence}", "condition")
        self.column = column


def tokens(text: str) -> list[Token]:
    """All tokens, the last of kind `end`. Raises `ConditionError`."""
    if len(text) > LONGEST:
        raise ConditionError(LONGEST + 1, f"条件太长，最多{LONGEST}个字符。")
    if unusable := _UNUSABLE.search(text):
        raise ConditionError(unusable.start() + 1, "这里有不能使用的字符，请删去。")
    found: list[Token] = []
    at = 0
    while at < len(text):
        form = _TOKEN.match(text, at)
        if form is None:
            raise ConditionError(at + 1, f"看不懂“{text[at]}”，这里应为名称、数字、比较符号或括号。")
        if form.lastgroup:
            found.append(_token(form, at + 1))
        at = form.end()
    if len(found) > MOST:
        raise ConditionError(found[MOST].column, f"条件太长，最多{MOST}个词。")
    return [*found, Token("end", "", len(text) + 1)]


def _token(form: re.Match[str], column: int) -> Token:
    if form["date"]:
        raise ConditionError(column, "这里不能写日期，请用 days_since() 或 days_until() 比较天数。")
    if text := form["name"]:
        return Token(text if text in KEYWORDS else "name", text, column)
    if text := form["quoted"]:
        return Token("word", text, column)
    if text := form["number"]:
        kind = {"wd": "workdays", "d": "days"}.get(form["unit"] or "", "number")
        return Token(kind, text, column)
    if text := form["monthday"]:
        return Token("monthday", text, column)
    return Token(form["sign"], form["sign"], column)
