"""`make migrations-check`: the migrations build what the models say, on a fresh database of its own."""

from __future__ import annotations

import asyncio
import sys

from local import databases, environment, shared
from local.folder import ROOT, Folder, Trouble

NAME = "migrations_check"


def main() -> None:
    folder = Folder(ROOT / ".data" / "test")
    try:
        with shared.servers(folder) as ports:
            env = environment.product(folder, ports, environment="test", database=NAME)
            asyncio.run(databases.drop(folder, ports, NAME))
            asyncio.run(databases.execute(folder, ports, f'CREATE DATABASE "{NAME}"'))
            try:
                databases.fill(env, reference=False)
                databases.command(["alembic", "check"], env, "迁移与模型的比对")
            finally:
                asyncio.run(databases.drop(folder, ports, NAME))
    except Trouble as trouble:
        sys.exit(f"✗ {trouble}")
    print("✓ migrations build exactly what the models say")


if __name__ == "__main__":
    main()
