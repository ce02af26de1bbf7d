"""What each kind of keyword in a subscribe message may hold (WeChat's table for subscribeMessage.send)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

_CLOCK = r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
_DATE = (
    r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})"
    r"|(?P<y2>\d{4})年(?P<m2>\d{1,2})月((?P<d2>\d{1,2})日)?|(?P<m3>\d{1,2})月(?P<d3>\d{1,2})日"
)
_MOMENT = re.compile(rf"(?P<date>{_DATE})?\s*(?P<clock>{_CLOCK})?")
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CURRENCY = "¥￥$€£₩₽฿"


def problem(key: str, value: object, allowed: Sequence[str] = ()) -> str | None:
    """The word WeChat uses for a bad value of keyword `key` (`thing3`): `invalid` or `is emtpy`, or None."""
    if value is None or value == "":
        return "is emtpy"
    if not isinstance(value, str) or any(ord(char) < 32 or ord(char) == 127 for char in value):
        return "invalid"
    kind = key.rstrip("0123456789")
    if kind in ("enum", "enum_string"):
        return None if value in allowed else "invalid"
    rule = RULES.get(kind)
    return None if rule is not None and rule(value) else "invalid"


def _full(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


def _number(value: str) -> bool:
    return bool(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value)) and sum(c.isdigit() for c in value) <= 32


def _symbol(value: str) -> bool:
    return len(value) <= 5 and not any(c.isalnum() or c.isspace() for c in value)


def _moments(value: str, need: str) -> bool:
    """One moment or a range of two joined by `~`; each must hold the part named by `need`."""
    parts = value.split("~")
    return len(parts) <= 2 and all(_moment(part.strip(), need) for part in parts)


def _moment(text: str, need: str) -> bool:
    found = _MOMENT.fullmatch(text)
    return bool(found and found[need] and (not found["date"] or _exists(found)))


def _exists(found: re.Match[str]) -> bool:
    year = found["y"] or found["y2"] or "2000"
    month = found["m"] or found["m2"] or found["m3"]
    day = found["d"] or found["d2"] or found["d3"] or "1"
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _amount(value: str) -> bool:
    found = re.fullmatch(rf"[{_CURRENCY}]?([0-9]+)(\.([0-9]+))?元?", value)
    return bool(found) and sum(c.isdigit() for c in value) <= 10


def _car_number(value: str) -> bool:
    middle = value[1:-1]
    return 1 <= len(value) <= 8 and not _CJK.search(middle) and all(c.isalnum() for c in value)


def _name(value: str) -> bool:
    if _CJK.search(value):
        return len(value) <= 10
    return len(value) <= 20 and not any(c.isdigit() for c in value)


RULES: dict[str, Callable[[str], bool]] = {
    "thing": lambda value: len(value) <= 20,
    "const": lambda value: len(value) <= 20,
    "number": _number,
    "letter": _full(r"[A-Za-z]{1,32}"),
    "symbol": _symbol,
    "character_string": _full(r"[\x20-\x7e]{1,32}"),
    "time": lambda value: _moments(value, "clock"),
    "date": lambda value: _moments(value, "date"),
    "amount": _amount,
    "phone_number": _full(r"[0-9+\-() #*]{1,17}"),
    "car_number": _car_number,
    "name": _name,
    "phrase": _full(r"[\u3400-\u9fff\uf900-\ufaff]{1,5}"),
}
