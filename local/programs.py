"""The command lines of the project's own processes; the same for `make run`, the story and the tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from local.ports import HOST, Ports

WORKER_THREADS = 16
QUEUES = "push,recommend,hall,profile"


def environment(*parts: Mapping[str, str]) -> dict[str, str]:
    """A process's environment: its settings and nothing of a person's shell but what Python needs."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"} | {name: value for part in parts for name, value in part.items()}


def sandbox() -> list[str | Path]:
    return [sys.executable, "-m", "sandbox"]


def api(ports: Ports, host: str = HOST) -> list[str | Path]:
    return [
        sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "api.main:create_app",
        "--host", host, "--port", str(ports.api),
        "--workers", "1", "--no-ws", "--no-access-log", "--workers-kill-timeout", "5", "--respawn-failed-workers",
    ]  # fmt: skip


def worker() -> list[str | Path]:
    return [
        sys.executable, "-m", "celery", "-A", "push.worker", "worker", "-P", "threads", "-c", str(WORKER_THREADS),
        "-Q", QUEUES, "-l", "INFO", "--without-gossip", "--without-mingle",
    ]  # fmt: skip


def beat() -> list[str | Path]:
    return [sys.executable, "-m", "celery", "-A", "push.worker", "beat", "--pidfile=", "-l", "INFO"]
