"""Periods as the law counts them: months with clamping, and offsets before or after a date in days, months or working days."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.calendar import Calendar

Unit = Literal["D", "M", "WD"]
FURTHEST_DAYS = 3660
_OFFSET = re.compile(r"([PE])(\d{1,4})(D|M|WD)")
_IN_WORDS: dict[str, str] = {"D": "日", "M": "个月", "WD": "个工作日"}


def add_months(day: date, months: int) -> date:
    """The corresponding day `months` later (earlier when negative); where there is none, the last day of that month.

    民法典 第二百零二条: 到期月的对应日为期间的最后一日；没有对应日的，月末日为期间的最后一日. So 29 February + 1 year = 28 February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = 28 if day.day <= 28 else calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def age_on(born: date, day: date) -> int:
    """Full years (周岁) on `day`; somebody born on 29 February completes a year on 28 February where there is no 29th."""
    years = day.year - born.year
    return years - (add_months(born, years * 12) > day)


@dataclass(frozen=True, slots=True)
class Offset:
    """So much before a date (or after it): `P90D`, `P3M`, `P15WD`; `E30D` is 30 days after."""

    amount: int
    unit: Unit
    after: bool = False

    def on(self, day: date, workdays: Calendar) -> date:
        """The date this far from `day`."""
        amount = self.amount if self.after else -self.amount
        if self.unit == "M":
            return add_months(day, amount)
        if self.unit == "WD":
            return workdays.shift(day, amount)
        return day + timedelta(days=amount)

    @property
    def about_days(self) -> float:
        """How many days it moves a date by, roughly: for telling which of two lies earlier."""
        return self.amount * {"D": 1.0, "M": 30.4, "WD": 1.46}[self.unit] * (1 if self.after else -1)

    @property
    def words(self) -> str:
        """90日, 3个月, 15个工作日."""
        return f"{self.amount}{_IN_WORDS[self.unit]}"


def offset(text: str) -> Offset | None:
    """Reads `P90D`, `P3M`, `P15WD`, `E30D`; nothing for an empty text. ValueError for anything else."""
    if not text:
        return None
    form = _OFFSET.fullmatch(text)
    if form is None:
        raise ValueError(f"not a period: {text!r} (expected P90D, P3M, P15WD or E30D)")
    found = Offset(int(form[2]), "M" if form[3] == "M" else "WD" if form[3] == "WD" else "D", form[1] == "E")
    if abs(found.about_days) > FURTHEST_DAYS:
        raise ValueError(f"further than ten years: {text!r}")
    return found
