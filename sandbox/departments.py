"""Department back-ends: they receive cases, think about them, and answer by signed webhook until it is taken."""

from __future__ import annotations

import asyncio
import csv
import json
import time
from functools import cache
from typing import Any

from aiohttp import web

from sandbox import certificates, signing
from sandbox.doors import Call, Refused, plain
from sandbox.faults import Fault
from sandbox.journal import Event
from sandbox.outbound import WRAPPERS, Parcel, queue
from sandbox.state import State, on
from sandbox.town import DATA
from sandbox.world import World

OUTCOMES = ("accepted", "approved", "rejected", "correction")
OPEN = ("received", "accepted")
REASONS = {
    "accepted": "材料齐全，已受理。",
    "approved": "经审查符合条件，准予办理。",
    "rejected": "经审查不符合法定条件，不予办理。",
    "correction": "材料需要补正，请按说明修改后再提交。",
}
_ACCEPT_SECONDS = 1.0
_STALE_SECONDS = 3600


def add(app: web.Application) -> None:
    WRAPPERS["webhook"] = wrap
    app.router.add_post("/departments/{code}/cases", plain("department", receive, signing.check))


async def receive(call: Call) -> web.Response:
    """202 with a receipt, the same for the same case; a case that was sent back for correction is taken up again."""
    code, case_id = call.request.match_info["code"], call.text("case_id")
    if not case_id:
        raise Refused(422, code="MISSING", message="case_id is required")
    known = call.world.state.cases.get(case_id)
    if known is not None and known["department"] != code:
        raise Refused(409, code="ELSEWHERE", message="another department has this case")
    if known is None or _comes_back(known, call.body):
        receipt = known["receipt"] if known else call.world.unique(f"{code}-")
        event = call.world.record("department.received", case_id=case_id, department=code, receipt=receipt, payload=call.body)
        known = call.world.state.cases[event["case_id"]]
    await call.world.journal.durable()
    return web.json_response({"receipt": known["receipt"]}, status=202)


def _comes_back(known: dict[str, Any], payload: dict[str, Any]) -> bool:
    """Whether this is the corrected case and not the first letter once more: rounds, where told, tell them apart."""
    first, again = known["payload"].get("round"), payload.get("round")
    return known["state"] == "correction" and (not isinstance(again, int) or not isinstance(first, int) or again > first)


async def think(world: World) -> None:
    """Decide by itself what is due, when the knob says so; 0 seconds leaves all but the acceptance to the desk."""
    while True:
        for case_id, case in list(world.state.cases.items()):
            if case["state"] in OPEN:
                _consider(world, case_id, case)
        await asyncio.sleep(0.2)


def _consider(world: World, case_id: str, case: dict[str, Any]) -> None:
    waited, patience = time.time() - case["wall"], float(world.knob("auto_decide_seconds"))
    if case["state"] == "received" and waited >= min(_ACCEPT_SECONDS, patience or _ACCEPT_SECONDS):
        decide(world, case_id, "accepted")
    elif case["state"] == "accepted" and patience and waited >= patience:
        decide(world, case_id, "approved")


def decide(world: World, case_id: str, outcome: str, reason: str = "", certificate: dict[str, Any] | None = None) -> str:
    """Note a decision and queue its webhook; the event id. Raises ValueError when the case is not open for it."""
    case = world.state.cases[case_id]
    if outcome not in OUTCOMES or case["state"] not in OPEN or case["state"] == outcome:
        raise ValueError(f"{case['state']} -> {outcome}")
    issued = (certificate or certificates.issue(world, case["payload"])) if outcome == "approved" else None
    event_id, told = world.unique("decision-"), reason.strip() or REASONS[outcome]
    at = world.clock.now().isoformat(timespec="seconds")
    decision = {"event_id": event_id, "case_id": case_id, "department": case["department"], "outcome": outcome}
    decision |= {"reason": told, "certificate": certificates.told(issued), "at": at}
    if "round" in case["payload"]:
        decision["round"] = case["payload"]["round"]
    world.record("department.decided", case_id=case_id, decision=decision)
    queue(world, "webhook", True, decision=decision)
    return event_id


def wrap(world: World, event: Event, fault: Fault | None) -> Parcel:
    """Sign one decision for the product; the signature is made anew at each try."""
    kind, decision = fault.kind if fault else "", event["content"]["decision"]
    body = json.dumps(decision, ensure_ascii=False).encode()
    stamp = str(int(world.clock.time()) - (_STALE_SECONDS if kind == "stale_timestamp" else 0))
    secret = "wrong" if kind == "bad_signature" else world.settings.department_secret
    headers = signing.headers(secret, stamp, decision["event_id"], body) | {"Content-Type": "application/json"}
    return Parcel(f"{world.settings.api_url}/api/v1/department/decisions", {}, headers, body)


@cache
def names() -> dict[str, str]:
    """Department code -> name; a desk also opens for a code that is not listed."""
    with open(DATA / "departments.csv", encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@on("department.received")
def _received(state: State, event: Event) -> None:
    kept = {key: event[key] for key in ("case_id", "department", "receipt", "payload", "at", "wall")}
    before = state.cases.pop(event["case_id"], None)
    state.cases[event["case_id"]] = kept | {"state": "received", "decisions": before["decisions"] if before else []}


@on("department.decided")
def _decided(state: State, event: Event) -> None:
    case = state.cases[event["case_id"]]
    case["state"] = event["decision"]["outcome"]
    case["decisions"].append(event["decision"])
