"""Fixtures on real servers. Nothing of our own code is replaced; only the clock is moved, through its file.

The fixtures, by how much of the house they start (names are stable):

- `servers` (session): PostgreSQL, Valkey and the S3 store. Several pytest processes share one set under `.data/test`;
  the last one stops it (ZHIBAN_TEST_KEEP=1 leaves it warm).
- `instance` (module): an address book for one module: `.ports`, `.env` (ZHIBAN_*), `.folder`, `.clock_file`. `os.environ` holds
  `.env` for the length of the module and `core.settings.settings()` is read anew.
- `database` (module): a fresh migrated database of its own, a Redis database of its own, Tortoise connected in this process.
  It carries the reference data (service catalogue); a module that wants none writes
  `@pytest.fixture(scope="module")` / `def database_kind() -> str: return "empty"`.
- `clock` (module): `set(datetime)`, `move(timedelta)`, `now()`. Every module begins on Tuesday 2026-03-10 at 10:00 in Shanghai.
- `sandbox` (module): the outside world as its own process. `url`, `people()`, `person(user)`, `login(user)`, `messages(user)`,
  `journal()`, `faults(...)`, `clear_faults()`, `decide(...)`, `subscribe(user, [template])`; its desks take cases up by
  themselves and leave the decision to `decide`.
- `api` (module): the product as its own process (granian), with `sandbox` and `database` behind it. `url`, `client(token)`,
  `citizen(user)` (an httpx.Client signed in through wx.login), `restart()`.
- `worker` (module): real Celery worker and beat processes; `kill()` (SIGKILL), `start()`, `stop()`.

Tests may be plain or `async def` (anyio, asyncio only). Connections to anything but this machine are refused.
"""

from __future__ import annotations

import asyncio
import os
import sys
import uuid
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from local import chromium, databases, shared
from local.clock import Clock
from local.folder import ROOT, Folder
from local.instance import Api, Instance, Sandbox, Worker
from local.ports import Ports

# What takes longest, longest first (`--durations`). pytest-xdist hands files out in this order (`--no-loadscope-reorder`), the rest
# after them: a file of one long test that came last would be waited for by a worker with nothing left to do.
LONGEST = (
    "bench/test_pairs.py", "journeys/test_renewal_in_h5.py", "local/test_run.py", "bench/test_chaos.py",
    "journeys/test_renewal_in_the_mini_program.py", "journeys/test_console.py", "push/test_worker.py", "search/test_over_http.py",
    "push/test_life_events.py", "bench/test_run.py", "api/test_nobody_can_be_read.py", "api/test_whose_things.py",
    "rules/test_over_http.py", "api/test_stores_away.py", "push/test_outbox.py", "recommend/test_learning.py", "local/test_servers.py",
)  # fmt: skip
TEST_DATA = Path(os.environ.get("ZHIBAN_TEST_DATA", ROOT / ".data" / "test"))


def _refuse_outside(event: str, args: tuple[object, ...]) -> None:
    """An audit hook: no test may talk to the world, whatever library it goes through."""
    address = args[1] if event == "socket.connect" and len(args) > 1 else None
    if isinstance(address, tuple) and address[0] != "localhost" and not ip_address(address[0]).is_loopback:
        raise RuntimeError(f"a test wanted to connect to {address[0]}")


sys.addaudithook(_refuse_outside)
chromium.lend_node()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {ROOT / "tests" / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(LONGEST)))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def servers() -> Iterator[Ports]:
    with shared.servers(Folder(TEST_DATA)) as ports:
        yield ports


@pytest.fixture(scope="module")
def instance(servers: Ports) -> Iterator[Instance]:
    made = Instance.beside(Folder(TEST_DATA), servers, name=f"test_{uuid.uuid4().hex[:12]}")
    before = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("ZHIBAN_") and name in made.env}
    os.environ.update(made.env)
    _read_settings_anew()
    yield made
    for name in made.env:
        os.environ.pop(name, None)
    os.environ.update(before)
    _read_settings_anew()


def _read_settings_anew() -> None:
    from core.settings import settings

    settings.cache_clear()


@pytest.fixture(scope="module")
def clock(instance: Instance) -> Clock:
    return Clock(instance.clock_file)


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "reference"


@pytest.fixture(scope="module")
def bare_database(instance: Instance, database_kind: str) -> Iterator[Instance]:
    """The database without a connection from this process: for tests that only go through the API."""
    instance.clear_cache()
    asyncio.run(databases.create(instance.shared, instance.ports, instance.name, database_kind, instance.env))
    yield instance
    asyncio.run(databases.drop(instance.shared, instance.ports, instance.name))


@pytest.fixture(scope="module")
async def database(bare_database: Instance, anyio_backend: str) -> AsyncIterator[Instance]:
    from core import cache, outside, queue, tables

    queue.app._after_fork()  # drops pools that still point at the broker of the module before
    queue.configure()
    await tables.connect()
    yield bare_database
    await outside.close()
    await cache.close()
    await tables.disconnect()


@pytest.fixture(scope="module")
def sandbox(instance: Instance) -> Iterator[Sandbox]:
    with Sandbox(instance).running() as outside:
        yield outside


@pytest.fixture(scope="module")
def api(bare_database: Instance, sandbox: Sandbox) -> Iterator[Api]:
    with Api(bare_database, sandbox).running() as product:
        yield product


@pytest.fixture(scope="module")
def worker(bare_database: Instance) -> Iterator[Worker]:
    with Worker(bare_database).running() as running:
        yield running
