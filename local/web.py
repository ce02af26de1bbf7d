"""The built front ends: made again only when their sources changed, and swapped in whole.

python -m local.web            builds what is out of date into .data/web/{h5,mp-weixin,runner,console}
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from local import node
from local.folder import ROOT, Trouble

WEB = ROOT / "miniprogram"
BUILT = ROOT / ".data" / "web"
IGNORED = {"node_modules", "dist", "unpackage", "test", "tests"}


@dataclass(frozen=True)
class Part:
    """A thing to build: from which folders, with which commands, and where those leave it."""

    name: str
    title: str
    sources: tuple[str, ...]
    command: tuple[str, ...]
    leaves: str


H5, MINI, RUNNER = "app/dist/build/h5", "app/dist/build/mp-weixin", "dist/runner"
PARTS = (
    Part("h5", "H5", ("app", "packages/api"), ("npm", "run", "build:h5", "-w", "@zhiban/app"), H5),
    Part("mp-weixin", "小程序", ("app", "packages/api"), ("npm", "run", "build:mp-weixin", "-w", "@zhiban/app"), MINI),
    Part("runner", "小程序（浏览器版）", ("app", "packages"), ("node", "packages/mp-runner/compile.mjs", MINI, RUNNER), RUNNER),
    Part("console", "工作台", ("console", "packages/api"), ("npm", "run", "build", "-w", "@zhiban/console"), "console/dist"),
)  # fmt: skip


def mark(part: Part) -> str:
    """A digest of everything a part is built from."""
    digest = hashlib.sha256((WEB / "package-lock.json").read_bytes())
    for folder in part.sources:
        for path in sorted((WEB / folder).rglob("*")):
            if path.is_file() and not IGNORED.intersection(path.relative_to(WEB).parts):
                digest.update(str(path.relative_to(WEB)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def stamp(part: Part) -> Path:
    return BUILT / f"{part.name}.stamp"


def outdated() -> list[Part]:
    return [part for part in PARTS if (WEB / part.sources[0] / "index.html").exists() and not fresh(part)]


def fresh(part: Part) -> bool:
    return stamp(part).exists() and stamp(part).read_text() == mark(part)


def build(say: Callable[[str], None]) -> None:
    """Builds what is out of date, one after the other (each takes a whole core); a second builder waits for the first."""
    BUILT.mkdir(parents=True, exist_ok=True)
    with (BUILT / "lock").open("a") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        for part in outdated():
            began, digest = time.monotonic(), mark(part)
            run(part)
            swap_in(part)
            stamp(part).write_text(digest)
            say(f"前端：{part.title} 已构建（{time.monotonic() - began:.0f} 秒）")


_building: list[subprocess.Popen[bytes]] = []


def cancel() -> None:
    """Ends a build that is under way: whoever asked for it has gone."""
    for process in list(_building):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)


def run(part: Part) -> None:
    command = [*node.tool(part.command[0]), *part.command[1:]]
    log = BUILT / f"{part.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=WEB, env=node.environment(), stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        _building.append(process)
        status = process.wait()
        _building.remove(process)
    if status:
        last = "\n    ".join(log.read_text(errors="replace").strip().splitlines()[-5:])
        raise Trouble(f"前端 {part.title} 构建没有成功（日志 {log}）：\n    {last}")


def swap_in(part: Part) -> None:
    """A build that was interrupted never becomes visible: the finished copy takes the old one's place by renaming."""
    fresh, place, old = (BUILT / f"{part.name}{end}" for end in (".fresh", "", ".old"))
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(WEB / part.leaves, fresh)
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def main() -> None:
    try:
        build(lambda line: print(f"  ▸ {line}", flush=True))
    except Trouble as trouble:
        raise SystemExit(f"✗ {trouble}") from None
    finally:
        cancel()
    print(f"  ✓ 前端是最新的：{BUILT}")


if __name__ == "__main__":
    main()
