"""The control plane under /admin, for tests, the demo and the pages."""

from __future__ import annotations

from aiohttp import web

from sandbox.admin import desks, people, platform, world
from sandbox.doors import plain


def add(app: web.Application) -> None:
    """Nothing here asks for a key, since all of it listens on this machine alone."""
    for method, path, handler in (*world.ROUTES, *people.ROUTES, *platform.ROUTES, *desks.ROUTES):
        app.router.add_route(method, f"/admin{path}", plain("", handler))
