"""People with phones in the sandbox and an account here, WeChat's callback as a real socket, and one turn of the outbox's crank."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web

from core import callbacks, clock, outside
from core.tables import sql, uuid7
from local.instance import Instance, Sandbox
from profile import signin
from push import compose, provider, records
from push.states import Kind
from tests.push.steps import EXPIRING, Guest, eventually, has_grants


@pytest.fixture(scope="module")
def callback_app(sandbox: Sandbox) -> web.Application:
    """Where the sandbox pushes WeChat's events: opened, recorded, and only then answered, as the API does it."""

    async def take(request: web.Request) -> web.Response:
        await provider.record(callbacks.open_callback(dict(request.query), await request.read()))
        return web.Response(text="success")

    app = web.Application()
    app.router.add_post("/api/v1/wechat/callback", take)
    return app


@pytest.fixture(scope="module")
async def callback(callback_app: web.Application, database: Instance) -> AsyncIterator[Instance]:
    """The callback listening where the API would."""
    runner = web.AppRunner(callback_app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", database.ports.api).start()
    yield database
    await runner.cleanup()
    await outside.close()


Invite = Callable[..., Awaitable[Guest]]


@pytest.fixture
def invite(callback: Instance, sandbox: Sandbox) -> Invite:
    """Makes a guest: `grants` subscriptions accepted on the phone and heard of here, a phone number if `phone`, a magic `suffix`.

    `known` is what the registers know: a name, an identity number.
    """

    async def make(*, grants: int = 0, phone: bool = False, suffix: str = "", **known: str) -> Guest:
        user = f"g{secrets.token_hex(4)}{suffix}"
        number = f"1381{secrets.randbelow(10**7):07d}" if phone else ""
        person = sandbox.call("POST", "/admin/people", {"user": user, "phone": number, **known})["person"]
        keys = await signin.by_wechat(sandbox.login(user), sandbox.phone_code(user) if phone else None, "test")
        guest = Guest(user, person["openid"], keys.subject, sandbox)
        for _ in range(grants):
            sandbox.subscribe(user, [EXPIRING])
        await eventually(lambda: has_grants(guest, grants))
        return guest

    return make


@pytest.fixture
def tell() -> Callable[..., Awaitable[UUID]]:
    """Writes one reminder-like message for a guest; its subject."""

    async def write(guest: Guest, kind: Kind = Kind.MUST_ARRIVE, **changes: Any) -> UUID:
        subject = uuid7()
        due = clock.today() + timedelta(days=25)
        message = compose.expiring(compose.Expiring("机动车驾驶证", False, date(2026, 1, 1), due, due, 25, False))
        link = compose.Link(compose.RENEWAL, {"certificate": str(subject)})
        news = records.News(f"test:{subject}", guest.citizen_id, subject, message, link, kind)
        await records.write([news], clock.now())
        for column, value in changes.items():
            await sql(f"UPDATE push_delivery SET {column} = $2 WHERE subject_id = $1", subject, value)
        return subject

    return write
