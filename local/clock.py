"""The demo's own clock: a file with the seconds by which the demo is ahead of the machine. It is never set back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import sleep
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
SEEN_S = 0.004  # by then whoever asks has looked again (`core.clock.HOLDS_S`)
EVENING, MORNING, START = time(21, 0), time(9, 0), time(9, 30)


class Clock:
    """`path` is the file; a missing or empty one means the machine's own time."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def offset(self) -> float:
        return float(self.path.read_text().strip() or 0) if self.path.exists() else 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset())

    def set(self, moment: datetime) -> None:
        draft = self.path.with_suffix(".draft")
        # To the microsecond: nine o'clock rounded down would still be night.
        draft.write_text(f"{(moment - datetime.now(UTC)).total_seconds():.6f}\n")
        draft.rename(self.path)
        sleep(SEEN_S)

    def move(self, by: timedelta) -> None:
        self.set(self.now() + by)

    def leave_the_night(self) -> bool:
        """Nobody is sent a message between 21:00 and 09:00; a demo that starts then begins at the next 09:30."""
        if not self.path.exists():
            self.set(datetime.now(UTC))
        if not is_night(now := self.now()):
            return False
        self.set(waking(now))
        return True

    def shown(self) -> str:
        local = self.now().astimezone(SHANGHAI)
        return f"{local:%Y-%m-%d %H:%M}（周{'一二三四五六日'[local.weekday()]}）"


def is_night(moment: datetime) -> bool:
    clock = moment.astimezone(SHANGHAI).time()
    return clock >= EVENING or clock < MORNING


def waking(moment: datetime) -> datetime:
    """The moment itself by day; at night the next 09:30."""
    if not is_night(moment):
        return moment
    local = moment.astimezone(SHANGHAI)
    day = local.date() + timedelta(days=1 if local.time() >= EVENING else 0)
    return datetime.combine(day, START, SHANGHAI).astimezone(UTC)
