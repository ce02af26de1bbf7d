"""Until the first migration is written: makes the tables straight from the models, so that tests have something to run on."""

from __future__ import annotations

import asyncio

from tortoise import Tortoise

from core import tables
from local.folder import ROOT


def present_rooms() -> tuple[str, ...]:
    rooms = ("core", "profile", "hall", "recommend", "push")
    return tuple(room for room in rooms if (ROOT / room / "models.py").exists() or (ROOT / room / "models").is_dir())


async def main() -> None:
    tables.ROOMS = present_rooms()  # type: ignore[assignment]
    await tables.connect()
    await Tortoise.generate_schemas(safe=True)
    await tables.sql("CREATE TABLE IF NOT EXISTS alembic_version (version_num text)")
    await tables.disconnect()


if __name__ == "__main__":
    asyncio.run(main())
