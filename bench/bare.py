"""`granian --factory bench.bare:create_app`: the bare FastAPI of the home page as a server of its own."""

from __future__ import annotations

from typing import Any

import asyncpg

from bench import phones
from bench.door import App
from bench.ground import no_reset
from core.settings import settings


class Bare:
    """Opens its pool when the server starts."""

    app: App

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        await receive()
        async with asyncpg.create_pool(settings().database_url.get_secret_value(), ssl=False, reset=no_reset) as pool:
            self.app = phones.bare(pool, settings().token_key.get_secret_value())
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def create_app() -> Bare:
    return Bare()
