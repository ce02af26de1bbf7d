"""The data-sharing platform: certificates and enterprises that departments hold about a person or enterprise."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.doors import Call, Refused, bearer, plain
from sandbox.journal import Event
from sandbox.state import State, on
from sandbox.world import World

REGION = "region_code"


def add(app: web.Application) -> None:
    for what, handler in (("certificates", certificates), ("enterprises", enterprises)):
        app.router.add_post(f"/registry/v1/{what}", plain("registry", handler, _authorise))


async def certificates(call: Call) -> dict[str, Any]:
    """The newest version of each certificate; what a department issued since the seed replaces it."""
    return {"certificates": held(call.world, _number(call))}


async def enterprises(call: Call) -> dict[str, Any]:
    """The enterprises a person represents or acts for."""
    user = call.world.town.holders.get(_number(call), "")
    found = [e for e in call.world.town.enterprises.values() if user in e.members]
    told = call.world.state.told
    return {"enterprises": [_row(e.name, e.uscc, e.members[user], told.get(e.uscc, {}).get(REGION, e.region_code)) for e in found]}


def held(world: World, number: str) -> list[dict[str, Any]]:
    """Certificates of one holder by ID number or USCC."""
    rows = {(r["type_code"], r["number"]): r for r in world.town.certificates(world.town.holders.get(number, ""))}
    for issued in world.state.issued.get(number, ()):
        rows.pop((issued["type_code"], issued["replaces"]), None)
        row = {key: value for key, value in issued.items() if key != "replaces" or value != issued["number"]}
        rows[issued["type_code"], issued["number"]] = row
    return [row | world.state.marks.get((number, *key), {}) for key, row in rows.items()]


def _row(name: str, uscc: str, role: str, region_code: str) -> dict[str, str]:
    return {"name": name, "uscc": uscc, "role": role, "region_code": region_code}


def _number(call: Call) -> str:
    number = (call.text("id_number") or call.text("uscc")).strip().upper()
    if not number:
        raise Refused(400, code="MISSING", message="id_number or uscc is required")
    return number


def _authorise(call: Call) -> None:
    bearer(call, call.world.settings.registry_key)


@on("registry.issued")
def _issued(state: State, event: Event) -> None:
    state.issued[event["holder"]].append(event["certificate"])


@on("registry.marked")
def _marked(state: State, event: Event) -> None:
    state.marks.setdefault((event["holder"], event["type_code"], event["number"]), {}).update(event["mark"])


@on("registry.told")
def _told(state: State, event: Event) -> None:
    state.told[event["holder"]].update(event["facts"])
    state.tellers.update(dict.fromkeys(event["facts"], event.get("source", "公安机关")))
