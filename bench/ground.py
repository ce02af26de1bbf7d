"""Where the benchmark stands: servers of its own, databases loaded with towns, and this process connected to one of them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from bench.cpu import Meter
from bench.load import load
from bench.people import Town
from core import cache, clock, outside, queue, tables
from core.settings import settings
from local import databases, shared
from local.children import Nursery
from local.folder import ROOT, Folder
from local.instance import Instance

FOLDER = ROOT / ".data" / "bench"


@dataclass
class Ground:
    """`instance` is the address book; `at` connects this process to one of its databases."""

    instance: Instance
    postmaster: int

    def url(self, database: str) -> str:
        return databases.with_database(self.instance.env, database)["ZHIBAN_DATABASE_URL"]

    def meter(self, database: str) -> Meter:
        return Meter(self.postmaster, database)

    async def settle(self, database: str, certificates: int, due: int, seed: int, times: int = 1) -> dict[str, int]:
        """Makes a database with a town in it, its certificates so many times over; the rows by table."""
        await databases.create(self.instance.shared, self.instance.ports, database, "reference", self.instance.env)
        return await load(self.url(database), Town(certificates, clock.today(), seed), due, times)

    async def drop(self, *names: str) -> None:
        for name in names:
            await databases.drop(self.instance.shared, self.instance.ports, name)

    async def turn_to(self, database: str) -> None:
        """Connects this process's rooms to `database`, in place of the one before."""
        await tables.disconnect()
        os.environ["ZHIBAN_DATABASE_URL"] = self.url(database)
        settings.cache_clear()
        await tables.connect()

    @contextlib.asynccontextmanager
    async def at(self, database: str) -> AsyncIterator[asyncpg.Pool]:
        """The rooms connected to `database`, and a bare pool on it for the floors."""
        await self.turn_to(database)
        pool = await asyncpg.create_pool(self.url(database), ssl=False, min_size=1, max_size=4, reset=no_reset)
        queue.spare_the_collector()  # as the worker does
        try:
            yield pool
        finally:
            await pool.close()
            await outside.close()
            await cache.close()
            await tables.disconnect()


async def no_reset(_: object) -> None:
    """As the product's own pool has it."""


@contextlib.contextmanager
def ground(folder: Path = FOLDER) -> Iterator[Ground]:
    """Servers for the length of a block; they give up durability, on both sides of every ratio alike."""
    data = Folder(folder)
    with shared.servers(data) as ports:
        instance = Instance.beside(data, ports, f"bench_{os.getpid()}")
        before = {name: os.environ.get(name) for name in instance.env}
        os.environ.update(instance.env)
        settings.cache_clear()
        queue.configure()
        instance.clear_cache()
        postmaster = next(child.pid for child in Nursery(data).recorded() if child.name == "postgres")
        try:
            yield Ground(instance, postmaster)
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
            settings.cache_clear()
