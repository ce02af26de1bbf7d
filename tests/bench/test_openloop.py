"""The open-loop generator: who comes while a server stands still is seen waiting, and each request left when it was due."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from bench import openloop

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
STALL_S = 0.4


@pytest.fixture
def stalling() -> Iterator[int]:
    """A server that answers at once, but for one pause, at its fortieth answer, in which nobody gets one."""
    door, answer = threading.Lock(), itertools.count(1)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:

        def serve(one: socket.socket) -> None:
            with one:
                while one.recv(4096):
                    with door:
                        time.sleep(STALL_S if next(answer) == 40 else 0)
                    one.sendall(ANSWER)

        def take() -> None:
            while True:
                try:
                    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def test_a_stall_is_seen_by_all_who_come_meanwhile(stalling: int) -> None:
    due = openloop.by_chance(100, 1.2, 1)
    seen = openloop.send(stalling, [b"GET / HTTP/1.1\r\n\r\n"], due)
    assert (len(seen.took), len(seen.late), seen.wrong) == (len(due), len(due), 0)
    assert sum(took > STALL_S / 4 for took in seen.took) >= 15, "a closed loop of one would have seen one"
    assert openloop.p99(seen.took) > STALL_S / 2
    assert sorted(seen.late)[len(due) // 2] < STALL_S / 4


def test_chance_is_the_same_for_the_same_seed_and_keeps_to_its_rate() -> None:
    due = openloop.by_chance(1000, 5, 7)
    assert due == openloop.by_chance(1000, 5, 7)
    assert due == sorted(due)
    assert 4700 < len(due) < 5300


def test_capacity_is_what_a_few_connections_get_through(stalling: int) -> None:
    assert openloop.capacity(stalling, [b"GET / HTTP/1.1\r\n\r\n"], 200) > 50
