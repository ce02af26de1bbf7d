"""The one Celery app, its async task wrapper, and the register of periodic tasks. Celery carries ids; Postgres is the truth."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec

from celery import Celery, Task
from celery.signals import worker_process_init, worker_process_shutdown

from core import fresh, log, tables
from core.settings import settings

HEARTBEAT_SECONDS = 5
QUEUES = ("push", "recommend", "hall", "profile")
P = ParamSpec("P")
app = Celery("zhiban")


def configure() -> Celery:
    """Points the app at the broker; called by every process that sends or runs tasks."""
    app.conf.update(
        broker_url=settings().redis_url.get_secret_value(),
        broker_connection_retry_on_startup=True,
        task_ignore_result=True,
        task_acks_late=True,
        worker_prefetch_multiplier=1,
        task_serializer="json",
        accept_content=["json"],
        task_default_queue="push",
        task_routes=_route,
        worker_hijack_root_logger=False,
        timezone="Asia/Shanghai",
        broker_transport_options={"socket_timeout": 5, "socket_connect_timeout": 2},
        task_publish_retry=False,
    )
    return app


def _route(name: str, *_: object, **__: object) -> dict[str, str] | None:
    room = name.partition(".")[0]
    return {"queue": room} if room in QUEUES else None


class _Loop(threading.Thread):
    """Celery knows no asyncio: one event loop in one thread serves every task thread of the process."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="tasks-loop")
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()

    def run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(tables.connect())
        heart = self.loop.create_task(_heart())  # noqa: F841 (kept from being collected while the loop runs)
        self.loop.run_until_complete(fresh.look())
        self.loop.create_task(fresh.keep_looking())
        spare_the_collector()
        self.ready.set()
        self.loop.run_forever()


def spare_the_collector() -> None:
    """What was loaded by now stays: looking through it again and again costs a sweep a third of its time. A batch makes thousands of small
    things that go as soon as it is done, without being looked for."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


async def _heart() -> None:
    """Shows that the loop still turns: a call that blocks it blocks every task, and nothing but this would tell."""
    while path := settings().heartbeat_file:
        Path(path).touch()
        await asyncio.sleep(HEARTBEAT_SECONDS)


_loop: _Loop | None = None
_making = threading.Lock()


def _running() -> _Loop:
    global _loop
    with _making:
        if _loop is None:
            _loop = _Loop()
            _loop.start()
            if not _loop.ready.wait(30):
                raise RuntimeError("the tasks' event loop did not come up")
    return _loop


class AsyncTask(Task):  # type: ignore[misc]
    """Runs the coroutine on the process's loop, under the id of the request that caused it."""

    def __call__(self, *args: object, **kwargs: object) -> object:
        request = (self.request.get("request_id") or "-") if self.request else "-"
        return asyncio.run_coroutine_threadsafe(self._on_loop(request, args, kwargs), _running().loop).result()

    async def _on_loop(self, request: str, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        log.bind(request)
        try:
            return await self.run(*args, **kwargs)
        except Exception:
            log.get("queue").exception("task failed", task=self.name)
            raise


app.Task = AsyncTask


@dataclass(frozen=True)
class Periodic:
    """A task that must be on beat's timetable, and the seconds between two runs that it asks for."""

    name: str
    every: float


periodic: dict[str, Periodic] = {}


def task(
    name: str, *, every: float | None = None
) -> Callable[[Callable[P, Coroutine[Any, Any, None]]], Callable[P, Coroutine[Any, Any, None]]]:
    """Registers an async function as the Celery task `room.verb`. With `every`, beat refuses to start without it."""

    def register(function: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, Coroutine[Any, Any, None]]:
        app.task(name=name, shared=False)(function)
        if every is not None:
            periodic[name] = Periodic(name, every)
        return function

    return register


async def enqueue(name: str, *ids: str) -> None:
    """Sends a task after the present transaction commits. A lost broker only delays: the sweeps find what was not done."""

    async def publish() -> None:
        try:
            await asyncio.to_thread(_publish, name, ids, log.request_id())
        except Exception as error:
            log.get("queue").warning("task not published, a sweep will find it", task=name, reason=type(error).__name__)

    await tables.after_commit(publish)


def _publish(name: str, ids: tuple[str, ...], request: str) -> None:
    app.send_task(name, args=ids, headers={"request_id": request}, retry=False, ignore_result=True)


def run(awaitable: Callable[[], Awaitable[None]]) -> None:
    """Runs one coroutine on the process's loop, from a plain thread."""
    asyncio.run_coroutine_threadsafe(_call(awaitable), _running().loop).result()


async def _call(awaitable: Callable[[], Awaitable[None]]) -> None:
    await awaitable()


@worker_process_init.connect(weak=False)  # type: ignore[untyped-decorator]
def _start(**_: object) -> None:
    _running()


@worker_process_shutdown.connect(weak=False)  # type: ignore[untyped-decorator]
def _stop(**_: object) -> None:
    if _loop is not None:
        _loop.loop.call_soon_threadsafe(_loop.loop.stop)
