"""Puts the outside world together: doors, carriers, and what keeps strangers' web pages out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
from aiohttp import web
from yarl import URL

from sandbox import admin, changes, client, departments, identity, mail, registry, shares, sms
from sandbox.doors import FAULTS, MAX_BODY, WORLD
from sandbox.faults import Faults
from sandbox.outbound import Carrier
from sandbox.pages import routes as pages
from sandbox.settings import Settings
from sandbox.wechat import routes
from sandbox.world import World


def create(settings: Settings) -> web.Application:
    """The whole program; replays the journal before it listens."""
    app = web.Application(client_max_size=MAX_BODY, middlewares=[own_pages_only])
    app[WORLD] = World(settings)
    app[FAULTS] = Faults(app[WORLD])
    for part in (routes, identity, sms, registry, shares, departments, client, admin, pages):
        part.add(app)
    changes.add()
    app.cleanup_ctx.append(_background)
    return app


async def _background(app: web.Application) -> AsyncIterator[None]:
    world = app[WORLD]
    async with aiohttp.ClientSession(trust_env=False) as world.http:
        work = [
            asyncio.create_task(Carrier(world, app[FAULTS]).run()),
            asyncio.create_task(departments.think(world)),
        ]
        post = await mail.listen(world, app[FAULTS])
        yield
        if post:
            post.close()
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
    world.journal.close()


@web.middleware
async def own_pages_only(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
    """A page from another host may not turn our knobs: browsers tell where a request comes from."""
    origin = request.headers.get("Origin")
    if origin and request.method not in ("GET", "HEAD") and URL(origin).authority != request.host:
        return web.json_response({"code": "FOREIGN_ORIGIN", "message": "another site asked"}, status=403)
    return await handler(request)
