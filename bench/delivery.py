"""Deliveries claimed, sent to the sandbox and settled, against a bare loop that makes the same calls and remembers nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Any

import aiohttp
import asyncpg
import orjson

from bench import sweep
from bench.ground import Ground
from bench.pairs import Side, Work, compare
from bench.plan import Plan
from bench.report import Figure, Gate, Report, equal
from core import clock
from core.settings import settings
from local.instance import Sandbox
from push import outbox
from push.wechat_ids import wechat_id

GOAL = 1.5
AT_ONCE = outbox.AT_ONCE
GRANTS = 1_000
SEND = "/cgi-bin/message/subscribe/send"
# One message a person: a second one has to wait ten seconds, and waiting is not what is measured.
_ONE_EACH = """
DELETE FROM push_delivery d USING push_delivery other
WHERE other.citizen_id = d.citizen_id AND other.id < d.id;
DELETE FROM push_delivery WHERE id NOT IN (SELECT id FROM push_delivery ORDER BY id LIMIT {count});
CREATE TABLE bench.delivery AS SELECT * FROM push_delivery;
INSERT INTO push_grant_balance (id, created_at, citizen_id, template, balance)
SELECT uuidv7(), now(), citizen_id, template, {grants} FROM push_delivery;
CREATE TABLE bench.balance AS SELECT * FROM push_grant_balance;
"""
_RESET = """
TRUNCATE push_delivery CASCADE;
TRUNCATE push_grant_entry, push_grant_balance, push_channel_gate;
INSERT INTO push_delivery SELECT * FROM bench.delivery;
INSERT INTO push_grant_balance SELECT * FROM bench.balance;
ANALYZE push_delivery, push_grant_balance;
"""
_QUEUED = """
SELECT c.openid, d.template, d.payload FROM bench.delivery d JOIN profile_citizen c ON c.id = d.citizen_id ORDER BY d.id
"""
Arrived = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Post:
    """One call as WeChat wants it."""

    openid: str
    body: dict[str, Any]


async def queue_up(pool: asyncpg.Pool, count: int) -> list[Post]:
    """Lets the sweep write the messages, keeps at most `count`, and gives everybody leave to be told; the calls they will be."""
    await sweep.reset(pool)
    await sweep.by_product()
    await pool.execute(_ONE_EACH.format(count=count, grants=GRANTS))
    return [_post(row["openid"], row["template"], orjson.loads(row["payload"])) for row in await pool.fetch(_QUEUED)]


def _post(openid: str, template: str, payload: dict[str, Any]) -> Post:
    data = {keyword: {"value": value} for keyword, value in payload["wechat"].items()}
    state = settings().wechat_miniprogram_state
    body = {"touser": openid, "template_id": wechat_id(template), "page": payload["page"], "lang": "zh_CN",
            "miniprogram_state": state, "data": data}  # fmt: skip
    return Post(openid, body)


def by_product() -> Work:
    async def run() -> None:
        while True:
            token, count = await outbox.claim(clock.now())
            if not count:
                return
            await outbox.deliver(token)

    return run


def by_hand(session: aiohttp.ClientSession, token: str, posts: list[Post]) -> Work:
    async def run() -> None:
        waiting = iter(posts)

        async def caller() -> None:
            for post in waiting:
                async with session.post(SEND, params={"access_token": token}, data=orjson.dumps(post.body)) as response:
                    answer = orjson.loads(await response.read())
                    if answer["errcode"]:
                        raise RuntimeError(f"the sandbox refused: {answer}")

        await asyncio.gather(*(caller() for _ in range(AT_ONCE)))

    return run


async def all_agree(pool: asyncpg.Pool, outside: Sandbox, posts: list[Post]) -> list[Gate]:
    """What was queued, what the database says and what the sandbox received are equal; each message used up one subscription."""
    await pool.execute(_RESET)
    before = int(outside.call("GET", "/admin/health")["seq"])
    await by_product()()
    queued = Counter((post.openid, post.body["page"]) for post in posts)
    rows = await pool.fetch(
        """SELECT c.openid, d.payload->>'page' AS page FROM push_delivery d JOIN profile_citizen c ON c.id = d.citizen_id
           WHERE d.state = 'sent' AND d.channel = 'wechat'"""
    )
    left = await pool.fetchval("SELECT sum(balance) FROM push_grant_balance")
    return [
        equal("delivery: queued, sent by the database and received by the sandbox", queued=queued,
              database=Counter((row["openid"], row["page"]) for row in rows), sandbox=_received(outside, before)),
        equal("delivery: one subscription used for each message", expected=len(posts) * (GRANTS - 1), left=left),
    ]  # fmt: skip


def _received(outside: Sandbox, since: int) -> Arrived:
    """What the sandbox's journal says arrived after line `since`, page by page."""
    found: Arrived = Counter()
    while True:
        answer = outside.call("GET", "/admin/journal", since=since)
        found.update((event["openid"], event["page"]) for event in answer["events"] if event["kind"] == "wechat.accepted")
        if answer["last"] == since:
            return found
        since = answer["last"]


def _open_up(outside: Sandbox, posts: list[Post]) -> str:
    """The sandbox answers at once, pushes no receipts, and every phone allows the message; an access token."""
    outside.knobs(send_latency_ms=0)
    outside.faults("callback", "drop")
    for post in posts:
        outside.call("POST", "/admin/grants", {"openid": post.openid, "template_id": post.body["template_id"], "balance": GRANTS})
    own = settings()
    asked = {"grant_type": "client_credential", "appid": own.wechat_app_id, "secret": own.wechat_app_secret.get_secret_value()}
    return str(outside.call("POST", "/cgi-bin/stable_token", asked)["access_token"])


async def against_a_loop(ground: Ground, database: str, plan: Plan, report: Report) -> None:
    with Sandbox(ground.instance).running() as outside:
        async with ground.at(database) as pool, aiohttp.ClientSession(outside.url) as session:
            posts = await queue_up(pool, plan.deliveries)
            token = await asyncio.to_thread(_open_up, outside, posts)
            report.gates += await all_agree(pool, outside, posts)

            async def again() -> None:
                await pool.execute(_RESET)

            pair = await compare(
                Side("product", by_product(), again), Side("by hand", by_hand(session, token, posts)), plan.rounds, ground.meter(database)
            )
    report.figures.append(Figure("delivery", "aiohttp posts the same bodies", GOAL, len(posts), pair))
