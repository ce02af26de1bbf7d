"""What a process keeps of a table: each keeper looks again every two seconds and takes over what is new."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from core import log, tables

EVERY_S = 2.0
AWAY: tuple[type[Exception], ...] = (*tables.AWAY, tables.QueryFailed)
T = TypeVar("T")
Look = Callable[[], Awaitable[object]]
_keepers: list[Look] = []


def kept(look: Callable[[], Awaitable[T]]) -> Callable[[], Awaitable[T]]:
    """Registers a function that compares what the process keeps with its table, cheaply, and takes over what changed."""
    _keepers.append(look)
    return look


async def look() -> None:
    """Every keeper once. A store that is away leaves them as they are."""
    for keeper in _keepers:
        try:
            await keeper()
        except AWAY as error:
            log.get("fresh").warning("could not look again", keeper=keeper.__module__, reason=type(error).__name__)


async def keep_looking() -> None:
    """Until cancelled."""
    while True:
        await look()
        await asyncio.sleep(EVERY_S)
