"""Notifications accepted by the whole API, from token to answer, against a bare ASGI program: JWT and one INSERT."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import jwt
import orjson

from bench.door import App, ask, product
from bench.ground import Ground
from bench.pairs import Side, Work, compare
from bench.plan import Plan
from bench.report import Figure, Gate, Report, equal
from core.tables import uuid7
from profile import staff
from push.notify import desk, places

GOAL = 1.5
AT_ONCE = 16
PATH = "/v2/notifications/sms"
BODY = "((name))您好，请于((date))到((place))办理。"
VALUES = {"name": "林晓芸", "date": "3月12日", "place": "翠苑街道"}
_TABLE = """
CREATE TABLE bench.accepted (
    id uuid PRIMARY KEY, created_at timestamptz, sender_id uuid, template_id uuid, address text, personalisation jsonb);
CREATE INDEX ON bench.accepted (sender_id, id);
"""
_INSERT = "INSERT INTO bench.accepted VALUES ($1, now(), $2, $3, $4, $5)"


@dataclass
class Desk:
    """Who sends, with what; and the answers that were not 201."""

    sender_id: UUID
    secret: str
    template_id: UUID
    refused: list[int] = field(default_factory=list)
    requests: list[tuple[bytes, bytes]] = field(default_factory=list)

    def prepare(self, count: int) -> None:
        """Tokens live for thirty seconds, so they are made just before they are used."""
        self.requests = [self.request(number) for number in range(count)]

    def request(self, number: int) -> tuple[bytes, bytes]:
        """A token of its own and a body, as a client makes them for each message."""
        token = jwt.encode({"iss": str(self.sender_id), "iat": int(time.time())}, self.secret)
        told = {
            "phone_number": f"138{number:08d}",
            "template_id": str(self.template_id),
            "personalisation": VALUES,
            "reference": str(number),
        }
        return f"Bearer {token}".encode(), orjson.dumps(told)


def by(app: App, own: Desk, at_once: int) -> Work:
    async def run() -> None:
        waiting = iter(own.requests)

        async def work() -> None:
            for token, body in waiting:
                status, _ = await ask(app, "POST", PATH, token, body)
                if status != 201:
                    own.refused.append(status)

        await asyncio.gather(*(work() for _ in range(at_once)))

    return run


def bare(pool: asyncpg.Pool, secret: str) -> App:
    """The floor: the token is checked, the body read, one row committed, an id answered."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        claims = jwt.decode(headers[b"authorization"][7:], secret, ["HS256"])
        asked, row_id = orjson.loads((await receive())["body"]), uuid7()
        values = orjson.dumps(asked["personalisation"]).decode()
        await pool.execute(_INSERT, row_id, UUID(claims["iss"]), UUID(asked["template_id"]), asked["phone_number"], values)
        await send({"type": "http.response.start", "status": 201, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": orjson.dumps({"id": str(row_id), "content": places.fill(BODY, VALUES)})})

    return app


async def _desk(pool: asyncpg.Pool) -> Desk:
    """A sender with one template, written straight into its tables: the gateway has no part in what is measured."""
    keeper = await staff.appoint(f"bench-{uuid4()}", "压测", str(uuid4()), "admin")
    sender = await desk.make(keeper, "压测", desk.DAY_MOST, desk.MINUTE_MOST)
    key, template = await desk.make_key(keeper, sender, "bench", "normal"), uuid7()
    await pool.execute(
        "INSERT INTO push_notice_template (id, created_at, sender_id, kind, name, weight) VALUES ($1, now(), $2, 'sms', 't', 'wanted')",
        template,
        sender,
    )
    await pool.execute(
        """INSERT INTO push_notice_version (id, created_at, template_id, version, subject, body, gateway_code, made_by)
           VALUES (uuidv7(), now(), $1, 1, '', $2, 'SMS_1', $3)""",
        template,
        BODY,
        keeper,
    )
    return Desk(sender, key[-36:], template)


async def against_an_insert(ground: Ground, database: str, plan: Plan, report: Report) -> None:
    async with contextlib.AsyncExitStack() as stack:
        pool = await stack.enter_async_context(ground.at(database))
        await pool.execute(_TABLE)
        own, whole = await _desk(pool), stack.enter_context(product())
        floor = bare(pool, own.secret)

        async def emptied() -> None:
            # The minute's count as well: what is measured is accepting, not refusing.
            await pool.execute("TRUNCATE push_notification, push_sender_use; TRUNCATE push_delivery CASCADE; TRUNCATE bench.accepted")
            own.prepare(plan.messages)

        for at_once, name in ((AT_ONCE, "accept, sixteen at once"), (1, "accept, one at a time")):
            first = Side("product", by(whole, own, at_once), emptied)
            second = Side("by hand", by(floor, own, at_once), emptied)
            pair = await compare(first, second, plan.rounds, ground.meter(database))
            report.figures.append(Figure(name, "bare ASGI, JWT and one INSERT", GOAL, plan.messages, pair))
        report.gates += await _right(pool, whole, floor, own, plan)


async def _right(pool: asyncpg.Pool, whole: App, floor: App, own: Desk, plan: Plan) -> list[Gate]:
    """Every message accepted once, with one delivery of the same id; and the floor did as much."""
    await pool.execute("TRUNCATE push_notification, push_sender_use; TRUNCATE push_delivery CASCADE; TRUNCATE bench.accepted")
    own.prepare(plan.messages)
    for app in (whole, floor):
        await by(app, own, AT_ONCE)()
    counts = {
        "asked": plan.messages,
        "notifications": await pool.fetchval("SELECT count(DISTINCT reference) FROM push_notification"),
        "deliveries": await pool.fetchval("SELECT count(*) FROM push_delivery d JOIN push_notification n ON n.id = d.id"),
        "counted": await pool.fetchval("SELECT sent FROM push_sender_use"),
        "by hand": await pool.fetchval("SELECT count(*) FROM bench.accepted"),
    }
    refused = tuple(f"answered {status}" for status in sorted(set(own.refused)))
    return [equal("accept: asked, kept, on its way and counted are the same", **counts), Gate("accept: nothing refused", refused)]
