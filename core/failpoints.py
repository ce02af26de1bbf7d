"""Named places where a test may end or stop this process at the worst moment. Outside of tests and demos there are none."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from core.settings import settings

ALWAYS, HOLD = "always", "hold"
LONGEST_HOLD = 600


@lru_cache(maxsize=1)
def _folder() -> Path | None:
    """Where somebody lays a file of a place's name to have it strike. `settings` refuses it in production."""
    return Path(settings().fail_points) if settings().fail_points else None


def reach(place: str, whose: object = None) -> None:
    """Nothing, unless a file of this name lies there. What it says: `kill` (once), `always` (kill each time), `hold` (until let go).

    With `whose`, the place is one thing's alone: `place.whose`.
    """
    folder = _folder()
    if folder is not None:
        _strike(folder / (place if whose is None else f"{place}.{whose}"))


def _strike(file: Path) -> None:
    with suppress(OSError):  # not there, or another process was struck by it
        what = file.read_text("ascii").strip()
        if what == HOLD:
            _hold(file.rename(file.with_suffix(".held")))
            return
        if what != ALWAYS:
            file.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def _hold(file: Path) -> None:
    """The whole process stands still, as in a call that does not come back, until the file is taken away."""
    until = time.monotonic() + LONGEST_HOLD
    while file.exists() and time.monotonic() < until:
        time.sleep(0.02)
