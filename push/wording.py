"""WeChat's rules for the values of a template, kept before a message is written down. Pure. Source: 发送订阅消息, value rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029]")


def clean(text: str) -> str:
    """Without control characters and doubled blanks."""
    if text.isprintable() and "  " not in text:  # nearly always: every other kind of blank or control character is not printable
        return text.strip()
    return re.sub(r"\s+", " ", _CONTROL.sub(" ", text)).strip()


def short(text: str, longest: int) -> str:
    """At most `longest` characters; what was cut is marked."""
    text = clean(text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def day(value: date) -> str:
    """As people and WeChat's `date` both read it: 2026年12月17日."""
    return f"{value.year}年{value.month}月{value.day}日"


def minute(value: datetime) -> str:
    """WeChat's `time` with a date: 2026-12-17 10:05. The moment must already be on the reader's wall clock."""
    return value.strftime("%Y-%m-%d %H:%M")


def _phrase(text: str) -> str:
    if not re.fullmatch(r"[\u4e00-\u9fff]{1,5}", text):
        raise ValueError(f"a phrase is one to five Chinese characters: {text!r}")
    return text


def _text(pattern: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"not allowed in this field: {value!r}")
        return value

    return check


RULES: dict[str, Callable[[str], str]] = {
    "thing": lambda text: short(text, 20) or "—",
    "phrase": _phrase,
    "date": _text(r"\d{4}年\d{1,2}月\d{1,2}日"),
    "time": _text(r"(\d{4}-\d{2}-\d{2} )?\d{2}:\d{2}"),
    "number": _text(r"-?\d{1,32}(\.\d+)?"),
    "character_string": _text(r"[\x21-\x7e]{1,32}"),
}


def fields(**values: str) -> dict[str, str]:
    """The template's values by keyword (`thing1`, `date2` …), each within its kind's rule. Raises `ValueError` where cutting would lie."""
    return {keyword: RULES[keyword.rstrip("0123456789")](value) for keyword, value in values.items()}
