"""The home page as a phone asks for it, through the whole API, against bare FastAPI with the same shape: JWT, one indexed fetch, JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

import asyncpg
import jwt
import orjson
from fastapi import Depends, FastAPI, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bench import home
from bench.door import App, ask, product
from bench.ground import Ground
from bench.pairs import Side, Work, compare
from bench.plan import Plan
from bench.report import Figure, Gate, Report, equal
from core import gathering, tokens
from core.settings import settings
from profile import sessions
from recommend import feed

PATH, GOAL = "/api/v1/home", 1.43
Credentials = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]


@dataclass
class Phones:
    """People with their tokens; the answers that were not 200, and the last body of each."""

    tokens: dict[UUID, bytes]
    refused: list[int] = field(default_factory=list)
    bodies: dict[UUID, bytes] = field(default_factory=dict)

    def asking(self, app: App) -> Work:
        async def run() -> None:
            for citizen, token in self.tokens.items():
                status, self.bodies[citizen] = await ask(app, "GET", PATH, token)
                if status != 200:
                    self.refused.append(status)
            await gathering.settled()

        return run


def bare(pool: asyncpg.Pool, key: str) -> App:
    """The floor: FastAPI checks the token, certificates are fetched by their index and answered as JSON."""
    app = FastAPI(openapi_url=None)

    @app.get(PATH)
    async def page(credentials: Credentials) -> Response:
        timeless = {"verify_exp": False}  # the benchmark's clock may stand on another day than the machine's
        claims = jwt.decode(credentials.credentials, key, [tokens.ALGORITHM], audience=tokens.AUDIENCE, options=timeless)  # type: ignore[arg-type]
        rows = [dict(row) for row in await pool.fetch(home.FETCH, UUID(claims["sub"]))]
        return Response(orjson.dumps(rows, default=str), media_type="application/json")

    return app


async def against_bare(ground: Ground, database: str, plan: Plan, report: Report) -> None:
    async with ground.at(database) as pool:
        chosen = await home.drawn(pool, plan.people, plan.seed)
        with product() as whole:
            opened = {citizen: await sessions.open_session(citizen, "citizen", "wechat") for citizen in chosen}
            own = Phones({citizen: b"Bearer " + keys.access_token.encode() for citizen, keys in opened.items()})
            floor, hand = Phones(own.tokens), bare(pool, settings().token_key.get_secret_value())
            first, second = Side("product", own.asking(whole), times=4), Side("by hand", floor.asking(hand), times=4)
            pair = await compare(first, second, plan.rounds, ground.meter(database))
            report.gates += [await _the_same(own, chosen), Gate("home: nobody was refused", tuple(map(str, own.refused + floor.refused)))]
    report.figures.append(Figure("home feed, through its door", "bare FastAPI, JWT, one fetch + JSON", GOAL, len(chosen), pair))


async def _the_same(own: Phones, chosen: Sequence[UUID]) -> Gate:
    """What came through the door is the page that lies ready, with a greeting."""
    bodies = [orjson.loads(own.bodies[citizen]) for citizen in chosen]
    greeted = all(body["greeting"] and body["quick"] and body["unread"] == 0 for body in bodies)
    ready = [orjson.loads(await feed.told(citizen))["cards"] for citizen in chosen]
    return equal("home: the door gives the page that lies ready", door=([body["cards"] for body in bodies], greeted), ready=(ready, True))
