"""One test module's own instance on shared servers: its address book, its clock and its processes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import httpx
import redis
from celery import Celery

from local import environment, programs, valkey, web
from local.children import Child, Job, Nursery
from local.clock import Clock
from local.folder import ROOT, Folder
from local.inside import Visitor
from local.outside import Outside, answers
from local.ports import HOST, Ports, unused_port
from local.servers import wait_for

# A working Tuesday, in the middle of the day: tests do not depend on the hour at which they run.
TEST_DAY = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Instance:
    """`shared` is the folder of the servers, `folder` this instance's own; `name` is also its database's name."""

    name: str
    shared: Folder
    folder: Folder
    ports: Ports
    clock_file: Path
    env: dict[str, str]

    @classmethod
    def beside(cls, shared: Folder, servers: Ports, name: str) -> Instance:
        own = {field: unused_port() for field in ("api", "sandbox", "mail", "metrics_api", "metrics_worker")}
        ports = replace(servers, **own)
        folder = Folder(shared.within("runs", name))
        clock_file = folder.path / "clock"
        Clock(clock_file).set(TEST_DAY)
        cache = _next_cache(shared, servers)
        env = environment.product(
            shared, ports, environment="test", database=name, cache=cache, clock_file=clock_file, web_dir=str(web.BUILT)
        )
        return cls(name, shared, folder, ports, clock_file, env)

    @property
    def nursery(self) -> Nursery:
        return Nursery(self.folder)

    def clear_cache(self) -> None:
        with redis.Redis.from_url(self.env["ZHIBAN_REDIS_URL"]) as client:
            client.flushdb()

    def hurry(self, task: str) -> None:
        """Asks for a periodic task at once; beat would do so by and by."""
        with Celery(broker=self.env["ZHIBAN_REDIS_URL"], set_as_current=False) as asking:
            asking.send_task(task, queue=task.partition(".")[0])


def _next_cache(shared: Folder, servers: Ports) -> int:
    """A Redis database that no other running module uses: they are handed out in turn."""
    with redis.Redis.from_url(valkey.url(shared, servers, 0)) as client:
        return 1 + int(client.incr("test:next")) % (valkey.DATABASES - 1)


class Process:
    """A process of an instance that starts, answers, stops, and can be killed in the middle of its work."""

    name = ""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.children: list[Child] = []

    def start(self) -> None:
        raise NotImplementedError

    def spawn(self, name: str, command: list[str | Path], env: dict[str, str], ready: Callable[[], bool]) -> None:
        nursery = self.instance.nursery
        child = nursery.start(Job(name, command, programs.environment(env), ROOT))
        self.children.append(child)
        wait_for(nursery, child, ready, 40)

    def log(self, name: str = "") -> str:
        return self.instance.nursery.tail(name or self.name, 200)

    def kill(self) -> None:
        """kill -9 for every process of it: nothing is put in order."""
        for child in self.children:
            child.kill()
        self.stop()

    def stop(self) -> None:
        self.instance.nursery.stop(self.children, 10)
        self.children = []

    @contextlib.contextmanager
    def running(self) -> Iterator[Self]:
        """Ended without ceremony, which takes a worker a second and more; an orderly end is tried with `make run`."""
        self.start()
        try:
            yield self
        finally:
            self.kill()


class Sandbox(Process, Outside):
    """The outside world as a process of its own. Its desks decide by hand."""

    name = "sandbox"

    def __init__(self, instance: Instance) -> None:
        Process.__init__(self, instance)
        Outside.__init__(self, f"http://{HOST}:{instance.ports.sandbox}")

    def start(self) -> None:
        folder = self.instance.folder.within("sandbox")
        env = environment.sandbox(
            self.instance.shared, self.instance.ports, data=folder, clock_file=self.instance.clock_file, auto_decide_seconds=0
        )
        self.spawn("sandbox", programs.sandbox(), env, lambda: answers(f"{self.url}/admin/health"))

    def stop(self) -> None:
        self.close()
        Process.stop(self)


class Api(Process):
    """The product's API as a process of its own."""

    name = "api"

    def __init__(self, instance: Instance, outside: Outside) -> None:
        super().__init__(instance)
        self.outside = outside
        self.url = f"http://{HOST}:{instance.ports.api}"
        self.visitors: list[Visitor] = []

    def start(self) -> None:
        self.spawn("api", programs.api(self.instance.ports), self.instance.env, lambda: answers(f"{self.url}/readyz"))

    def restart(self) -> None:
        self.stop()
        self.start()

    def client(self, token: str = "") -> httpx.Client:
        """An httpx client whose base URL is `/api/v1`."""
        return self.visitor(token).http

    def visitor(self, token: str = "") -> Visitor:
        self.visitors.append(Visitor(self.url, token))
        return self.visitors[-1]

    def citizen(self, user: str) -> httpx.Client:
        """A client signed in as one of the sandbox's people, through `wx.login`."""
        visitor = self.visitor()
        visitor.sign_in_by_wechat(self.outside, user)
        return visitor.http

    def stop(self) -> None:
        for visitor in self.visitors:
            visitor.close()
        self.visitors = []
        super().stop()


class Worker(Process):
    """Celery worker and beat. Ready when the worker says so in its log."""

    name = "worker"

    def start(self) -> None:
        log = self.instance.nursery.logs / "worker.log"
        already = log.stat().st_size if log.exists() else 0
        self.spawn("worker", programs.worker(), self.instance.env, lambda: b"ready" in log.read_bytes()[already:])
        self.spawn("beat", programs.beat(), self.instance.env, lambda: True)
