"""The only place that asks the time. A demo or a test may move it through a small file; production never does."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from core.settings import settings

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOLDS_S = 0.002  # for so long a look at the file counts
_looked = "", 0.0, 0.0


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
    """Seconds by which the clock is moved. Whoever moves it waits until every process has looked again."""
    global _looked
    path = settings().clock_file
    if not path:
        return 0.0
    moment = monotonic()
    if _looked[0] != path or moment - _looked[1] > HOLDS_S:
        _looked = path, moment, _read(path)
    return _looked[2]


def _read(path: str) -> float:
    try:
        file = os.open(path, os.O_RDONLY)  # a `Path` would cost more than a page's own fetch
        try:
            return float(os.read(file, 64).strip() or 0)
        finally:
            os.close(file)
    except (OSError, ValueError):
        return 0.0
