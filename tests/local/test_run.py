"""`make run` as a person meets it: a second start keeps what was, a crash is made good, an end leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from local import web
from local.children import started_at
from local.folder import ROOT
from local.inside import Visitor
from local.outside import Outside
from local.ports import Ports

READY = "知办已就绪"


class Launcher:
    """A `make run` in a process of its own, with the output that a person would read."""

    def __init__(self, data: Path, ports: Ports) -> None:
        self.data, self.ports = data, ports
        self.output = data.parent / "output.txt"
        env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ZHIBAN_")},
            "DATA": str(data),
            "PORT": str(ports.api),
        }
        with self.output.open("w") as output:
            self.process = subprocess.Popen([sys.executable, "-m", "local.run"], cwd=ROOT, env=env, stdout=output, stderr=output)

    def said(self) -> str:
        return self.output.read_text()

    def wait_for(self, sentence: str, seconds: float = 120) -> None:
        until(lambda: sentence in self.said() or self.process.poll() is not None, seconds)
        assert sentence in self.said(), self.said()

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(40)

    def pids(self) -> dict[str, int]:
        records = [json.loads(path.read_text()) for path in (self.data / "pids").glob("*.json")]
        return {record["name"]: record["pid"] for record in records}


def until(holds: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ports]:
    web.build(print)
    return tmp_path_factory.mktemp("house") / "data", Ports.unused()


@pytest.fixture
def start(place: tuple[Path, Ports]) -> Iterator[Callable[[], Launcher]]:
    """Starts on the module's data folder; what a test leaves running is ended after it."""
    started: list[Launcher] = []

    def one() -> Launcher:
        started.append(Launcher(*place))
        return started[-1]

    yield one
    for launcher in started:
        if launcher.process.poll() is None:
            launcher.end()


def test_the_first_start_is_ready_with_a_town_and_ends_without_a_trace(start: Callable[[], Launcher]) -> None:
    house = start()
    house.wait_for(READY)
    outside, visitor = Outside(f"http://127.0.0.1:{house.ports.sandbox}"), Visitor(f"http://127.0.0.1:{house.ports.api}")
    assert visitor.sign_in_by_wechat(outside, "lin")["citizen"]["level"] == 2
    assert httpx.get(f"http://127.0.0.1:{house.ports.api}/").status_code == 200
    until(lambda: [one for one in outside.messages("lin") if one["channel"] == "wechat"], 60)
    visitor.close()
    outside.close()
    before = house.pids()
    assert house.end() == 0
    assert not house.ports.taken()
    assert not any(started_at(pid) for pid in before.values())


def test_a_second_start_is_quick_and_keeps_the_data(start: Callable[[], Launcher]) -> None:
    began = time.monotonic()
    house = start()
    house.wait_for(READY)
    assert time.monotonic() - began < 20
    visitor = Visitor(f"http://127.0.0.1:{house.ports.api}")
    outside = Outside(f"http://127.0.0.1:{house.ports.sandbox}")
    visitor.sign_in_by_wechat(outside, "lin")
    assert visitor.get("/messages", category="reminder")["items"]
    visitor.close()
    outside.close()


def test_a_second_launcher_on_the_same_folder_is_told_who_has_it(start: Callable[[], Launcher], place: tuple[Path, Ports]) -> None:
    first = start()
    first.wait_for(READY)
    done = subprocess.run(
        [sys.executable, "-m", "local.run"], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "DATA": str(place[0]), "PORT": str(place[1].api)},
    )  # fmt: skip
    assert done.returncode == 1
    assert f"进程 {first.process.pid}" in done.stderr
    assert done.stderr.count("\n") == 1
    assert first.process.poll() is None


def test_a_killed_worker_is_started_again(start: Callable[[], Launcher]) -> None:
    house = start()
    house.wait_for(READY)
    before = house.pids()["worker"]
    os.kill(before, signal.SIGKILL)
    house.wait_for("worker 意外退出")
    until(lambda: house.pids().get("worker") not in (None, before), 20)


def test_what_a_killed_launcher_left_behind_is_ended_by_the_next(start: Callable[[], Launcher]) -> None:
    house = start()
    house.wait_for(READY)
    left = house.pids()
    house.end(signal.SIGKILL)
    assert all(started_at(pid) for pid in left.values())
    again = start()
    again.wait_for(READY)
    assert "上一次没有正常结束" in again.said()
    assert not any(started_at(pid) for pid in left.values())
