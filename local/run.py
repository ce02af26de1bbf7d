"""`make run`: the whole of Zhiban on this machine, until Ctrl-C.

DATA is the data folder (.data/run), PORT the port of the API (8000) from which all others follow.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType

from local import house, town, web, welcome
from local.folder import Trouble
from local.house import House

LEAST_FREE_BYTES = 500_000_000


def say(sentence: str) -> None:
    print(f"  ▸ {sentence}", flush=True)


class Builder(threading.Thread):
    """Builds the front ends beside everything else; its trouble is raised where it is waited for."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.trouble: BaseException | None = None

    def run(self) -> None:
        try:
            web.build(say)
        except BaseException as trouble:
            self.trouble = trouble

    def finish(self) -> None:
        if self.is_alive() and web.outdated():
            say("前端有改动，正在构建（第一次约一分钟）")
        self.join()
        if self.trouble:
            raise self.trouble


@contextlib.contextmanager
def step(sentence: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    say(f"{sentence}（{time.monotonic() - began:.1f} 秒）")


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        _live(house.from_environment())
    except Trouble as trouble:
        raise SystemExit(f"✗ {trouble}") from None
    except OSError as error:
        full = "磁盘满了，请腾出空间后再运行一次。" if error.errno == errno.ENOSPC else f"{error.strerror}：{error.filename}"
        raise SystemExit(f"✗ {full}") from None


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _live(one: House) -> None:
    began = time.monotonic()
    try:
        with started(one):
            print(welcome.text(one, time.monotonic() - began), flush=True)
            warned = False
            while True:
                one.watch(say)
                warned = _warn_of_full_disk(one, warned)
                time.sleep(0.5)
    except KeyboardInterrupt:
        print(flush=True)


@contextlib.contextmanager
def started(one: House) -> Iterator[None]:
    """The whole house for the length of a block; its folder is ours alone meanwhile."""
    one.folder.make()
    with one.folder.locked(f"进程 {os.getpid()}，{one.url}"):
        try:
            _start(one)
            yield
        finally:
            web.cancel()
            _stop(one)


def _start(one: House) -> None:
    print(f"知办正在启动，数据在 {one.folder.path}", flush=True)
    _refuse_full_disk(one)
    if ended := one.end_leftovers():
        say(f"上一次没有正常结束，已收拾留下的 {ended} 个进程")
    builder = Builder()
    builder.start()
    with step("数据库、缓存、对象存储就绪"):
        one.start_servers()
    with step("数据表与事项目录就绪"):
        one.fill()
    if one.clock.leave_the_night():
        say(f"现在是免打扰时段（21:00—09:00），演示时钟已拨到 {one.clock.shown()}")
    builder.finish()
    with step("沙箱、接口、后台任务就绪"):
        one.start_programs()
    with step("演示小镇就绪"):
        town.settle(one, say)


def _warn_of_full_disk(one: House, warned: bool) -> bool:
    """Says it once when room runs out, and again only after there was room meanwhile."""
    scarce = shutil.disk_usage(one.folder.path).free < LEAST_FREE_BYTES // 5
    if scarce and not warned:
        say(f"磁盘快满了，新的数据可能存不下。请腾出空间（{one.folder.path}）。")
    return scarce


def _refuse_full_disk(one: House) -> None:
    if shutil.disk_usage(one.folder.path).free < LEAST_FREE_BYTES:
        raise Trouble(f"{one.folder.path} 所在的磁盘剩余不到 {LEAST_FREE_BYTES // 1_000_000} MB，请腾出空间后再运行一次。")


def _stop(one: House) -> None:
    """Whoever presses Ctrl-C again is told to wait: half-ended servers cost more time at the next start."""
    if not one.children:
        return
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: say("正在停止，请稍候"))
    began = time.monotonic()
    killed = one.stop()
    ending = f"，其中 {'、'.join(killed)} 没有按时退出，已强制结束" if killed else ""
    say(f"已停止本次启动的全部进程（{time.monotonic() - began:.1f} 秒{ending}）。数据保留在 {one.folder.path}。")


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    main()
