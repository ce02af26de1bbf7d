"""Processes that are started, recorded, found again and ended: each by its own pid and start time, never by name."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.folder import Folder, write_private


def started_at(pid: int) -> str:
    """The kernel's start mark of a process, or "" when it is gone: a pid alone may have been given to another."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    part = stat.rsplit(")", 1)[1].split()
    return "" if part[0] in "ZX" else part[19]


def session_of(leader: int) -> list[int]:
    """The living processes of a session; its number is not given away again while one of them lives."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            part = path.read_text().rsplit(")", 1)[1].split()
            if part[0] not in "ZX" and int(part[3]) == leader:
                found.append(int(path.parent.name))
    return found


@dataclass(frozen=True)
class Job:
    """What is to be started, under which name, and how it wants to be asked to stop."""

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str]
    cwd: Path | None = None
    stop_signal: int = signal.SIGTERM


@dataclass(frozen=True)
class Child:
    """A process of ours and how it wants to be asked to stop."""

    name: str
    pid: int
    mark: str
    stop_signal: int

    def alive(self) -> bool:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, os.WNOHANG)
        return bool(self.mark) and started_at(self.pid) == self.mark

    def orphans(self) -> list[int]:
        """What a leader that died has left behind in its session (a server's own workers, for example)."""
        return session_of(self.pid) if not started_at(self.pid) else []

    def ask_to_stop(self) -> None:
        if self.alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, self.stop_signal)

    def kill(self) -> None:
        """kill -9 for the process and everything in its session."""
        for pid in [self.pid, *session_of(self.pid)] if self.alive() else self.orphans():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def wait_gone(self, seconds: float) -> bool:
        """Waits for the end of the whole session; what overstays is killed. False when that was needed."""
        deadline = time.monotonic() + seconds
        while self.alive() and time.monotonic() < deadline:
            time.sleep(0.02)
        in_time = not self.alive()
        self.kill()
        while self.alive():
            time.sleep(0.02)
        return in_time


class Nursery:
    """Starts children of one data folder and keeps a record of each on disk, so that a later start finds leftovers."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.records = folder.within("pids")
        self.logs = folder.within("logs")

    def start(self, job: Job) -> Child:
        with (self.logs / f"{job.name}.log").open("ab") as log:
            process = subprocess.Popen(
                [str(part) for part in job.command], env=dict(job.env), cwd=job.cwd or self.folder.path,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, umask=0o077,
            )  # fmt: skip
        # The Child record owns the process from here on: silence the "still running" warning of an object we drop.
        process.returncode = 0
        child = Child(job.name, process.pid, started_at(process.pid), job.stop_signal)
        write_private(self.records / f"{job.name}.json", json.dumps(vars(child)))
        return child

    def recorded(self) -> list[Child]:
        """Children of an earlier or present launcher that are still alive."""
        found = []
        for path in sorted(self.records.glob("*.json")):
            with contextlib.suppress(ValueError, TypeError):
                found.append(Child(**json.loads(path.read_text())))
        return [child for child in found if child.alive() or child.orphans()]

    def stop(self, children: Sequence[Child], seconds: float = 15) -> list[str]:
        """Asks all to stop at once, waits, and forgets them. Returns the names of those that had to be killed."""
        for child in children:
            child.ask_to_stop()
        killed = [child.name for child in children if not child.wait_gone(seconds)]
        for child in children:
            (self.records / f"{child.name}.json").unlink(missing_ok=True)
        return killed

    def tail(self, name: str, lines: int = 15) -> str:
        path = self.logs / f"{name}.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""
