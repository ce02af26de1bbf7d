"""`make migrations-check`: the migrations build what the models say.

`python -m local.migrations new "what changed"` writes the next one.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping

from local import databases, environment, shared
from local.folder import ROOT, Folder, Trouble

NAME = "migrations_check"


def check(env: Mapping[str, str]) -> str:
    databases.command(["alembic", "check"], env, "迁移与模型的比对")
    databases.command(["core.drift"], env, "迁移与模型的逐项比对")
    return "migrations build exactly what the models say"


def new(env: Mapping[str, str]) -> str:
    """The difference between the migrations and the models, as the next migration: to be read before it is committed."""
    number = f"{len(list((ROOT / 'alembic' / 'versions').glob('*.py'))) + 1:04d}"
    databases.command(["alembic", "revision", "--autogenerate", "--rev-id", number, "-m", sys.argv[2]], env, "写迁移")
    return f"alembic/versions/{number}_… written; read it, then `make format`"


def on_a_fresh_database(work: Callable[[Mapping[str, str]], str]) -> str:
    """Runs `work` where all migrations so far have been applied, and leaves nothing behind."""
    folder = Folder(ROOT / ".data" / "test")
    with shared.servers(folder) as ports:
        env = environment.product(folder, ports, environment="test", database=NAME)
        asyncio.run(databases.drop(folder, ports, NAME))
        asyncio.run(databases.execute(folder, ports, f'CREATE DATABASE "{NAME}"'))
        try:
            databases.fill(env, reference=False)
            return work(env)
        finally:
            asyncio.run(databases.drop(folder, ports, NAME))


if __name__ == "__main__":
    try:
        print(f"✓ {on_a_fresh_database(new if len(sys.argv) == 3 and sys.argv[1] == 'new' else check)}")
    except Trouble as trouble:
        sys.exit(f"✗ {trouble}")
