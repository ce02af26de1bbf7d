"""The clock of the sandbox: the system's, moved by the offset that the demo keeps in a file."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
UNITS = {"m": 60, "h": 3600, "d": 86400}


class Clock:
    """Reads the offset on every question, so that whoever writes the file moves both worlds at once."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def offset(self) -> float:
        """Seconds ahead of the system clock; 0 when the file is missing or unreadable."""
        try:
            return float(self._file.read_text() or 0)
        except (OSError, ValueError):
            return 0.0

    def time(self) -> float:
        return time.time() + self.offset()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time(), UTC)

    def local(self) -> datetime:
        return datetime.fromtimestamp(self.time(), SHANGHAI)

    def today(self) -> date:
        return self.local().date()

    def set(self, offset: float) -> None:
        """Write the offset in one step: a reader sees the old text or the new, never half."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        fresh.write_text(f"{offset:.3f}\n")
        fresh.replace(self._file)

    def moved(self, move: str) -> float:
        """The offset after a move such as `+1d`, `-2h`, `+30m` or `next 09:30` (Shanghai time)."""
        if move.startswith("next "):
            return self.offset() + (_next(self.local(), move[5:]) - self.local()).total_seconds()
        return self.offset() + float(move[:-1]) * UNITS[move[-1]]


def _next(now: datetime, wanted: str) -> datetime:
    hour, minute = (int(part) for part in wanted.split(":"))
    then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return then if then > now else then + timedelta(days=1)
