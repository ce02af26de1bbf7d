"""The way to the hot doors: past routing and its layers, which cost more than the message. Anything else goes the usual way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.notify.notifications import hot
from api.notify.route import HotRoute

Answered = Callable[[Request], Awaitable[Response]]


class Shortcut:
    """Stands inside the entrance: limits, headers, the log line and the figure are the same for both ways."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        routes = [route for route in hot.routes if isinstance(route, HotRoute)]
        self.doors: dict[str, tuple[HotRoute, Answered]] = {route.path: (route, route.get_route_handler()) for route in routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        door = self.doors.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if door is None:
            await self.app(scope, receive, send)
            return
        scope["route"], answered = door
        response = await answered(Request(scope, receive))
        await response(scope, receive, send)
