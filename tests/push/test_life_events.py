"""Data sharing and events of life through the public doors: signed pulls, signed notices, messages within a minute."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
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
    pulled = await count("profile_share_pull")
    happens(sandbox, "lin", "newborn")  # the same word again is no second child
    await seen(lambda: more("profile_share_pull", pulled))
    assert titles(lin).count("宝宝的几件事可以一次办") == 1
    rows = await sql("SELECT template, kind, weight FROM push_delivery WHERE template = 'service_suggestion'")
    assert {(row["kind"], row["weight"]) for row in rows} == {("never_twice", "ordinary")}
    assert len(rows) == len(expected)


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
