"""The whole of Zhiban on one machine: in which order its processes start, what makes each ready, and how they end."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from local import databases, environment, postgres, programs, servers, sockets, web
from local.children import Child, Job, Nursery
from local.clock import Clock
from local.folder import ROOT, Folder, Trouble, write_private
from local.outside import answers
from local.ports import HOST, Ports

# Ended in this order, each group at once: first what makes new work, last what holds the data.
ENDING = (("beat",), ("worker", "api"), ("sandbox",), ("postgres", "valkey", "s3"))
RESTARTS, WITHIN_SECONDS = 5, 120
STUCK_SECONDS = 60
Say = Callable[[str], None]


class House:
    """One instance: `folder` holds its data, `ports` its addresses."""

    def __init__(self, folder: Folder, ports: Ports, host: str = HOST) -> None:
        self.folder, self.ports, self.host = folder, ports, host
        self.nursery = Nursery(folder)
        self.clock = Clock(folder.path / "clock")
        self.children: dict[str, Child] = {}
        self.deaths: dict[str, list[float]] = {}
        self.due: dict[str, float] = {}

    @property
    def heart(self) -> Path:
        """What the worker touches while it makes progress."""
        return self.folder.path / "worker.heart"

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.ports.api}"

    @property
    def sandbox_url(self) -> str:
        return f"http://{HOST}:{self.ports.sandbox}"

    def settings(self) -> dict[str, str]:
        """What the rooms read; without the port for metrics, which each process has of its own."""
        return environment.product(self.folder, self.ports, environment="demo", clock_file=self.clock.path, web_dir=str(web.BUILT))

    def jobs(self) -> dict[str, Job]:
        product = self.settings()
        outside = environment.sandbox(self.folder, self.ports, data=self.folder.within("sandbox"), clock_file=self.clock.path)
        api = programs.environment(product, {"ZHIBAN_METRICS_PORT": str(self.ports.metrics_api)})
        worker = programs.environment(
            product, {"ZHIBAN_METRICS_PORT": str(self.ports.metrics_worker), "ZHIBAN_HEARTBEAT_FILE": str(self.heart)}
        )
        own = (
            Job("sandbox", programs.sandbox(), programs.environment(outside), ROOT),
            Job("api", programs.api(self.ports, self.host), api, ROOT),
            Job("worker", programs.worker(), worker, ROOT),
            Job("beat", programs.beat(), programs.environment(product), ROOT),
        )
        return {job.name: job for job in (*servers.jobs(self.folder, self.ports), *own)}

    def end_leftovers(self) -> int:
        """Ends what an earlier launcher that was killed has left running in this folder; says how many."""
        found = self.nursery.recorded()
        self.end(found)
        if found:
            self.ports.let_go()
        return len(found)

    def start_servers(self) -> None:
        servers.refuse_taken(self.ports.taken())
        self.children |= {child.name: child for child in servers.start(self.folder, self.ports)}

    def fill(self) -> bool:
        """Migrations and reference data, unless they are those of the last start. True when there was something to do."""
        done, mark = self.folder.path / "filled", databases.fingerprint()
        if done.exists() and done.read_text() == mark:
            return False
        databases.have(self.folder, self.ports, "zhiban")
        databases.fill(self.settings(), reference=True)
        write_private(done, mark)
        return True

    def start_programs(self) -> None:
        jobs = self.jobs()
        self.heart.unlink(missing_ok=True)
        for name in ("sandbox", "api", "worker", "beat"):
            self.children[name] = self.nursery.start(jobs[name])
        for name in ("sandbox", "api"):
            servers.wait_for(self.nursery, self.children[name], partial(answers, self.ready_url(name)))

    def ready_url(self, name: str) -> str:
        return f"{self.sandbox_url}/admin/health" if name == "sandbox" else f"{self.url}/readyz"

    def watch(self, say: Say) -> None:
        """One look at every child: a dead one is started again, later each time; one that keeps dying ends the run."""
        self._end_stuck_worker(say)
        for name in [name for name, child in self.children.items() if not child.alive()]:
            if name not in self.due:
                self._bury(name, say)
            elif time.monotonic() >= self.due[name]:
                del self.due[name]
                self.children[name].kill()
                if name == "postgres":
                    postgres.prepare(self.folder)
                self.children[name] = self.nursery.start(self.jobs()[name])

    def _end_stuck_worker(self, say: Say) -> None:
        """A worker whose loop has stood still for a minute is alive and of no use: it is ended, and started again like a dead one."""
        with contextlib.suppress(FileNotFoundError):
            if time.time() - self.heart.stat().st_mtime > STUCK_SECONDS:
                self.heart.unlink()
                self.children["worker"].kill()
                say(f"worker 超过 {STUCK_SECONDS} 秒没有进展，已结束它，随后重新启动")

    def _bury(self, name: str, say: Say) -> None:
        now = time.monotonic()
        deaths = self.deaths[name] = [at for at in self.deaths.get(name, []) if now - at < WITHIN_SECONDS] + [now]
        log = self.nursery.logs / f"{name}.log"
        if len(deaths) > RESTARTS:
            raise Trouble(f"{name} 反复退出，知办停下来了。最后几行日志（{log}）：\n{self.nursery.tail(name, 8)}")
        pause = 2.0 ** (len(deaths) - 1)
        self.due[name] = now + pause
        say(f"{name} 意外退出，{pause:.0f} 秒后重新启动（日志：{log}）")

    def stop(self) -> list[str]:
        """Ends everything this house started. Returns the names of what had to be killed."""
        killed = self.end([*self.children.values()])
        sockets.clear(vars(self.ports).values())
        return killed

    def end(self, children: list[Child]) -> list[str]:
        killed = []
        for group in ENDING:
            killed += self.nursery.stop([child for child in children if child.name in group])
        return killed


def from_environment() -> House:
    """DATA and PORT as `make` hands them on; HOST only for those who want to be reached from elsewhere."""
    path = ROOT / os.environ.get("DATA", ".data/run")
    port = os.environ.get("PORT", "8000")
    if not port.isdecimal():
        raise Trouble(f"PORT={port} 不是端口号。例如：PORT=8100 make run。")
    return House(Folder(Path(path)), Ports.above(int(port)), os.environ.get("HOST", HOST))
