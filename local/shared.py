"""One set of servers that several test processes use at once: the first starts them, the last one stops them."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterator

from local import sockets
from local.children import Nursery
from local.folder import Folder, write_private
from local.ports import OFFSETS, Ports
from local.servers import start


@contextlib.contextmanager
def servers(folder: Folder) -> Iterator[Ports]:
    """Yields the ports of running servers. With ZHIBAN_TEST_KEEP=1 they stay warm for the next run."""
    with contextlib.ExitStack() as stack:
        users = stack.enter_context((folder.make().path / "users").open("a"))
        with _alone(folder):
            ports = _running(folder) or _fresh(folder)
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield ports
        finally:
            with _alone(folder):
                fcntl.flock(users, fcntl.LOCK_UN)
                if _is_last(users.fileno()) and not os.environ.get("ZHIBAN_TEST_KEEP"):
                    _stop(folder)


@contextlib.contextmanager
def _alone(folder: Folder) -> Iterator[None]:
    with (folder.path / "starting").open("a") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def _is_last(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _running(folder: Folder) -> Ports | None:
    """The ports of servers that are all alive, left by another process or by an earlier run."""
    alive = {child.name for child in Nursery(folder).recorded() if child.alive()}
    if alive < {"s3", "valkey", "postgres"}:
        return None
    return _kept(folder)


def _kept(folder: Folder) -> Ports:
    """The ports that were written down, perhaps by an older version that knew fewer."""
    numbers = json.loads((folder.path / "ports.json").read_text())
    return Ports(**{name: numbers.get(name, 0) for name in OFFSETS})


def _fresh(folder: Folder) -> Ports:
    _stop(folder)
    # Test data is thrown away, and a store that filled up over many runs must not slow the next one down.
    shutil.rmtree(folder.path / "s3", ignore_errors=True)
    shutil.rmtree(folder.path / "runs", ignore_errors=True)
    ports = Ports.unused()
    start(folder, ports, careless=True, origins=("*",))
    write_private(folder.path / "ports.json", json.dumps(vars(ports)))
    return ports


def _stop(folder: Folder) -> None:
    nursery = Nursery(folder)
    nursery.stop(nursery.recorded())
    if (known := folder.path / "ports.json").exists():
        ports = _kept(folder)
        known.unlink()
        if not ports.taken():
            sockets.clear(vars(ports).values())
