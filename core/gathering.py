"""What may be written a moment after its answer: gathered by key, the latest of each, and written by one statement."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from core import log

MOMENT_S = 0.1
One = TypeVar("One")
_all: list[Gathering[Any]] = []


@dataclass
class _Pile(Generic[One]):
    """What waits on one event loop, the task that will write it, and whether it is to be written now."""

    waiting: dict[Hashable, One] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None
    now: asyncio.Event = field(default_factory=asyncio.Event)


class Gathering(Generic[One]):
    """For what is merely made again when it was lost: a process that is killed takes its last moment along."""

    def __init__(self, name: str, write: Callable[[Sequence[One]], Awaitable[None]]) -> None:
        self.name, self.write = name, write
        self.piles: WeakKeyDictionary[asyncio.AbstractEventLoop, _Pile[One]] = WeakKeyDictionary()
        _all.append(self)

    def add(self, key: Hashable, one: One) -> None:
        """Soon there; one of the same key that still waits gives way to it."""
        pile = self.piles.setdefault(asyncio.get_running_loop(), _Pile())
        pile.waiting[key] = one
        if pile.task is None:
            pile.now.clear()
            pile.task = asyncio.create_task(self._written(pile))

    async def _written(self, pile: _Pile[One]) -> None:
        try:
            async with asyncio.timeout(MOMENT_S):
                await pile.now.wait()
        except TimeoutError:
            pass
        while pile.waiting:
            batch, pile.waiting = pile.waiting, {}
            await self._one_statement(list(batch.values()))
        pile.task = None

    async def _one_statement(self, batch: Sequence[One]) -> None:
        try:
            await self.write(batch)
        except Exception as error:
            log.get("gathering").warning("could not be written", what=self.name, count=len(batch), reason=type(error).__name__)


async def settled() -> None:
    """Everything that waits on this loop is written now, or told to the log."""
    for gathering in _all:
        pile = gathering.piles.get(asyncio.get_running_loop())
        if pile and pile.task:
            pile.now.set()
            await pile.task
