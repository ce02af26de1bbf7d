"""Data sharing and events of life through the public doors: signed pulls, signed notices, messages within a minute."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from core import clock as time
from core.tables import sql
from local.clock import Clock
from local.instance import Api, Instance, Sandbox, Worker
from profile.shares import standing
from tests.api.steps import staff, until, with_wallet

pytestmark = pytest.mark.anyio


def titles(http: httpx.Client) -> list[str]:
    return [one["title"] for one in http.get("/messages").json()["items"]]


def message(http: httpx.Client, title: str) -> dict[str, Any]:
    return until(lambda: next((one for one in http.get("/messages").json()["items"] if one["title"] == title), None), 60)


def readings(http: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = http.get("/me/data").json()["readings"]
    return found


def happens(sandbox: Sandbox, user: str, what: str) -> None:
    sandbox.call("POST", "/admin/registry", {"holder": user, "what": what})


async def count(table: str, where: str = "true", *values: object) -> int:
    return int((await sql(f"SELECT count(*) AS count FROM {table} WHERE {where}", *values))[0]["count"])


async def more(table: str, than: int, where: str = "true") -> bool:
    return await count(table, where) > than


async def knows(citizen_id: UUID, name: str) -> bool:
    return bool(await count("profile_fact", "citizen_id = $1 AND name = $2", citizen_id, name))


async def seen(look: Callable[[], Awaitable[bool]], seconds: int = 60) -> None:
    for _ in range(seconds * 10):
        if await look():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("nothing came")


async def test_each_event_of_life_brings_its_bundle_once_and_a_death_is_told_with_care(
    database: Instance, sandbox: Sandbox, api: Api, worker: Worker
) -> None:
    lin = with_wallet(api, sandbox, "lin")
    until(lambda: lin.get("/home").json())
    assert not [title for title in titles(lin) if "一次办" in title]
    expected = {
        "newborn": ("宝宝的几件事可以一次办", "B01"),
        "married": ("婚后的几件事可以一次办", "B02"),
        "founded": ("开办企业的几件事可以一次办", "B11"),
        "retired": ("退休的几件事可以一次办", "B06"),
        "moved": ("搬家后的几件事", "B59"),
        "bereaved": ("请节哀。后事可以一次办", "B07"),
    }
    for what, (title, bundle) in expected.items():
        happens(sandbox, "lin", what)
        found = message(lin, title)
        assert found["link"] == {"page": "pages-find/bundle/index", "params": {"id": bundle}}
        assert lin.get(f"/bundles/{bundle}").status_code == 200
    assert "恭喜" not in message(lin, "请节哀。后事可以一次办")["body"]
    wedding = message(lin, "婚后的几件事可以一次办")["body"]
    assert "生育登记" in wedding
    assert "结婚登记预约" not in wedding  # it lies behind them
    assert lin.delete("/me/tags/residence_region").status_code == 204
    sandbox.call("POST", "/admin/registry", {"holder": "lin", "what": "moved", "region": "330702"})
    await seen(lambda: more("profile_event", 1, "topic = 'life.moving' AND handled_at IS NOT NULL"))
    assert titles(lin).count("搬家后的几件事") == 1  # what was deleted suggests nothing
    pulled = await count("profile_share_pull")
    happens(sandbox, "lin", "newborn")  # the same word again is no second child
    await seen(lambda: more("profile_share_pull", pulled))
    assert titles(lin).count("宝宝的几件事可以一次办") == 1
    rows = await sql("SELECT template, kind, weight FROM push_delivery WHERE template = 'service_suggestion'")
    assert {(row["kind"], row["weight"]) for row in rows} == {("never_twice", "ordinary")}
    out = await count("push_held_out", "topic = 'suggestion'")  # the wedding's may be drawn by lot
    assert len(rows) == len(expected) - out


async def test_a_department_that_is_away_delays_its_own_facts_alone_and_every_pull_is_written_down(
    database: Instance, sandbox: Sandbox, api: Api, worker: Worker, clock: Clock
) -> None:
    sandbox.faults("share.population", "unavailable")
    chen = with_wallet(api, sandbox, "chen")
    me = (await sql("SELECT id FROM profile_citizen ORDER BY created_at DESC LIMIT 1"))[0]["id"]
    facts = {row["name"] for row in await sql("SELECT name FROM profile_fact WHERE citizen_id = $1", me)}
    assert "pension.receiving" in facts
    assert "hukou_region" not in facts
    away = next(one for one in await standing(time.now()) if one.share == "population")
    assert away.failures >= 1
    told = {one["share"]: one for one in readings(chen)}
    assert (told["population"]["away"], told["population"]["read_at"], told["population"]["department"]) == (True, None, "公安机关")
    assert not any(one["away"] or one["read_at"] is None for code, one in told.items() if code != "population")
    sandbox.clear_faults()
    clock.move(timedelta(minutes=3))
    await seen(lambda: knows(me, "hukou_region"))
    pulls = await sql("SELECT share, outcome, purpose, basis FROM profile_share_pull WHERE citizen_id = $1", me)
    assert {row["outcome"] for row in pulls if row["share"] == "population"} == {"failed", "answered"}
    assert all(row["purpose"] and row["basis"] for row in pulls)
    assert next(one for one in await standing(time.now()) if one.share == "population").failures == 0
    assert chen.get("/home").status_code == 200
    read = next(one for one in readings(chen) if one["share"] == "population")
    assert (read["away"], read["read_at"][:10]) == (False, "2026-03-10")
    sandbox.faults("share.population", "unavailable")
    failed = await count("profile_share_pull", "share = 'population' AND outcome = 'failed'")
    clock.move(timedelta(days=1, minutes=1))
    await seen(lambda: more("profile_share_pull", failed, "share = 'population' AND outcome = 'failed'"))
    stale = next(one for one in readings(api.citizen("chen")) if one["share"] == "population")
    assert (stale["away"], stale["read_at"]) == (True, read["read_at"])  # when it was last had, while it can't be
    operator = staff(api, database, "watcher")
    row = next(one for one in operator.get("/operator/shares").json()["items"] if one["share"] == "population")
    assert row["failures"] >= 1
    assert row["failed_at"] > row["answered_at"]
    sandbox.clear_faults()


async def test_a_birth_recorded_at_night_is_in_the_inbox_at_once_and_on_the_phone_at_nine_unless_it_is_an_emergency(
    database: Instance, sandbox: Sandbox, api: Api, worker: Worker, clock: Clock
) -> None:
    clock.set(datetime(2026, 3, 17, 22, 20, tzinfo=time.SHANGHAI))
    li, zhou = with_wallet(api, sandbox, "li"), with_wallet(api, sandbox, "zhou")
    clock.set(datetime(2026, 3, 17, 22, 30, tzinfo=time.SHANGHAI))
    happens(sandbox, "li", "newborn")
    happens(sandbox, "zhou", "retired")
    told, hers = message(li, "宝宝的几件事可以一次办"), message(zhou, "退休的几件事可以一次办")
    assert clock.now() < datetime(2026, 3, 17, 22, 40, tzinfo=time.SHANGHAI)
    waiting = await delivery(told["id"])
    nine = datetime(2026, 3, 18, 9, tzinfo=time.SHANGHAI)
    assert (waiting["state"], waiting["weight"], waiting["next_at"]) == ("pending", "ordinary", nine)
    assert phones(sandbox, "li", "宝宝") == []

    night = staff(api, database, "night")
    asked = {"reason": "本人来电要求马上告知"}
    hastened = (await delivery(hers["id"]))["id"]
    assert post(night, f"/operator/deliveries/{hastened}/emergency", asked).status_code == 200
    until(lambda: phones(sandbox, "zhou", "退休"))  # an operator's word doesn't wait for the morning
    assert clock.now() < nine

    clock.set(nine - timedelta(minutes=1))
    assert (await delivery(told["id"]))["state"] == "pending"
    clock.set(nine + timedelta(seconds=30))
    await seen(lambda: left(told["id"]))
    assert (await delivery(told["id"]))["send_started"] is None or (await delivery(told["id"]))["send_started"] >= nine

    clock.set(datetime(2026, 3, 18, 14, tzinfo=time.SHANGHAI))
    await sent_lately(waiting["citizen_id"], 7, time.now() - timedelta(days=2))
    happens(sandbox, "li", "retired")
    eighth = message(api.citizen("li"), "退休的几件事可以一次办")
    clock.move(timedelta(minutes=2))
    await seen(lambda: put_off(eighth["id"]))
    held = await delivery(eighth["id"])
    assert (held["state"], held["last_error"]) == ("pending", "本周消息已够多")
    assert held["next_at"] >= datetime(2026, 3, 23, 9, tzinfo=time.SHANGHAI)  # seven days after the first of the seven


async def delivery(item_id: str) -> dict[str, Any]:
    return (await sql("SELECT * FROM push_delivery WHERE inbox_item_id = $1 ORDER BY dedupe_key LIMIT 1", UUID(item_id)))[0]


def post(http: httpx.Client, path: str, body: dict[str, str]) -> httpx.Response:
    return http.post(path, json=body)


def phones(sandbox: Sandbox, user: str, word: str) -> list[dict[str, Any]]:
    """What a phone shows that holds a word."""
    return [one for one in sandbox.messages(user) if word in str(one)]


async def left(item_id: str) -> bool:
    """Sent by itself, or as part of one message of many."""
    return (await delivery(item_id))["state"] in ("sent", "gathered", "unknown")


async def put_off(item_id: str) -> bool:
    return bool((await delivery(item_id))["last_error"])


async def sent_lately(citizen_id: UUID, count: int, at: datetime) -> None:
    """As if so many messages had left for somebody lately."""
    await sql(
        """INSERT INTO push_delivery (id, created_at, dedupe_key, citizen_id, channel, template, payload, kind, weight, state, attempts,
               next_at, grant_held, last_error, send_started)
           SELECT uuidv7(), $3, 'lately:' || n, $1, 'sms', 'service_suggestion', '{}', 'never_twice', 'ordinary', 'sent', 1, $3, false, '',
               $3
           FROM generate_series(1, $2::int) n""",
        citizen_id, count, at,
    )  # fmt: skip
