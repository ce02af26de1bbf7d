"""Where the faults strike: servers, sandbox, API, two workers and beat as processes of their own; who dies is started again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import asyncpg
import httpx

from bench.chaos.guard import end_leftovers
from core import cache, log, outside, queue, tables
from core.settings import settings
from local import databases, environment, postgres, programs, servers, sockets
from local.children import Child, Job, Nursery
from local.clock import Clock
from local.folder import ROOT, Folder
from local.instance import TEST_DAY
from local.outside import Outside
from local.ports import HOST, Ports

WORKERS = ("worker-1", "worker-2")
ENDING = (("beat", "beat-2"), (*WORKERS, "api"), ("sandbox",), ("postgres", "valkey", "s3"))
Found = TypeVar("Found")


class Stage:
    """`down` holds who is meant to be away, and until when (in `time.monotonic`); `emptied` when Redis lost what it had counted."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ports = Folder(folder).make(), Ports.unused()
        self.nursery = Nursery(self.folder)
        self.clock = Clock(self.folder.path / "clock")
        self.points = self.folder.within("points")
        self.outside = Outside(f"http://{HOST}:{self.ports.sandbox}")
        self.api = f"http://{HOST}:{self.ports.api}"
        product = environment.product(self.folder, self.ports, environment="test", clock_file=self.clock.path)
        # Reminders wait for company for less long than usual, so that they leave while the faults strike.
        self.env = product | {"ZHIBAN_FAIL_POINTS": str(self.points), "ZHIBAN_LOG_LEVEL": "INFO", "ZHIBAN_GATHERING_SECONDS": "5"}
        self.children: dict[str, Child] = {}
        self.down: dict[str, float] = {}
        self.emptied: list[float] = []

    @property
    def database_url(self) -> str:
        return self.env["ZHIBAN_DATABASE_URL"]

    def jobs(self) -> dict[str, Job]:
        outer = environment.sandbox(
            self.folder, self.ports, data=self.folder.within("sandbox"), clock_file=self.clock.path, auto_decide_seconds=0
        )
        product = programs.environment(self.env)
        jobs = [
            *servers.jobs(self.folder, self.ports),
            Job("sandbox", programs.sandbox(), programs.environment(outer), ROOT),
            Job("api", programs.api(self.ports), product, ROOT),
            *(Job(name, [*programs.worker(), "-n", f"{name}@stage"], product, ROOT) for name in WORKERS),
            *(Job(name, programs.beat(), product, ROOT) for name in ("beat", "beat-2")),
        ]
        return {job.name: job for job in jobs}

    def start(self) -> None:
        """Everything up, on a fresh database with the catalogue in it."""
        self.clock.set(TEST_DAY)
        self.children |= {child.name: child for child in servers.start(self.folder, self.ports)}
        databases.have(self.folder, self.ports, "zhiban")
        databases.fill(self.env, reference=False)
        databases.command(["hall.import_items"], self.env, "导入事项")
        for name in ("sandbox", "api", *WORKERS, "beat"):
            self.revive(name)
        self.until(lambda: self.answers(f"{self.api}/readyz") and self.answers(f"{self.outside.url}/admin/health"), 60)
        # Else a short storm would be over before anybody sends anything.
        self.until(lambda: all(b"ready" in (self.nursery.logs / f"{name}.log").read_bytes() for name in WORKERS), 60)

    def revive(self, name: str) -> None:
        if name == "postgres":
            postgres.prepare(self.folder)
        self.children[name] = self.nursery.start(self.jobs()[name])

    async def watch(self) -> None:
        """The supervisor: what is dead and is not meant to be away is started again, leftovers of it ended first."""
        while True:
            for name, child in list(self.children.items()):
                if not child.alive() and time.monotonic() >= self.down.get(name, 0):
                    await asyncio.to_thread(child.kill)
                    self.revive(name)
            await asyncio.sleep(0.2)

    def kill(self, name: str, away: float = 0.0, how: int = signal.SIGKILL) -> None:
        """Ends one process of ours, all of its session with it, and keeps it away for so many seconds."""
        self.down[name] = time.monotonic() + away
        child = self.children[name]
        if how == signal.SIGKILL:
            child.kill()
        elif child.alive():
            os.kill(child.pid, how)

    def forget(self, name: str) -> None:
        """Ends a process that is not to come back."""
        if child := self.children.pop(name, None):
            child.kill()

    @contextlib.contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """A process that stands still, alive but deaf."""
        child = self.children[name]
        os.kill(child.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGCONT)

    def set_point(self, place: str, what: str = "kill") -> Path:
        point = self.points / place
        point.write_text(what)
        return point

    def clear_points(self) -> None:
        for point in self.points.iterdir():
            point.unlink(missing_ok=True)

    def answers(self, url: str) -> bool:
        try:
            return httpx.get(url, timeout=2).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def until(self, look: Callable[[], Found], seconds: float) -> Found:
        deadline = time.monotonic() + seconds
        while not (found := look()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"not within {seconds:.0f} s")
            time.sleep(0.2)
        return found

    async def asked(self, query: str, *values: object) -> list[asyncpg.Record]:
        """One statement of the driver's own, again and again until the database is there to answer."""
        while True:
            try:
                connection = await asyncpg.connect(self.database_url, ssl=False, timeout=3)
                try:
                    return list(await connection.fetch(query, *values, timeout=10))
                finally:
                    await connection.close(timeout=2)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await asyncio.sleep(0.3)

    async def done(self, work: Callable[[], Awaitable[None]]) -> None:
        """Work of the house that a client would simply try again: repeated until it has come through."""
        while True:
            try:
                await work()
                return
            except Exception:
                await asyncio.sleep(0.3)

    def end(self) -> None:
        self.outside.close()
        with contextlib.suppress(ProcessLookupError):
            for child in self.children.values():
                if child.alive():
                    os.kill(child.pid, signal.SIGCONT)
        for group in ENDING:
            self.nursery.stop([child for name, child in self.children.items() if name in group])
        sockets.clear(vars(self.ports).values())


@contextlib.asynccontextmanager
async def connected(stage: Stage) -> AsyncIterator[None]:
    """This process's rooms on the stage's stores: the driver writes messages as the house does."""
    before = dict(os.environ)
    quiet = {"ZHIBAN_FAIL_POINTS": "", "ZHIBAN_LOG_LEVEL": "CRITICAL"}  # it is not the driver that is to be struck, nor heard
    os.environ.update(stage.env | quiet)
    settings.cache_clear()
    log.configure()
    logging.getLogger("asyncpg").setLevel(logging.CRITICAL)
    queue.configure()
    await tables.connect()
    try:
        yield
    finally:
        await outside.close()
        await cache.close()
        await tables.disconnect()
        os.environ.clear()
        os.environ.update(before)
        settings.cache_clear()


@contextlib.contextmanager
def standing(folder: Path, *, keep: bool = False) -> Iterator[Stage]:
    if folder.exists():
        end_leftovers(folder)
        shutil.rmtree(folder)
    stage = Stage(folder)
    try:
        stage.start()
        yield stage
    finally:
        stage.end()
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
