"""The hall on real servers: the store's bucket, and the department's webhook as a real socket."""

from __future__ import annotations

from collections.abc import AsyncIterator

import orjson
import pytest
from aiohttp import web

from core import department, outside, storage
from core.errors import Refusal
from hall import cases
from local.instance import Instance, Sandbox
from tests.hall.steps import Resident, resident


@pytest.fixture(scope="module")
async def hall(database: Instance, sandbox: Sandbox) -> AsyncIterator[Sandbox]:
    """The sandbox, with its departments' answers heard as the API hears them: verified, then acted on."""

    async def take(request: web.Request) -> web.Response:
        try:
            await cases.decide(department.verify(request.headers, await request.read()))
        except Refusal as refusal:
            return web.Response(status=refusal.status, body=orjson.dumps({"code": refusal.code}))
        return web.Response(text="{}")

    await storage.prepare()
    app = web.Application()
    app.router.add_post("/api/v1/department/decisions", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", database.ports.api).start()
    yield sandbox
    await runner.cleanup()
    await outside.close()


@pytest.fixture
async def who(hall: Sandbox) -> Resident:
    return await resident(hall)
