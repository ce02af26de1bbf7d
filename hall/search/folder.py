"""Where the index lies: one folder a generation, a link to the one in use, and locks that hold between processes.

Readers follow the link; a builder fills a new folder and moves the link in one step, so there is never nothing to read.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from core import clock
from core.settings import settings
from core.tables import uuid7

KEPT = 2
_CURRENT, _STAMPS, _CHANGED, _DAMAGED = "current", "stamps.json", "changed", "damaged"


def base() -> Path:
    """This database's own folder, closed to other users of the machine."""
    outer = Path(settings().search_dir or Path(tempfile.gettempdir()) / f"zhiban-search-{os.getuid()}")
    made = outer / (urlsplit(settings().database_url.get_secret_value()).path.strip("/") or "database")
    made.mkdir(parents=True, exist_ok=True, mode=0o700)
    return made


def current() -> Path | None:
    """The generation in use."""
    try:
        here = base()
        return here / (here / _CURRENT).readlink()
    except OSError:
        return None


def sign(generation: Path) -> tuple[str, int]:
    """Changes whenever there is something new to read. Raises `OSError` when the folder is gone."""
    return generation.name, (generation / "meta.json").stat().st_mtime_ns


def begin() -> Path:
    """An empty folder for a new generation."""
    folder = base() / f"generation-{uuid7().hex}"
    folder.mkdir(mode=0o700)
    return folder


def describe(generation: Path, form: str, stamps: dict[str, str], entries: int) -> None:
    """Writes down what the generation was built from."""
    told = {"format": form, "stamps": stamps, "entries": entries, "built_at": clock.now().isoformat()}
    (generation / _STAMPS).write_bytes(orjson.dumps(told))


def described(generation: Path) -> dict[str, object]:
    """What was written down; empty where nothing readable is."""
    try:
        told = orjson.loads((generation / _STAMPS).read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def switch(generation: Path) -> None:
    """Puts a generation in use, in one step, and clears away all but the one before it."""
    here = base()
    link = here / f"link-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(generation.name)
    link.replace(here / _CURRENT)
    (here / _DAMAGED).unlink(missing_ok=True)
    older = sorted(path for path in here.glob("generation-*") if path.name < generation.name)
    for path in older[: -(KEPT - 1)]:
        shutil.rmtree(path, ignore_errors=True)


def drop(generation: Path) -> None:
    shutil.rmtree(generation, ignore_errors=True)


def changed() -> list[str]:
    """Keys of what was changed in the present generation, oldest first: a build under way catches up with them."""
    try:
        return (base() / _CHANGED).read_text("utf-8").split("\n")[:-1]
    except OSError:
        return []


def note_change(key: str) -> None:
    with (base() / _CHANGED).open("a", encoding="utf-8") as file:
        file.write(f"{key}\n")


def forget_changes() -> None:
    (base() / _CHANGED).unlink(missing_ok=True)


def report_damage() -> None:
    """Said by a reader; the next sweep builds anew."""
    try:
        (base() / _DAMAGED).touch()
    except OSError:
        return


def is_damaged() -> bool:
    return (base() / _DAMAGED).exists()


@asynccontextmanager
async def locked(name: str, *, wait: bool = True) -> AsyncIterator[bool]:
    """Holds one of the folder's locks against every other process; False when it is taken and `wait` is not wanted."""
    with (base() / f"{name}.lock").open("a") as file:
        try:
            await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
