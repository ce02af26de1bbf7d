"""Builds the index from Postgres, keeps it up to date, and mends it. One process builds at a time, none that reads waits."""

from __future__ import annotations

import asyncio
from pathlib import Path

from core import log
from hall.search import aliases, folder, index, sources
from hall.search.documents import Document
from hall.search.index import Asked, Reader


async def rebuild() -> int:
    """A new generation from everything there is, put in use in one step; says how many entries it holds, 0 when another builds."""
    async with folder.locked("build", wait=False) as mine:
        if not mine:
            return 0
        await aliases.complete()
        stamps, behind = await sources.stamps(), len(folder.changed())
        documents = [document async for document in sources.everything()]
        generation = folder.begin()
        try:
            entries = await asyncio.to_thread(index.build, generation, documents)
            folder.describe(generation, index.FORMAT, stamps, entries)
            await _take_over(generation, behind)
        except BaseException:
            folder.drop(generation)
            raise
    return entries


async def _take_over(generation: Path, behind: int) -> None:
    """Catches up with what was changed while the generation was built, then switches to it."""
    async with folder.locked("write"):
        keys = list(dict.fromkeys(folder.changed()[behind:]))
        if keys:
            await asyncio.to_thread(index.replace, generation, keys, await _documents(keys))
        folder.switch(generation)
        folder.forget_changes()


async def update(kind: str, ref: str) -> None:
    """One thing as it is now: searchable, or gone, as soon as this returns. Without an index everything is built; when another
    process is building the first one, it catches up with this before anybody reads it."""
    if kind == "item":
        await aliases.complete(ref)
    key = index.key_of(kind, ref)
    async with folder.locked("write"):
        generation = folder.current()
        there = generation is not None and generation.exists()
        if generation and there:
            await asyncio.to_thread(index.replace, generation, [key], await _documents([key]))
        folder.note_change(key)
    if not there:
        await rebuild()


async def _documents(keys: list[str]) -> list[Document]:
    found = [await sources.one(*key.split(":", 1)) for key in keys]
    return [document for document in found if document]


async def sweep() -> None:
    """Builds when there is no index, when it is of another form or damaged, or when anything changed that no update told."""
    reason = await _reason()
    if reason:
        entries = await rebuild()
        if entries:
            log.get("hall").info("search index built", reason=reason, entries=entries)


async def _reason() -> str:
    generation = folder.current()
    if generation is None:
        return "none yet"
    told = folder.described(generation)
    if told.get("format") != index.FORMAT:
        return "another form"
    if folder.is_damaged() or not await asyncio.to_thread(_answers, generation):
        return "damaged"
    return "" if told.get("stamps") == await sources.stamps() else "changed"


def _answers(generation: Path) -> bool:
    """Whether the index can be opened and asked."""
    try:
        Reader(generation).search(Asked("身份证"), 1)
    except BaseException as error:
        index.must_be_damage(error)
        return False
    return True
