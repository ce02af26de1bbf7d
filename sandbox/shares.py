"""Data sharing (数据高铁), one door for each department's class: facts about a holder, asked for by a signed request with its purpose."""

from __future__ import annotations

import csv
from functools import cache, partial
from typing import Any

from aiohttp import web

from sandbox import signing
from sandbox.dates import resolve_value
from sandbox.doors import Call, Refused, plain
from sandbox.registry import REGION
from sandbox.town import DATA
from sandbox.world import World

REST = "services"  # the door of whoever has none of their own
TOLD_BY = "公安机关"


def add(app: web.Application) -> None:
    for code in names():
        app.router.add_post(f"/shares/v1/{code}", plain(f"share.{code}", partial(facts, code), signing.check))


async def facts(code: str, call: Call) -> dict[str, Any]:
    """What this department knows of the holder today. Without a purpose and a basis nothing is said."""
    number = (call.text("id_number") or call.text("uscc")).strip().upper()
    if not (number and call.text("purpose") and call.text("basis")):
        raise Refused(400, code="MISSING", message="a holder, a purpose and a basis are required")
    return {"facts": [fact for fact in known(call.world, number) if _door(fact["source"]) == code]}


def known(world: World, number: str) -> list[dict[str, Any]]:
    """The seed, and what has been told since."""
    holder, today, told = world.town.holders.get(number, ""), world.clock.today(), world.state.told.get(number, {})
    rows = [fact for fact in world.town.facts(holder, today) if fact["name"] not in told]
    since = [_told(world, name, value) for name, value in told.items() if name != REGION]
    return rows + since


def _told(world: World, name: str, value: Any) -> dict[str, Any]:
    """`since:2026-11-22` is the number of days since then."""
    today = world.clock.today()
    counted = resolve_value(value, today, today) if isinstance(value, str) and value.startswith("since:") else value
    return {"name": name, "value": counted, "source": world.state.tellers.get(name, TOLD_BY), "as_of": today.isoformat()}


@cache
def names() -> dict[str, str]:
    """Class -> how its register is called."""
    return {row["code"]: row["name"] for row in _rows()}


@cache
def _doors() -> dict[str, str]:
    return {source: row["code"] for row in _rows() for source in row["sources"].split(";") if source}


def _door(source: str) -> str:
    return _doors().get(source, REST)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with open(DATA / "shares.csv", encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
