"""The append-only journal: one JSON line an event, the only thing on disk, and the oracle for "lost" and "twice"."""

from __future__ import annotations

import asyncio
import fcntl
import os
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

Event = dict[str, Any]


class Journal:
    """Lines are written at once and made durable in groups: callers await `durable` before they answer."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SystemExit(f"another sandbox is using {path}") from None
        self._starts = array("Q")
        self._size = self._synced = 0
        self._syncing: asyncio.Task[None] | None = None

    @property
    def seq(self) -> int:
        """The number of the last line; the first is 1."""
        return len(self._starts)

    def replay(self) -> Iterator[Event]:
        """Every whole line from the beginning; a torn last line was never acknowledged and is cut off."""
        with open(os.dup(self._fd), "rb") as lines:
            lines.seek(0)
            for line in lines:
                event = _whole(line)
                if event is None:
                    if lines.read(1):
                        raise SystemExit(f"line {self.seq + 1} of the journal is damaged; it is kept as it is")
                    break
                self._starts.append(self._size)
                self._size += len(line)
                yield event
        os.ftruncate(self._fd, self._size)
        self._synced = self._size

    def append(self, event: Event) -> None:
        """Write one line; on a full disk nothing of it stays and the error reaches the caller."""
        line = orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE)
        written = 0
        try:
            while written < len(line):
                written += os.write(self._fd, line[written:])
        except OSError:
            os.ftruncate(self._fd, self._size)
            raise
        self._starts.append(self._size)
        self._size += len(line)

    async def durable(self) -> None:
        """Wait until all that is written now has reached the disk; waiting callers share one fsync."""
        wanted = self._size
        while self._synced < wanted:
            if self._syncing is None:
                self._syncing = asyncio.create_task(self._sync())
            await asyncio.shield(self._syncing)

    async def _sync(self) -> None:
        try:
            size = self._size
            await asyncio.to_thread(os.fdatasync, self._fd)
            self._synced = max(self._synced, size)
        finally:
            self._syncing = None

    def since(self, seq: int, limit: int) -> list[Event]:
        """Events numbered above `seq`, oldest first, at most `limit`."""
        first, last = max(seq, 0), min(max(seq, 0) + limit, self.seq)
        if first >= last:
            return []
        end = self._size if last == self.seq else self._starts[last]
        raw = os.pread(self._fd, end - self._starts[first], self._starts[first])
        return [orjson.loads(line) for line in raw.splitlines()]

    def close(self) -> None:
        os.close(self._fd)


def _whole(line: bytes) -> Event | None:
    if not line.endswith(b"\n"):
        return None
    try:
        event = orjson.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None
