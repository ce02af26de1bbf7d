"""The data-sharing platform: certificates, facts and enterprises that departments hold about a person or enterprise."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.doors import Call, Refused, bearer, plain
from sandbox.journal import Event
from sandbox.state import State, on
from sandbox.world import World


def add(app: web.Application) -> None:
    for what, handler in (("certificates", certificates), ("facts", facts), ("enterprises", enterprises)):
        app.router.add_post(f"/registry/v1/{what}", plain("registry", handler, _authorise))


async def certificates(call: Call) -> dict[str, Any]:
    """The newest version of each certificate; what a department issued since the seed replaces it."""
    return {"certificates": held(call.world, _number(call))}


async def facts(call: Call) -> dict[str, Any]:
    """Facts by their names in the profile, as of today."""
    holder = call.world.town.holders.get(_number(call), "")
    return {"facts": call.world.town.facts(holder, call.world.clock.today())}


async def enterprises(call: Call) -> dict[str, Any]:
    """The enterprises a person represents or acts for."""
    user = call.world.town.holders.get(_number(call), "")
    found = [e for e in call.world.town.enterprises.values() if user in e.members]
    return {"enterprises": [_row(e.name, e.uscc, e.members[user], e.region_code) for e in found]}


def held(world: World, number: str) -> list[dict[str, Any]]:
    """Certificates of one holder by ID number or USCC."""
    rows = {(r["type_code"], r["number"]): r for r in world.town.certificates(world.town.holders.get(number, ""))}
    for issued in world.state.issued.get(number, ()):
        rows.pop((issued["type_code"], issued["replaces"]), None)
        row = {key: value for key, value in issued.items() if key != "replaces"}
        rows[issued["type_code"], issued["number"]] = row
    return list(rows.values())


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
