"""The live version in this process: read from the object store once, and again when operators have switched."""

from __future__ import annotations

import asyncio
import time

from core import storage
from core.errors import Conflict, Refusal
from core.log import get
from core.tables import sql
from recommend import learned
from recommend.learned import Model

MOST_BYTES = 1_000_000_000
REST_S = 20.0  # nobody asks a store for a file again that it could not give a moment ago: a page must not wait for it
_held: tuple[int, Model] | None = None
_missed: tuple[int, float] | None = None


async def fetched(key: str) -> Model:
    """A version out of the store. Raises `Conflict` when what lies there is no model."""
    data = await storage.fetch(key, MOST_BYTES)
    try:
        return await asyncio.to_thread(learned.unpacked, data)
    except ValueError as error:
        raise Conflict("model.broken", "这个版本的文件读不出来，不能启用，请重新训练。") from error


# Which version is live, with its key. Read with a page, so that a switch counts from the next page on.
PIECE = "(SELECT ROW(version, key) FROM recommend_model WHERE state = 'live')"


async def at(live_now: tuple[int, str] | None) -> Model | None:
    """The model of the value of `PIECE`. None without one, and while its file can't be had: pages then go by priority and say so."""
    global _held, _missed
    if live_now is None:
        return None
    if _held is None or _held[0] != live_now[0]:
        version, now = live_now[0], time.monotonic()
        if _missed is not None and _missed[0] == version:
            if now < _missed[1]:
                return None
            _missed = version, now + REST_S  # whoever tries again waits alone
        try:
            _held = version, await fetched(live_now[1])
        except Refusal:
            _missed = version, time.monotonic() + REST_S
            get("recommend").warning("the live version can't be read", version=version, exc_info=True)
            return None
    return _held[1]


async def live() -> tuple[int, Model] | None:
    """The live version and its number; None when operators have switched none on."""
    rows = await sql("SELECT version, key FROM recommend_model WHERE state = 'live'")
    model = await at((rows[0]["version"], rows[0]["key"])) if rows else None
    return (rows[0]["version"], model) if model else None
