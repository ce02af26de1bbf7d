"""CPU seconds of process trees and of the Postgres backends of one database, found in /proc."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

PROC = Path("/proc")


def seconds(pid: int) -> float:
    """CPU seconds (user and system, all threads) that a process has used, to the nanosecond; 0 when it is gone.

    The clock id of another process is made as in clock_getcpuclockid(3): /proc/<pid>/stat itself counts in steps of 10 ms.
    """
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0


def children() -> dict[int, list[tuple[int, int]]]:
    """Every process by its parent: its number and its session."""
    found: dict[int, list[tuple[int, int]]] = {}
    for path in PROC.glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            part = path.read_text().rsplit(")", 1)[1].split()
            found.setdefault(int(part[1]), []).append((int(path.parent.name), int(part[3])))
    return found


def tree(root: int) -> list[int]:
    """A process and all that descend from it, but for servers: those were started in sessions of their own."""
    below, session, found = children(), os.getsid(root), [root]
    for pid in found:
        found.extend(child for child, of in below.get(pid, ()) if of == session)
    return found


def backends(postmaster: int, database: str) -> list[int]:
    """The backends that serve clients of one database; a server process writes who it serves into its command line."""
    found = []
    for pid, _ in children().get(postmaster, ()):
        with contextlib.suppress(OSError):
            words = (PROC / str(pid) / "cmdline").read_text().split()
            if words[:1] == ["postgres:"] and words[2:3] == [database]:
                found.append(pid)
    return found


class Meter:
    """What a stretch of work costs: this process, its children, and the backends of its database."""

    def __init__(self, postmaster: int | None = None, database: str = "") -> None:
        self.postmaster, self.database = postmaster, database
        self.before: dict[int, float] = {}

    def start(self) -> None:
        self.before = self._read()

    def stop(self) -> float:
        """CPU seconds since `start`; a process that came in between counts from its birth."""
        return sum(used - self.before.get(pid, 0.0) for pid, used in self._read().items())

    def _read(self) -> dict[int, float]:
        pids = tree(os.getpid())
        if self.postmaster is not None:
            pids += backends(self.postmaster, self.database)
        return {pid: seconds(pid) for pid in pids}
