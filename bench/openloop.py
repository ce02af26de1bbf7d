"""Requests that leave when they are due, whatever became of those before, as people's do: a closed loop would wait with a server that
stalls, and hide it. Latency counts from the moment at which a request was due; how late it left is told beside it.
"""

from __future__ import annotations

import gc
import random
import select
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

HOST, PATIENCE_S, SPIN_S = "127.0.0.1", 20.0, 0.0005
AT_ONCE, MOST = 16, 512  # connections while capacity is asked for, and ever


@dataclass
class Seen:
    """Seconds: how long each answer took and how late each request left; how many were not 200; how long it all took."""

    took: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    wrong: int = 0
    wall: float = 0.0


def p99(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)]


def by_chance(rate: float, seconds: float, seed: int) -> list[float]:
    """When requests of people who know nothing of each other are due: a Poisson process of so many a second."""
    dice, now, due = random.Random(seed), 0.0, []
    while (now := now + dice.expovariate(rate)) < seconds:
        due.append(now)
    return due


def capacity(port: int, requests: Sequence[bytes], count: int) -> float:
    """Requests a second when a few connections always have one under way."""
    seen = send(port, requests, [0.0] * count, AT_ONCE)
    return count / seen.wall


def send(port: int, requests: Sequence[bytes], due: Sequence[float], most: int = MOST) -> Seen:
    """Sends one of `requests` after the other at its time and reads all answers; the caller stands still meanwhile."""
    load = _Load(port, most)
    gc.collect()
    gc.disable()
    try:
        return load.run(requests, due)
    finally:
        gc.enable()
        load.close()


class _Load:
    """Connections to one server: those that lie idle, and those under way with what came so far and when it was due."""

    def __init__(self, port: int, most: int) -> None:
        self.port, self.most, self.seen = port, most, Seen()
        self.idle: list[socket.socket] = [self._connect() for _ in range(AT_ONCE)]
        self.busy: dict[socket.socket, tuple[float, bytearray]] = {}

    def _connect(self) -> socket.socket:
        made = socket.create_connection((HOST, self.port), PATIENCE_S)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def close(self) -> None:
        for one in [*self.idle, *self.busy]:
            one.close()

    def run(self, requests: Sequence[bytes], due: Sequence[float]) -> Seen:
        began, number = time.perf_counter(), 0
        while number < len(due) or self.busy:
            now = time.perf_counter() - began
            wait = due[number] - now if number < len(due) else PATIENCE_S
            if wait <= 0 and len(self.busy) < self.most:
                self._begin(requests[number % len(requests)], due[number], now)
                number += 1
            else:
                self._read(wait, began)
        self.seen.wall = time.perf_counter() - began
        return self.seen

    def _begin(self, request: bytes, due: float, now: float) -> None:
        one = self.idle.pop() if self.idle else self._connect()
        one.sendall(request)
        self.busy[one] = (due, bytearray())
        self.seen.late.append(now - due)

    def _read(self, wait: float, began: float) -> None:
        """Until the next is due. A sleep ends a little late, so the last bit is not slept."""
        patience = PATIENCE_S if wait <= 0 else max(0.0, wait - SPIN_S)
        ready = select.select(list(self.busy), [], [], patience)[0]
        if not ready and patience == PATIENCE_S:
            raise TimeoutError(f"no answer within {PATIENCE_S:.0f} s")
        for one in ready:
            due, came = self.busy[one]
            came += one.recv(1 << 16)
            if _is_whole(came):
                self.seen.took.append(time.perf_counter() - began - due)
                self.seen.wrong += not came.startswith(b"HTTP/1.1 200")
                del self.busy[one]
                self.idle.append(one)


def _is_whole(came: bytearray) -> bool:
    """Whether an answer of told length is there."""
    head, end, body = came.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    return bool(end) and len(body) >= int(length or 0)
