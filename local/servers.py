"""PostgreSQL 18, Valkey and an S3 server in user space under one data folder: `with running(folder, ports):`.

python -m local.servers [folder]     starts them by themselves, prints their addresses, Ctrl-C stops them
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from local import postgres, sockets, store, valkey
from local.children import Child, Job, Nursery
from local.folder import ROOT, Folder, Trouble
from local.ports import HOST, SERVERS, Ports, listener

PATIENCE_SECONDS = 60
NAMED = 3


def start(folder: Folder, ports: Ports, *, careless: bool = False, origins: tuple[str, ...] = ()) -> list[Child]:
    """Starts the three side by side and returns when each has answered. `careless` gives up durability for speed."""
    refuse_taken(ports.taken(SERVERS))
    sockets.clear(vars(ports).values())
    nursery = Nursery(folder)
    children: list[Child] = []
    try:
        for job in jobs(folder, ports, careless=careless, origins=origins):
            if job.name == "postgres":
                postgres.prepare(folder)
            children.append(nursery.start(job))
        for child in reversed(children):
            wait_for(nursery, child, partial(ready, child.name, folder, ports))
    except BaseException:
        nursery.stop(children)
        sockets.clear(vars(ports).values())
        raise
    return children


def jobs(folder: Folder, ports: Ports, *, careless: bool = False, origins: tuple[str, ...] = ()) -> list[Job]:
    """The three, the slowest to answer first."""
    plain = plain_environment()
    options = postgres.CARELESS if careless else postgres.CAREFUL
    return [
        Job("s3", store.command(folder, ports, origins or page_origins(ports)), {**plain, **store.environment(folder)}),
        Job("valkey", valkey.command(folder, ports, durable=not careless), plain),
        Job("postgres", postgres.command(folder, ports, options), plain, stop_signal=postgres.STOP),
    ]


def ready(name: str, folder: Folder, ports: Ports) -> bool:
    if name == "postgres":
        return asyncio.run(postgres.answers(folder, ports))
    return valkey.answers(folder, ports) if name == "valkey" else store.answers(folder, ports)


def plain_environment() -> dict[str, str]:
    """The environment of a server: nothing of a person's shell but the path and the language."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "TZ") if name in os.environ} | {"LANG": "C.UTF-8"}


def page_origins(ports: Ports) -> tuple[str, ...]:
    return tuple(f"http://{host}:{port}" for host in (HOST, "localhost") for port in (ports.api, ports.sandbox))


def refuse_taken(taken: list[int]) -> None:
    if taken:
        who = "，".join(f"{port}（{program}）" if (program := listener(port)) else str(port) for port in taken[:NAMED])
        rest = f" 等 {len(taken)} 个" if len(taken) > NAMED else ""
        raise Trouble(f"端口已被占用：{who}{rest}。请先停掉占用的程序，或换一组端口：PORT=8100 make run。")


def wait_for(nursery: Nursery, child: Child, is_ready: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Returns when it is ready; raises one clear sentence when the child ends first or takes too long."""
    deadline = time.monotonic() + seconds
    while not is_ready():
        if not child.alive():
            raise Trouble(f"{child.name} 没有起来：{postgres.reason(nursery.tail(child.name))}（日志：{nursery.logs / child.name}.log）")
        if time.monotonic() > deadline:
            raise Trouble(f"{child.name} 等了 {seconds:.0f} 秒还没有回应，请看日志：{nursery.logs / child.name}.log")
        time.sleep(0.03)


@contextlib.contextmanager
def running(folder: Folder, ports: Ports, *, careless: bool = False) -> Iterator[list[Child]]:
    """The servers for the length of a block. What an earlier start left behind in this folder is ended first."""
    nursery = Nursery(folder)
    if left := nursery.recorded():
        nursery.stop(left)
        ports.let_go(SERVERS)
    children = start(folder, ports, careless=careless)
    try:
        yield children
    finally:
        nursery.stop(children)
        sockets.clear(vars(ports).values())


def main() -> None:
    folder = Folder(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".data" / "servers").make()
    ports = Ports.above(int(os.environ.get("PORT", "8000")))
    began = time.monotonic()
    try:
        with folder.locked(f"进程 {os.getpid()}"), running(folder, ports):
            print(f"PostgreSQL {ports.postgres}, Valkey {ports.valkey}, S3 {ports.s3}: {time.monotonic() - began:.1f} s", flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
    except Trouble as trouble:
        raise SystemExit(f"✗ {trouble}") from None


if __name__ == "__main__":
    main()
