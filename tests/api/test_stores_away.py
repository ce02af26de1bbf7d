"""A store that is away: a sentence and when to try again, never a 500; and ten seconds after it is back all is well."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import asyncpg
import httpx
import jwt
import pytest

from core import tables
from local.instance import Api, Instance, Sandbox
from profile import staff
from push.notify import desk, texts
from tests.api.gates import Gate
from tests.api.steps import become, somebody, until

PATIENCE_S = 10
LOOKED_AT = ("/me", "/home", "/certificates", "/cases", "/messages", "/services?q=身份证", "/me/data")
Letter = Callable[[], httpx.Response]


@dataclass
class Stores:
    """The three stores as the API reaches them, each behind a gate."""

    postgres: Gate
    redis: Gate
    storage: Gate


@pytest.fixture(scope="module")
def stores(bare_database: Instance) -> Iterator[Stores]:
    ports, env = bare_database.ports, bare_database.env
    env |= {"ZHIBAN_DATABASE_SECONDS": "1", "ZHIBAN_REQUEST_SECONDS": "4"}
    made = Stores(Gate(ports.postgres), Gate(ports.valkey), Gate(ports.s3))
    for gate, name in ((made.postgres, "DATABASE_URL"), (made.redis, "REDIS_URL"), (made.storage, "S3_ENDPOINT")):
        env[f"ZHIBAN_{name}"] = gate.before(env[f"ZHIBAN_{name}"])
    yield made
    for gate in (made.postgres, made.redis, made.storage):
        gate.shut()


@pytest.fixture(scope="module")
def api(stores: Stores, bare_database: Instance, sandbox: Sandbox) -> Iterator[Api]:
    with Api(bare_database, sandbox).running() as product:
        yield product


@pytest.fixture(scope="module")
def citizen(api: Api, sandbox: Sandbox) -> httpx.Client:
    person = somebody(sandbox)
    http = api.citizen(person["user"])
    become(http, person)
    return http


@pytest.fixture(scope="module")
def letter(api: Api, bare_database: Instance) -> Letter:
    """A department's program with an e-mail to send."""

    async def made() -> tuple[UUID, str, UUID]:
        await tables.connect()
        try:
            keeper = await staff.appoint("desk-keeper", "当班员", "a-long-enough-password", "admin")
            sender = await desk.make(keeper, "区卫健局", 1000, 300)
            known = {"kind": "email", "name": "来信", "subject": "来信", "body": "您好", "weight": "wanted", "topic": None}
            return sender, await desk.make_key(keeper, sender, "k", "test"), await texts.write(keeper, sender, known)
        finally:
            await tables.disconnect()

    sender, key, template = asyncio.run(made())

    def sent() -> httpx.Response:
        token = jwt.encode({"iss": str(sender), "iat": int(time.time())}, key[-36:])
        body = {"email_address": "lin@example.com", "template_id": str(template)}
        return httpx.post(f"{api.url}/v2/notifications/email", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=20)

    return sent


@pytest.fixture(scope="module")
def everything(api: Api, citizen: httpx.Client, sandbox: Sandbox, letter: Letter) -> Callable[[], list[httpx.Response]]:
    """What people do in one moment, at once."""
    visitor = api.client()

    def done() -> list[httpx.Response]:
        person = somebody(sandbox)
        code, phone = sandbox.login(person["user"]), person["phone"]
        calls = [
            *(
                (citizen.get, path, {})
                for path in ("/me", "/home", "/certificates", "/cases", "/messages", "/services?q=身份证", "/me/data")
            ),
            (visitor.get, "/services", {}),
            (visitor.post, "/sessions/wechat", {"json": {"code": code}}),
            (visitor.post, "/sessions/sms-codes", {"json": {"phone": phone}}),
            (visitor.post, "/sessions/refresh", {"json": {"refresh_token": "x" * 43}}),
            (visitor.post, "/operator/sessions", {"json": {"username": phone, "password": "wrong-password"}}),
            (citizen.post, "/services/IT142/cases", {}),
            (citizen.post, "/messages/read-all", {}),
        ]
        with ThreadPoolExecutor(len(calls) + 1) as hands:
            return [one.result() for one in [hands.submit(letter), *(hands.submit(call, path, **more) for call, path, more in calls)]]

    return done


@pytest.mark.parametrize("away", [(store, how) for store in ("postgres", "redis", "storage") for how in ("shut", "stuck")], ids="-".join)
def test_a_store_away_is_said_in_words_and_forgotten_when_back(
    api: Api, everything: Callable[[], list[httpx.Response]], stores: Stores, away: tuple[str, Literal["shut", "stuck"]]
) -> None:
    store, how = away
    assert {one.status_code for one in everything()} <= {200, 201, 202, 204, 401}
    gate: Gate = getattr(stores, store)
    with gate.away(how):
        began = time.monotonic()
        answers = everything()
        assert time.monotonic() - began < PATIENCE_S
        ready = httpx.get(f"{api.url}/readyz", timeout=20)
    for one in answers:
        assert one.status_code in {200, 201, 202, 204, 401, 503}, (str(one.url), one.text)
        if one.status_code == 503:
            assert int(one.headers["Retry-After"]) > 0
            assert "再试" in one.text or "try again" in one.text
    refused = sum(one.status_code == 503 for one in answers)
    assert refused >= {"postgres": 10, "redis": 3, "storage": 0}[store], [one.status_code for one in answers]
    assert (ready.status_code, ready.json()["stores"][store]) == (503, "unavailable")
    back = time.monotonic()
    until(lambda: httpx.get(f"{api.url}/readyz", timeout=20).status_code == 200, 10)
    until(lambda: {one.status_code for one in everything()} <= {200, 201, 202, 204, 401}, 10)
    assert time.monotonic() - back < 10


def test_a_statement_that_is_ended_for_taking_too_long_is_a_store_away(api: Api, citizen: httpx.Client, bare_database: Instance) -> None:
    async def asked_meanwhile() -> httpx.Response:
        connection = await asyncpg.connect(bare_database.env["ZHIBAN_DATABASE_URL"], ssl=False)
        try:
            async with connection.transaction():
                await connection.execute("LOCK TABLE profile_citizen IN ACCESS EXCLUSIVE MODE")
                return await asyncio.to_thread(citizen.get, "/me")
        finally:
            await connection.close()

    answer = asyncio.run(asked_meanwhile())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5"), answer.text
    assert citizen.get("/me").status_code == 200


def test_the_process_itself_lives_on_through_all_that(api: Api) -> None:
    assert httpx.get(f"{api.url}/healthz").json() == {"status": "ok"}
    assert all(child.alive() for child in api.children)
