"""The identity authority: whether a name and an ID number belong together."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.doors import Call, Refused, bearer, plain
from sandbox.journal import Event
from sandbox.state import State, on


def add(app: web.Application) -> None:
    app.router.add_post("/identity/v1/two-elements", plain("identity", two_elements, _authorise))


async def two_elements(call: Call) -> dict[str, Any]:
    """`match`, `mismatch` or `not_found`; the same request id gets the same answer and reference."""
    request_id, name, number = (call.text(key).strip() for key in ("request_id", "name", "id_number"))
    if not (request_id and name and number):
        raise Refused(400, code="MISSING", message="request_id, name and id_number are required")
    known = call.world.state.identity.get(request_id)
    if known is None:
        result = _compare(call, name, number.upper())
        reference = call.world.unique("id-")
        known = call.world.record("identity.asked", request_id=request_id, result=result, provider_ref=reference)
    return {key: known[key] for key in ("request_id", "result", "provider_ref")}


def _compare(call: Call, name: str, number: str) -> str:
    owner = next((p for p in call.world.everyone() if p.id_number == number), None)
    if owner is None:
        return "not_found"
    return "match" if owner.name == name else "mismatch"


def _authorise(call: Call) -> None:
    bearer(call, call.world.settings.identity_key)


@on("identity.asked")
def _asked(state: State, event: Event) -> None:
    state.identity[event["request_id"]] = event
