"""Which port each process of an instance listens on, and who sits on one that is taken."""

from __future__ import annotations

import random
import socket
import time
from dataclasses import dataclass, fields
from pathlib import Path

from local import sockets
from local.folder import Trouble

HOST = "127.0.0.1"
LETTING_GO_S = 10
# The store's own worker looks for its admin service 10000 above the admin port, so that one cannot be chosen.
OFFSETS = {
    "api": 0, "sandbox": 10, "mail": 11, "metrics_api": 20, "metrics_worker": 21, "postgres": 32, "s3": 33, "s3_master": 34, "s3_filer": 35,
    "s3_volume": 36, "s3_grpc": 43, "s3_master_grpc": 44, "s3_filer_grpc": 45, "s3_volume_grpc": 46, "s3_admin": 47,
    "valkey": 79, "s3_admin_grpc": 10047,
}  # fmt: skip
SERVERS = ("postgres", "valkey", *(name for name in OFFSETS if name.startswith("s3")))
HIGHEST_BASE = 65535 - max(OFFSETS.values())


@dataclass(frozen=True)
class Ports:
    """The ports of one instance, all derived from the address a person opens."""

    api: int
    sandbox: int
    mail: int
    metrics_api: int
    metrics_worker: int
    postgres: int
    valkey: int
    s3: int
    s3_master: int
    s3_filer: int
    s3_volume: int
    s3_grpc: int
    s3_master_grpc: int
    s3_filer_grpc: int
    s3_volume_grpc: int
    s3_admin: int
    s3_admin_grpc: int

    @classmethod
    def above(cls, base: int) -> Ports:
        if not 1024 <= base <= HIGHEST_BASE:
            raise Trouble(f"PORT={base} 用不了：请选 1024 到 {HIGHEST_BASE} 之间的端口，其余端口会跟着它走。")
        return cls(**{field.name: base + OFFSETS[field.name] for field in fields(cls)})

    @classmethod
    def unused(cls) -> Ports:
        """A set of ports that nobody listens on now, below the range the kernel hands out to clients.

        One of many, so that two who choose, one of them while the other starts again, hardly ever choose the same.
        """
        while True:
            ports = cls.above(random.randrange(10000, 22000, 100))
            if not ports.taken():
                return ports

    def taken(self, names: tuple[str, ...] = tuple(OFFSETS)) -> list[int]:
        return [port for name in names if not is_free(port := getattr(self, name)) or sockets.barred(port)]

    def let_go(self, names: tuple[str, ...] = tuple(OFFSETS)) -> None:
        """Waits a little for the kernel, which lets go of ports a moment after those who held them are gone."""
        until = time.monotonic() + LETTING_GO_S
        while self.taken(names) and time.monotonic() < until:
            time.sleep(0.2)


def is_free(port: int, host: str = HOST) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def unused_port() -> int:
    """One free port for a single process, outside the kernel's range for clients so that it stays free."""
    while True:
        port = random.randrange(22000, 30000)
        if is_free(port):
            return port


def listener(port: int) -> str:
    """The program that listens on a port, as far as this user may see: "nginx，进程 812" or an empty string."""
    if left := sockets.barred(port):
        return f"{left} 属于另一个用户"
    inodes = _listening_inodes(port)
    for link in Path("/proc").glob("[0-9]*/fd/*") if inodes else ():
        try:
            if str(link.readlink()) in inodes:
                return f"{(link.parents[1] / 'comm').read_text().strip()}，进程 {link.parents[1].name}"
        except OSError:
            continue
    return ""


def _listening_inodes(port: int) -> set[str]:
    found = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text().splitlines()[1:] if table.exists() else ():
            part = line.split()
            if part[3] == "0A" and int(part[1].rsplit(":", 1)[1], 16) == port:
                found.add(f"socket:[{part[9]}]")
    return found
