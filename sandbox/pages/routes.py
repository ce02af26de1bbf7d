"""Addresses of the pages, of the parts that renew themselves, and of the mini-program on each phone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from sandbox.doors import WORLD
from sandbox.pages import desk, home, phone
from sandbox.pages.html import Html, el, page
from sandbox.town import Person
from sandbox.wechat.templates import templates
from sandbox.world import World

STATIC = Path(__file__).parent / "static"
POLICY = "default-src 'self'; frame-src 'self'; frame-ancestors 'self'; form-action 'self'; base-uri 'none'; object-src 'none'"
PROGRAM_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: http: https:; "
    "font-src 'self' data:; connect-src http: https:; frame-ancestors 'self'; base-uri 'none'; object-src 'none'"
)
Part = Callable[[web.Request], Html]


def add(app: web.Application) -> None:
    router = app.router
    for path, part in (
        ("/", _world(home.render)),
        ("/live/clock", _world(home.clock)),
        ("/live/phones", _world(home.phones)),
        ("/live/desks", _world(home.desks)),
        ("/live/faults", _world(home.active_faults)),
        ("/phones/{user}", _phone(phone.render)),
        ("/phones/{user}/messages", _phone(phone.messages)),
        ("/phones/{user}/settings", _phone(phone.settings)),
        ("/desks/{code}", _desk(desk.render)),
        ("/desks/{code}/cases", _desk(desk.cases)),
    ):
        router.add_get(path, _answering(part))
    router.add_static("/static", STATIC)
    router.add_get("/phones/{user}/app", _with_slash)
    router.add_get("/phones/{user}/app/config.js", _config)
    router.add_get("/phones/{user}/app/{path:.*}", _program)


def _answering(part: Part) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """A handler with an ETag, so that asking again costs nothing while nothing changed."""

    async def handle(request: web.Request) -> web.Response:
        text = part(request)
        tag = hashlib.sha256(text.encode()).hexdigest()[:20]
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache", "ETag": f'"{tag}"'}
        if request.headers.get("If-None-Match") == f'"{tag}"':
            return web.Response(status=304, headers=headers)
        return web.Response(text=text, content_type="text/html", headers=headers | {"X-Content-Type-Options": "nosniff"})

    return handle


def _world(render: Callable[[World], Html]) -> Part:
    return lambda request: render(request.app[WORLD])


def _phone(render: Callable[[World, Person], Html]) -> Part:
    return lambda request: render(request.app[WORLD], _owner(request))


def _desk(render: Callable[[World, str], Html]) -> Part:
    return lambda request: render(request.app[WORLD], request.match_info["code"])


def _owner(request: web.Request) -> Person:
    person = request.app[WORLD].person(request.match_info["user"])
    if person is None:
        raise web.HTTPNotFound(text=_nobody(), content_type="text/html", headers={"Content-Security-Policy": POLICY})
    return person


def _nobody() -> str:
    words = el("p", "这里没有这个人的手机。", class_="empty")
    return page("没有这部手机", el("header", el("a", "‹ 知办沙盒", href="/"), class_="top"), el("main", words))


async def _with_slash(request: web.Request) -> web.Response:
    raise web.HTTPFound(f"{request.path}/{'?' if request.query_string else ''}{request.query_string}")


async def _config(request: web.Request) -> web.Response:
    """What the mini-program's runtime is told: whose phone this is and where its servers are."""
    world, user = request.app[WORLD], _owner(request).user
    told: dict[str, object] = {"user": user, "apiBase": world.settings.api_url, "clientBase": f"/client/{user}"}
    told["templates"] = {name: template.title for name, template in templates().items()}
    text = f"window.__mpConfig = {json.dumps(told, ensure_ascii=False)}\n"
    return web.Response(text=text, content_type="text/javascript", headers={"Cache-Control": "no-store"})


async def _program(request: web.Request) -> web.StreamResponse:
    """A file of the compiled mini-program; the folder itself is its index.html."""
    _owner(request)
    folder, name = request.app[WORLD].settings.miniprogram_dir, request.match_info["path"] or "index.html"
    headers = {"Content-Security-Policy": PROGRAM_POLICY, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    if folder is None or not (folder / "index.html").is_file():
        return web.Response(text=_not_built(), content_type="text/html", headers=headers | {"Content-Security-Policy": POLICY})
    file = (folder / name).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(file, headers=headers)


def _not_built() -> str:
    words = (el("p", "小程序还没有构建。"), el("p", "运行 make run 会先把它编译好，再打开这里。", class_="dim"))
    return page("小程序还没有构建", el("main", el("div", *words, class_="empty"), class_="bare"))
