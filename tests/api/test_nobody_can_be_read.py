"""After the whole loop, stumbles included, nobody's name, number, phone, address or certificate number stands readable anywhere."""

from __future__ import annotations

import base64
import contextlib
import io
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

import asyncpg
import httpx
import pytest
import redis
from minio import Minio

from local.clock import Clock
from local.instance import Api, Instance, Sandbox, Worker
from tests.api.steps import become, desk_of, make_ready, prove, submit, until

ADDRESS, REASON = "杭州市西湖区文三路477号3单元602室", "请林晓芸本人持原件到场"
FILE_NAME = "林晓芸的证件照.jpg"
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
COLUMNS = """
SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns
WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND data_type NOT IN ('uuid', 'boolean', 'timestamp with time zone', 'date')
"""


@dataclass
class House:
    """Every place where the house keeps or tells something."""

    instance: Instance
    metrics: tuple[int, ...]

    async def everything(self) -> dict[str, bytes]:
        """Place → all that stands there."""
        found = await self.database()
        found |= self.cache() | self.logs() | self.store()
        return found | {f"metrics {port}": told(port) for port in self.metrics}

    async def database(self) -> dict[str, bytes]:
        connection = await asyncpg.connect(self.instance.env["ZHIBAN_DATABASE_URL"], ssl=False)
        try:
            found = {}
            for schema, table, column, kind in await connection.fetch(COLUMNS):
                form = f'"{column}"' if kind == "bytea" else f"convert_to(\"{column}\"::text, 'UTF8')"
                rows = await connection.fetch(f'SELECT DISTINCT {form} FROM "{schema}"."{table}" WHERE "{column}" IS NOT NULL')
                found[f"postgres {table}.{column}"] = b"\n".join(row[0] for row in rows)
            return found
        finally:
            await connection.close()

    def cache(self) -> dict[str, bytes]:
        with redis.Redis.from_url(self.instance.env["ZHIBAN_REDIS_URL"]) as client:
            return {f"redis {key!r}": key + b"\n" + self._value(client, key) for key in client.scan_iter()}

    @staticmethod
    def _value(client: redis.Redis, key: bytes) -> bytes:
        """Whatever kind of value it is; a key that has gone meanwhile is empty."""
        read = {
            b"string": lambda: [client.get(key) or b""],
            b"list": lambda: client.lrange(key, 0, -1),
            b"set": lambda: list(client.smembers(key)),
            b"zset": lambda: client.zrange(key, 0, -1),
            b"hash": lambda: [part for pair in client.hgetall(key).items() for part in pair],
            b"none": list,
        }[client.type(key)]
        return b"\n".join(read())

    def logs(self) -> dict[str, bytes]:
        return {f"log {path.name}": path.read_bytes() for path in self.instance.nursery.logs.glob("*.log") if path.name != "sandbox.log"}

    def client(self) -> Minio:
        env = self.instance.env
        keys = env["ZHIBAN_S3_ACCESS_KEY"], env["ZHIBAN_S3_SECRET_KEY"]
        return Minio(env["ZHIBAN_S3_ENDPOINT"].removeprefix("http://"), *keys, secure=False, region=env["ZHIBAN_S3_REGION"])

    def store(self) -> dict[str, bytes]:
        client, bucket = self.client(), self.instance.env["ZHIBAN_S3_BUCKET"]
        names = [str(one.object_name) for one in client.list_objects(bucket, recursive=True)]
        return {"s3 keys": "\n".join(names).encode()}


def told(port: int) -> bytes:
    return httpx.get(f"http://127.0.0.1:{port}/metrics").content


def spoken(word: str) -> list[bytes]:
    """How a word may stand somewhere: plain, as an escape in JSON or in an address, in hex."""
    escaped = word.encode("unicode_escape").decode()
    return [word.encode(), escaped.encode(), escaped.replace("\\u", "\\\\u").encode(), quote(word).encode(), word.encode().hex().encode()]


