"""The sockets that the store lays into /tmp by the numbers of its ports; some stay behind, all of them after a kill -9.

The store dials such a socket instead of the port, so that one left by another user would bar the way of whoever comes next.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

PLACE = Path("/tmp")


def of(port: int) -> list[Path]:
    return sorted(PLACE.glob(f"seaweedfs-*-grpc-{port}.sock"))


def clear(ports: Iterable[int]) -> None:
    """Removes those of ports on which nobody listens any more, as far as they are ours."""
    for path in (path for port in ports for path in of(port)):
        with contextlib.suppress(OSError):
            path.unlink()


def barred(port: int) -> str:
    """The socket of another user in the way of a port, or an empty string."""
    with contextlib.suppress(OSError):
        for path in of(port) if os.geteuid() else ():
            if path.stat().st_uid != os.geteuid():
                return str(path)
    return ""
