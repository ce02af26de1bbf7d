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
PATIENCE_SECONDS = 180


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

    def wait_for(self, sentence: str) -> None:
        until(lambda: sentence in self.said() or self.process.poll() is not None)
        assert sentence in self.said(), self.said()

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(PATIENCE_SECONDS)

    def pids(self) -> dict[str, int]:
        records = [json.loads(path.read_text()) for path in (self.data / "pids").glob("*.json")]
        return {record["name"]: record["pid"] for record in records}


def until(holds: Callable[[], object]) -> None:
    """Patiently: nothing here is judged by the time it takes, which a busy machine stretches."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ports]:
    web.build(print)
    return tmp_path_factory.mktemp("house") / "data", Ports.unused()


@pytest.fixture(scope="module")
def start(place: tuple[Path, Ports]) -> Iterator[Callable[[], Launcher]]:
    """Starts on the module's data folder; what is left running is ended after the last test."""
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
    until(lambda: [one for one in outside.messages("lin") if one["channel"] == "wechat"])
    visitor.close()
    outside.close()
    before = house.pids()
    assert house.end() == 0
    assert not house.ports.taken()
    assert not any(started_at(pid) for pid in before.values())


@pytest.fixture(scope="module")
def again(start: Callable[[], Launcher]) -> Launcher:
    """A second start, which the tests below share in this order, until one kills it."""
    house = start()
    house.wait_for(READY)
    return house


def test_a_second_start_fills_nothing_again_and_keeps_the_data(again: Launcher, place: tuple[Path, Ports]) -> None:
    """That is what makes it quick, however busy the machine is."""
    first = (place[0] / "town").stat().st_mtime
    assert (place[0] / "filled").stat().st_mtime < first
    assert "小镇居民" not in again.said()
    assert "前端" not in again.said()
    visitor = Visitor(f"http://127.0.0.1:{again.ports.api}")
    outside = Outside(f"http://127.0.0.1:{again.ports.sandbox}")
    visitor.sign_in_by_wechat(outside, "lin")
    assert visitor.get("/messages", category="reminder")["items"]
    visitor.close()
    outside.close()


def test_a_second_launcher_on_the_same_folder_is_told_who_has_it(again: Launcher, place: tuple[Path, Ports]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "local.run"], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "DATA": str(place[0]), "PORT": str(place[1].api)},
    )  # fmt: skip
    assert done.returncode == 1
    assert f"进程 {again.process.pid}" in done.stderr
    assert done.stderr.count("\n") == 1
    assert again.process.poll() is None


def test_a_killed_worker_is_started_again(again: Launcher) -> None:
    before = again.pids()["worker"]
    os.kill(before, signal.SIGKILL)
    again.wait_for("worker 意外退出")
    until(lambda: again.pids().get("worker") not in (None, before))


def test_what_a_killed_launcher_left_behind_is_ended_by_the_next(again: Launcher, start: Callable[[], Launcher]) -> None:
    left = again.pids()
    again.end(signal.SIGKILL)
    assert all(started_at(pid) for pid in left.values())
    third = start()
    third.wait_for(READY)
    assert "上一次没有正常结束" in third.said()
    assert not any(started_at(pid) for pid in left.values())