def unpacked(content: bytes) -> bytes:
    """The content with whatever in it looks like base64 opened beside it: Celery packs its messages so."""
    opened = []
    for chunk in BASE64.findall(content):
        with contextlib.suppress(ValueError):
            opened.append(base64.b64decode(chunk.rstrip(b"=") + b"=" * (-len(chunk.rstrip(b"=")) % 4)))
    return b"\n".join([content, *opened])


def readable(places: dict[str, bytes], words: dict[str, str]) -> list[tuple[str, str]]:
    """Which word can be read where."""
    return [
        (what, place)
        for place, content in places.items()
        for whole in [unpacked(content)]
        for what, word in words.items()
        if any(form in whole for form in spoken(word))
    ]


@pytest.fixture(scope="module")
def house(bare_database: Instance, sandbox: Sandbox) -> House:
    return House(bare_database, (bare_database.ports.metrics_api, bare_database.ports.metrics_worker))


@pytest.fixture(scope="module")
def api(house: House, bare_database: Instance, sandbox: Sandbox) -> Iterator[Api]:
    bare_database.env["ZHIBAN_METRICS_PORT"] = str(house.metrics[0])
    bare_database.env["ZHIBAN_LOG_LEVEL"] = "DEBUG"
    with Api(bare_database, sandbox).running() as product:
        yield product


@pytest.fixture(scope="module")
def worker(api: Api, house: House, bare_database: Instance) -> Iterator[Worker]:
    bare_database.env["ZHIBAN_METRICS_PORT"] = str(house.metrics[1])
    with Worker(bare_database).running() as running:
        yield running


def certificate_numbers(instance: Instance, sandbox: Sandbox, key: str, number: str) -> list[str]:
    bearer = {"Authorization": f"Bearer {instance.env['ZHIBAN_REGISTRY_KEY']}"}
    answer = httpx.post(f"{sandbox.url}/registry/v1/certificates", json={key: number}, headers=bearer)
    return [one["number"] for one in answer.json()["certificates"]]


@pytest.fixture(scope="module")
def words(api: Api, worker: Worker, sandbox: Sandbox, bare_database: Instance, clock: Clock) -> dict[str, str]:
    """The loop walked with all that can go wrong on the way; what must be readable nowhere."""
    lin, chen, zhou = (sandbox.person(user) for user in ("lin", "chen", "zhou"))
    stumble(api, sandbox, chen, zhou)
    sandbox.faults("registry", "malformed")
    http = api.citizen("lin")
    sandbox.subscribe("lin", ["tpl-certificate-expiring", "tpl-case-progress"])
    become(http, lin)
    until(lambda: "registers not read" in worker.log())
    sandbox.clear_faults()
    clock.move(timedelta(seconds=31))
    bare_database.hurry("profile.fetch_due")
    wallet = until(lambda: http.get("/certificates").json()["items"], 60)
    until(lambda: [one for one in http.get("/messages").json()["items"] if "驾驶证" in one["title"]], 30)
    licence = next(one for one in wallet if one["type_code"] == "ZJCT017")
    case = http.post(f"/certificates/{licence['id']}/renewal").json()
    sandbox.faults("department", "malformed")
    make_ready(http, case, {"phone": chen["phone"], "address": ADDRESS}, FILE_NAME)
    assert submit(http, case["id"]).status_code == 200
    time.sleep(1)
    sandbox.clear_faults()
    clock.move(timedelta(seconds=6))
    bare_database.hurry("hall.route")
    desk = until(lambda: desk_of(sandbox, case["id"]), 60)
    sandbox.decide(desk, case["id"], "correction", REASON)
    until(lambda: http.get(f"/cases/{case['id']}").json()["state"] == "correction", 30)
    until(lambda: [one for one in sandbox.messages("lin") if one["channel"] == "wechat"], 30)
    told = {item["label"]: item["value"] for group in http.get("/me/data").json()["groups"] for item in group["items"]}
    found = {"address": ADDRESS, "reason": REASON, "file name": FILE_NAME, "home": told["常住地址"], "plate": told["车牌号"]}
    for person in (lin, chen, zhou):
        found |= {f"{person['user']}'s {part}": person[part] for part in ("name", "id_number", "phone")}
    numbers = certificate_numbers(bare_database, sandbox, "id_number", lin["id_number"])
    return found | {f"certificate {place}": number for place, number in enumerate(numbers)}


