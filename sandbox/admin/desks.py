"""The control plane of the departments: the cases on a desk, and deciding one."""

from __future__ import annotations

from typing import Any

from sandbox import changes, departments, registry
from sandbox.doors import Call, Refused


async def cases(call: Call) -> dict[str, Any]:
    code = call.request.match_info["code"]
    return {"cases": [case for case in call.world.state.cases.values() if case["department"] == code]}


async def decide(call: Call) -> dict[str, Any]:
    """`{"outcome", "reason"?, "certificate"?}` for a case on this desk; 409 when it is not open for that."""
    code, case_id = call.request.match_info["code"], call.request.match_info["case_id"]
    case = call.world.state.cases.get(case_id)
    if case is None or case["department"] != code:
        raise Refused(404, code="NO_CASE", message="这张办件不在这个窗口。")
    certificate = call.body.get("certificate")
    try:
        given = certificate if isinstance(certificate, dict) else None
        event_id = departments.decide(call.world, case_id, call.text("outcome"), call.text("reason"), given)
    except ValueError as wrong:
        raise Refused(409, code="NOT_OPEN", message=f"这张办件现在不能这样处理（{wrong}）。") from None
    return {"event_id": event_id, "state": case["state"]}


async def change_register(call: Call) -> dict[str, Any]:
    """`{"holder", "what", "type_code"?, "region"?}`: a register changes (`sandbox.changes`); the holder by any of its keys."""
    world, holder = call.world, call.text("holder")
    person, company = world.person(holder), world.town.enterprises.get(holder)
    number = person.id_number if person else company.uscc if company else holder
    try:
        changes.happen(world, number, call.text("what"), call.text("type_code"), call.text("region"))
    except ValueError as wrong:
        raise Refused(422, code="CHANGE", message=f"登记不能这样变动（{wrong}）。") from None
    return {"holder": number, "certificates": registry.held(world, number)}


ROUTES = (
    ("POST", "/registry", change_register),
    ("GET", "/departments/{code}/cases", cases),
    ("POST", "/departments/{code}/cases/{case_id}/decision", decide),
)
