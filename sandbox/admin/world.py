"""The control plane of the world: health, clock, faults, knobs, journal, and starting over."""

from __future__ import annotations

from typing import Any

from sandbox import faults
from sandbox.doors import FAULTS, Call, Refused
from sandbox.world import KNOBS

JOURNAL_PAGE = 10_000


async def health(call: Call) -> dict[str, Any]:
    return {"status": "ok", "seq": call.world.journal.seq, "day": str(call.world.state.day)}


async def journal(call: Call) -> dict[str, Any]:
    """Events after `since`, at most `limit`, of one `kind` when asked; `last` is the number to go on from."""
    query = call.request.query
    since, limit = int(query.get("since", 0)), min(int(query.get("limit", JOURNAL_PAGE)), JOURNAL_PAGE)
    events = call.world.journal.since(since, limit)
    last = events[-1]["seq"] if events else since
    kind = query.get("kind")
    return {"events": [e for e in events if kind in (None, e["kind"])], "last": last, "seq": call.world.journal.seq}


async def clock(call: Call) -> dict[str, Any]:
    world = call.world
    local = world.clock.local()
    return {"offset_seconds": world.clock.offset(), "now": local.isoformat(timespec="seconds"), "day": str(world.state.day)}


async def set_clock(call: Call) -> dict[str, Any]:
    """`{"offset_seconds": 3600}`, or `{"move": "+1d"}`, `{"move": "next 09:30"}`."""
    world = call.world
    try:
        move = call.body.get("move")
        offset = world.clock.moved(move) if isinstance(move, str) else float(call.body["offset_seconds"])
    except (KeyError, ValueError, TypeError, IndexError):
        raise Refused(422, code="CLOCK", message="give offset_seconds, or move such as +1d, -2h, next 09:30") from None
    world.clock.set(offset)
    world.record("clock.moved", offset_seconds=offset)
    return await clock(call)


async def list_faults(call: Call) -> dict[str, Any]:
    known = {"targets": faults.TARGETS, "kinds": faults.HTTP_KINDS, "push_kinds": faults.PUSH_KINDS}
    return {"faults": call.world.state.faults} | known


async def set_fault(call: Call) -> dict[str, Any]:
    """`{"target", "kind", "rate"?, "seed"?, "times"?, "seconds"?}`; several may be on at once, the first that strikes wins."""
    try:
        fault = faults.check(call.body) | {"id": call.world.unique("fault-")}
    except (ValueError, TypeError) as wrong:
        raise Refused(422, code="FAULT", message=str(wrong)) from None
    call.world.record("fault.set", fault=fault)
    return {"fault": fault}


async def clear_faults(call: Call) -> dict[str, Any]:
    """All of them, or the one named by `?id=`."""
    call.world.record("fault.cleared", id=call.request.query.get("id"))
    return {"faults": call.world.state.faults}


async def knobs(call: Call) -> dict[str, Any]:
    return {name: call.world.knob(name) for name in KNOBS}


async def set_knobs(call: Call) -> dict[str, Any]:
    """Any of the knobs; a value must be of the kind it had."""
    for name, value in call.body.items():
        if name not in KNOBS or isinstance(value, bool) != isinstance(KNOBS[name], bool) or not isinstance(value, int | float):
            raise Refused(422, code="KNOB", message=f"{name} is unknown or of the wrong kind; known: {', '.join(KNOBS)}")
    call.world.record("knob.set", knobs=call.body)
    return await knobs(call)


async def reset(call: Call) -> dict[str, Any]:
    """Forget everything but the journal, and begin a new demo day today."""
    call.world.reset()
    call.request.app[FAULTS].__init__(call.world)  # type: ignore[misc]
    return {"day": str(call.world.state.day)}


ROUTES = (
    ("GET", "/health", health),
    ("GET", "/journal", journal),
    ("GET", "/clock", clock),
    ("POST", "/clock", set_clock),
    ("GET", "/faults", list_faults),
    ("POST", "/faults", set_fault),
    ("DELETE", "/faults", clear_faults),
    ("GET", "/knobs", knobs),
    ("POST", "/knobs", set_knobs),
    ("POST", "/reset", reset),
)
