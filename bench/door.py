"""The whole API in this process, as in production, and a request to it as a server would hand it over."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from api.main import create_app
from core import log
from core.settings import settings

AS_IN_PRODUCTION = {"ZHIBAN_ALLOWED_ORIGINS": "[]", "ZHIBAN_CLOCK_FILE": ""}
App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


@contextlib.contextmanager
def product() -> Iterator[App]:
    """One origin, a clock that nobody moves, every request logged (here to nowhere)."""
    before = {name: os.environ.get(name, "") for name in AS_IN_PRODUCTION}
    os.environ.update(AS_IN_PRODUCTION)
    settings.cache_clear()
    with open(os.devnull, "w") as nowhere:
        with contextlib.redirect_stdout(nowhere):
            log.configure()
        yield create_app()
    os.environ.update(before)
    settings.cache_clear()
    log.configure()


async def ask(app: App, method: str, path: str, token: bytes, body: bytes = b"") -> tuple[int, bytes]:
    """One request; its status and what was answered."""
    headers = [(b"authorization", token), (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers if body else headers[:1],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    status, answer = 0, b""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status, answer
        status, answer = message.get("status", status), answer + message.get("body", b"")

    await app(scope, receive, send)
    return status, answer
