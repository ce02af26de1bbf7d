"""The live version in this process: read from the object store once, and again when operators have switched."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable

from core import storage
from core.errors import Conflict
from core.tables import sql
from recommend import learned
from recommend.learned import Model, Profile

MOST_BYTES = 1_000_000_000
_held: tuple[int, Model] | None = None


async def fetched(key: str) -> Model:
    """A version out of the store. Raises `Conflict` when what lies there is no model."""
    data = await storage.fetch(key, MOST_BYTES)
    try:
        return await asyncio.to_thread(learned.unpacked, data)
    except ValueError as error:
        raise Conflict("model.broken", "这个版本的文件读不出来，不能启用，请重新训练。") from error


async def live() -> tuple[int, Model] | None:
    """The live version and its number; None when operators have switched none on."""
    global _held
    rows = await sql("SELECT version, key FROM recommend_model WHERE state = 'live'")
    if not rows:
        _held = None
    elif _held is None or _held[0] != rows[0]["version"]:
        _held = rows[0]["version"], await fetched(rows[0]["key"])
    return _held


async def ordered(candidates: Iterable[str], used: Collection[str], profile: Profile) -> tuple[list[str], int | None]:
    """Services that fit somebody, best first, and the version that says so; without one they stay as they are.

    This is where the home page will ask: rules decide what fits, the learned order only what comes first.
    """
    given = list(dict.fromkeys(candidates))
    present = await live()
    return (present[1].ordered(given, used, profile), present[0]) if present else (given, None)