def stumble(api: Api, sandbox: Sandbox, chen: dict[str, str], zhou: dict[str, str]) -> None:
    """Wrong codes, a wrong name, another's number, an authority and an SMS gateway that are away, fields where they don't belong."""
    http = api.client()
    asked = http.post("/sessions/sms-codes", json={"phone": chen["phone"]}).json()
    http.post("/sessions/sms", json={"request_id": asked["request_id"], "phone": chen["phone"], "code": "000000"})
    sandbox.faults("sms", "malformed")
    http.post("/sessions/sms-codes", json={"phone": zhou["phone"]})
    signed_in = api.citizen("chen")
    for kind in ("malformed", "html", "torn"):
        sandbox.faults("identity", kind)
        prove(signed_in, chen)
    sandbox.clear_faults()
    prove(signed_in, chen, name=zhou["name"])
    prove(signed_in, chen, **{zhou["id_number"]: chen["name"]})
    signed_in.get("/services", params={"q": chen["name"]})
    signed_in.get(f"/services/{quote(chen['name'])}")
    signed_in.get(f"/messages?cursor={chen['id_number']}")
    signed_in.post(f"/certificates/{chen['id_number']}/renewal", headers={"X-Request-Id": chen["phone"] + "-x"})
    signed_in.request(chen["phone"], "/me")


async def test_nobody_can_be_read_anywhere(house: House, words: dict[str, str]) -> None:
    places = await house.everything()
    assert len(words) >= 16
    assert {"postgres profile_citizen.name_sealed", "postgres push_delivery.payload"} <= set(places)
    assert {"log api.log", "log worker.log", "log beat.log", "s3 keys"} <= set(places)
    assert any("redis" in place for place in places)
    assert all(places[f"metrics {port}"] for port in house.metrics)
    assert readable(places, words) == []


async def test_the_search_finds_what_is_planted(house: House, words: dict[str, str]) -> None:
    """The control: one canary in each place, each in another dress, and every one is found."""
    name, number = words["lin's name"], words["lin's id_number"]
    connection = await asyncpg.connect(house.instance.env["ZHIBAN_DATABASE_URL"], ssl=False)
    await connection.execute("UPDATE push_inbox_item SET title = title || $1", name)
    await connection.execute("UPDATE profile_event SET data = jsonb_build_object('who', $1::text)", number)
    await connection.execute("UPDATE hall_case SET fields_sealed = convert_to($1, 'UTF8')", ADDRESS)
    await connection.close()
    with redis.Redis.from_url(house.instance.env["ZHIBAN_REDIS_URL"]) as client:
        client.lpush("planted", base64.b64encode(b'{"args": ["' + name.encode("unicode_escape") + b'"]}' + b" " * 9))
    with (house.instance.nursery.logs / "api.log").open("a") as log:
        log.write(f'{{"path": "/services?q={quote(name)}"}}\n')
    bucket, key = house.instance.env["ZHIBAN_S3_BUCKET"], f"planted/{number}"
    house.client().put_object(bucket, key, io.BytesIO(b"x"), 1)
    try:
        found = {place for _, place in readable(await house.everything(), words)}
    finally:
        house.client().remove_object(bucket, key)
    assert found >= {"postgres push_inbox_item.title", "postgres profile_event.data", "postgres hall_case.fields_sealed"}
    assert found >= {"redis b'planted'", "log api.log", "s3 keys"}
