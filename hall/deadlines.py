"""By when a case is to be decided: a promise in working or in calendar days, from the day it was received. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from core.calendar import Calendar

PROMISE_WHEN_SILENT = 20  # working days: 行政许可法 第四十二条


def due_on(calendar: Calendar, received: date, days: int | None, unit: str) -> date:
    """The last day. Calendar days (自然日) that end on a holiday end on the next working day (民法典 第二百零三条)."""
    if days is None:
        return calendar.shift(received, PROMISE_WHEN_SILENT)
    if unit != "自然日":
        return calendar.shift(received, days)
    last = received + timedelta(days=days)
    return last if calendar.is_workday(last) else calendar.shift(last, 1)
