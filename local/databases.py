"""Databases made from a template that was migrated once: a fresh one costs a tenth of a second."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from local.folder import ROOT, Folder, Trouble
from local.ports import Ports
from local.postgres import have_database, url

# What the template's content is made from: a change of any of these makes a new template.
SOURCES = (
    "alembic/versions/*.py",
    "*/models.py",
    "*/models/*.py",
    "hall/import_*.py",
    "hall/catalog*.py",
    "hall/search/aliases.py",
    "hall/search/generator.py",
    "hall/details.py",
    "hall/elsewhere.py",
    "hall/items.py",
    "hall/shelf.py",
    "hall/regions.py",
    "hall/versions/*.py",
    "hall/points/*.py",
    "hall/data/*",
    "hall/data/policies/*",
    "hall/data/situations/*",
    "core/data/*",
    "profile/import_rules.py",
    "profile/workcalendar.py",
    "profile/rules/*.py",
    "profile/data/*",
)
IMPORTS = (
    "profile.import_rules",
    "profile.workcalendar",
    "hall.import_items",
    "hall.search.aliases",
    "hall.import_points",
    "hall.import_policies",
    "hall.import_guides",
)


def fingerprint() -> str:
    paths = sorted(path for pattern in SOURCES for path in ROOT.glob(pattern) if path.is_file())
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


async def execute(folder: Folder, ports: Ports, *statements: str) -> None:
    """Runs statements on the maintenance database, outside a transaction."""
    connection = await asyncpg.connect(url(folder, ports, "postgres"), ssl=False)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def create(folder: Folder, ports: Ports, name: str, kind: str, env: Mapping[str, str]) -> None:
    """Makes database `name`; `kind` is "empty" (migrated only) or "reference" (with the reference data)."""
    template = await _template(folder, ports, kind, env)
    await execute(folder, ports, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def have(folder: Folder, ports: Ports, name: str) -> None:
    """Makes an empty database unless there is one of that name."""
    asyncio.run(have_database(folder, ports, name))


async def drop(folder: Folder, ports: Ports, name: str) -> None:
    await execute(folder, ports, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _template(folder: Folder, ports: Ports, kind: str, env: Mapping[str, str]) -> str:
    """The template's name; made under a lock when missing, in a draft that is renamed once it is whole."""
    name = f"template_{kind}_{fingerprint()}"
    with (folder.path / "template.lock").open("a") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        connection = await asyncpg.connect(url(folder, ports, "postgres"), ssl=False)
        try:
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
                await connection.execute(f'DROP DATABASE IF EXISTS "{name}_draft" WITH (FORCE)')
                await connection.execute(f'CREATE DATABASE "{name}_draft"')
                fill(with_database(env, f"{name}_draft"), reference=kind == "reference")
                await connection.execute(f'ALTER DATABASE "{name}_draft" RENAME TO "{name}"')
        finally:
            await connection.close()
    return name


def with_database(env: Mapping[str, str], name: str) -> dict[str, str]:
    address = urlsplit(env["ZHIBAN_DATABASE_URL"])
    return {**env, "ZHIBAN_DATABASE_URL": urlunsplit(address._replace(path=f"/{name}"))}


def fill(env: Mapping[str, str], *, reference: bool) -> None:
    """Migrations, then the reference data."""
    command(["alembic", "upgrade", "head"], env, "数据库迁移")
    if reference:
        command(["local.reference"], env, "导入参考数据")


def command(module: list[str], env: Mapping[str, str], what: str) -> str:
    """Runs `python -m …` to its end and returns what it printed; a failure becomes one sentence with its last lines."""
    whole = {**{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}, "LANG": "C.UTF-8", **env}
    done = subprocess.run([sys.executable, "-m", *module], cwd=ROOT, env=whole, capture_output=True, text=True, check=False)
    if done.returncode:
        last = "\n".join((done.stderr or done.stdout).strip().splitlines()[-6:])
        raise Trouble(f"{what}没有成功：\n{last}")
    return done.stdout
