"""The only place that asks the time. A demo or a test may move it through a small file; production never does."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.settings import settings

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + timedelta(seconds=_offset())


def machine() -> datetime:
    """The machine's own clock, unmoved: for tokens that other machines stamp with theirs."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date where the citizens live."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment on the wall clock of Asia/Shanghai."""
    return moment.astimezone(SHANGHAI)


def at(day: date, clock: time) -> datetime:
    """That wall-clock time in Asia/Shanghai, as an aware moment in UTC."""
    return datetime.combine(day, clock, SHANGHAI).astimezone(UTC)


def is_fresh(stamp: str, seconds: int) -> bool:
    """Whether `stamp`, Unix seconds as a stranger wrote them, lies within `seconds` of now. Anything but plain digits is not."""
    plain = stamp.isascii() and stamp.isdecimal() and len(stamp) <= 11
    return plain and abs(now().timestamp() - int(stamp)) <= seconds


def _offset() -> float:
    """Seconds by which the clock is moved. Read anew each time: two moves within one tick of the file system look alike from outside."""
    path = settings().clock_file
    if not path:
        return 0.0
    try:
        file = os.open(path, os.O_RDONLY)  # a page asks several times: a `Path` would cost more than the page's own fetch
        try:
            return float(os.read(file, 64).strip() or 0)
        finally:
            os.close(file)
    except (OSError, ValueError):
        return 0.0
