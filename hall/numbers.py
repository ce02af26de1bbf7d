"""Case numbers (办件编号): ZB, the day, a serial of six or more digits, and a Luhn check digit. Pure."""

from __future__ import annotations

import re
from datetime import date

SHAPE = re.compile(r"ZB[0-9]{15,19}")


def case_number(day: date, serial: int) -> str:
    """`ZB` + yyyymmdd + serial + check digit, e.g. ZB202611220000421."""
    digits = f"{day:%Y%m%d}{serial:06d}"
    return f"ZB{digits}{luhn(digits)}"


def is_case_number(text: str) -> bool:
    """True for a number whose check digit fits: a slip of one digit, or of two neighbours (but 09/90), is found."""
    return bool(SHAPE.fullmatch(text)) and luhn(text[2:-1]) == text[-1]


def luhn(digits: str) -> str:
    """The check digit of ISO/IEC 7812-1 annex B."""
    doubled = (int(char) * (2 - place % 2) for place, char in enumerate(reversed(digits)))
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)
