"""The home page as a phone asks for it, through the whole API, against bare FastAPI with the same shape: JWT, one indexed fetch, JSON."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import jwt
import orjson
from fastapi import Depends, FastAPI, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.main import create_app
from bench import home
from bench.ground import Ground
from bench.pairs import Side, Work, compare
from bench.plan import Plan
from bench.report import Figure, Gate, Report, equal
from core import gathering, log, tokens
from core.settings import settings
from profile import sessions
from recommend import feed

PATH, GOAL = "/api/v1/home", 1.43
Credentials = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]
App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


@dataclass
class Phones:
    """People with their tokens; the answers that were not 200, and the last body of each."""

    tokens: dict[UUID, bytes]
    refused: list[int] = field(default_factory=list)
    bodies: dict[UUID, bytes] = field(default_factory=dict)

    def asking(self, app: App) -> Work:
        async def run() -> None:
            for citizen, token in self.tokens.items():
                status, self.bodies[citizen] = await get(app, token)
                if status != 200:
                    self.refused.append(status)
            await gathering.settled()

        return run


async def get(app: App, token: bytes) -> tuple[int, bytes]:
    """One request in this process, as a server would hand it over."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": PATH,
        "raw_path": PATH.encode(), "query_string": b"", "root_path": "", "headers": [(b"authorization", b"Bearer " + token)],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    status, body = 0, b""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status, body
        status, body = message.get("status", status), body + message.get("body", b"")

    await app(scope, receive, send)
    return status, body


def bare(pool: asyncpg.Pool, key: str) -> App:
    """The floor: FastAPI checks the token, certificates are fetched by their index and answered as JSON."""
    app = FastAPI(openapi_url=None)

    @app.get(PATH)
    async def page(credentials: Credentials) -> Response:
        timeless = {"verify_exp": False}  # the benchmark's clock stands on another day than the machine's
        claims = jwt.decode(credentials.credentials, key, [tokens.ALGORITHM], audience=tokens.AUDIENCE, options=timeless)  # type: ignore[arg-type]
        rows = [dict(row) for row in await pool.fetch(home.FETCH, UUID(claims["sub"]))]
        return Response(orjson.dumps(rows, default=str), media_type="application/json")

    return app


async def against_bare(ground: Ground, database: str, plan: Plan, report: Report) -> None:
    async with ground.at(database) as pool:
        chosen = await home.drawn(pool, plan.people, plan.seed)
        opened = {citizen: await sessions.open_session(citizen, "citizen", "wechat") for citizen in chosen}
        own = Phones({citizen: keys.access_token.encode() for citizen, keys in opened.items()})
        floor = Phones(own.tokens)
        product, hand = _product(), bare(pool, settings().token_key.get_secret_value())
        first, second = Side("product", own.asking(product), times=4), Side("by hand", floor.asking(hand), times=4)
        pair = await compare(first, second, plan.rounds, ground.meter(database))
        report.figures.append(Figure("home feed, through its door", "bare FastAPI, JWT, one fetch + JSON", GOAL, len(chosen), pair))
        report.gates += [await _the_same(own, chosen), Gate("home: nobody was refused", tuple(map(str, own.refused + floor.refused)))]


async def _the_same(own: Phones, chosen: Sequence[UUID]) -> Gate:
    """What came through the door is the page that lies ready, with a greeting."""
    bodies = [orjson.loads(own.bodies[citizen]) for citizen in chosen]
    greeted = all(body["greeting"] and body["quick"] and body["unread"] == 0 for body in bodies)
    ready = [orjson.loads(await feed.told(citizen))["cards"] for citizen in chosen]
    return equal("home: the door gives the page that lies ready", door=([body["cards"] for body in bodies], greeted), ready=(ready, True))


def _product() -> App:
    """The whole API as in production: one origin, every request logged (here to nowhere)."""
    os.environ["ZHIBAN_ALLOWED_ORIGINS"] = "[]"
    settings.cache_clear()
    nowhere = open(os.devnull, "w")  # noqa: SIM115 (the log keeps it)
    with contextlib.redirect_stdout(nowhere):
        log.configure()
    return create_app()
