"""The control plane: people, phones, clock, faults, knobs, quotas, tokens, cases and the journal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox import departments, faults
from sandbox.doors import FAULTS, Call, Refused, plain
from sandbox.town import Person
from sandbox.wechat import grants, push
from sandbox.wechat.templates import templates
from sandbox.world import KNOBS

JOURNAL_PAGE = 10_000


def add(app: web.Application) -> None:
    """Every address under /admin; nothing here asks for a key, since all of it listens on this machine alone."""
    for method, path, handler in ROUTES:
        app.router.add_route(method, f"/admin{path}", plain("", handler))


async def health(call: Call) -> dict[str, Any]:
    return {"status": "ok", "seq": call.world.journal.seq, "day": str(call.world.state.day)}


async def people(call: Call) -> dict[str, Any]:
    """Everyone with openid, ID number and phone, and the enterprises they act for."""
    companies = call.world.town.enterprises.values()

    def row(person: Person) -> dict[str, Any]:
        own = [
            {"code": e.code, "name": e.name, "uscc": e.uscc, "role": e.members[person.user]} for e in companies if person.user in e.members
        ]
        return person.as_dict() | {"enterprises": own}

    return {"people": [row(person) for person in call.world.everyone()], "day": str(call.world.state.day)}


async def add_person(call: Call) -> dict[str, Any]:
    """A guest: `{"user", "name"?, "id_number"?, "phone"?, …}`; known to WeChat, SMS and the identity authority."""
    user = call.text("user")
    if not user or call.world.person(user):
        raise Refused(409, code="USER", message="user is required and must be new")
    known = {k: call.text(k) for k in ("name", "gender", "birth_date", "id_number", "phone", "region_code") if call.text(k)}
    return {"person": call.world.guest(user, **known).as_dict()}


async def enterprises(call: Call) -> dict[str, Any]:
    return {"enterprises": [vars(e) for e in call.world.town.enterprises.values()]}


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


async def messages(call: Call) -> dict[str, Any]:
    """What a phone received, oldest first: `?user=`, `?phone=` or `?openid=`."""
    query = call.request.query
    person = call.world.person(query.get("user", ""))
    if query.get("user") and person is None:
        raise Refused(404, code="NOBODY", message="nobody here has this phone")
    held = call.world.state.messages
    keys = [person.openid, person.phone] if person else [query.get("openid", ""), query.get("phone", "")]
    return {"messages": sorted((m for key in keys if key in held for m in held[key]), key=lambda m: m["id"])}


async def announce(call: Call) -> dict[str, Any]:
    """Push now the first answers that the seed gives a person (`user`), or everyone."""
    chosen = [p for p in call.world.everyone() if call.text("user") in ("", p.user)]
    return {"announced": [p.user for p in chosen if grants.announce(call.world, p)]}


async def list_grants(call: Call) -> dict[str, Any]:
    rows = call.world.state.grants.items()
    return {"grants": [{"openid": o, "template_id": t, "balance": g.balance, "standing": g.standing} for (o, t), g in rows]}


async def set_grant(call: Call) -> dict[str, Any]:
    """`{"openid"|"user", "template_id", "balance"?, "standing"?, "push"?}`: sets it, or with `push` adds accepts by popup."""
    world, person = call.world, call.world.person(call.text("user"))
    openid, template, balance = person.openid if person else call.text("openid"), call.text("template_id"), call.body.get("balance", 0)
    if not openid or template not in templates() or not isinstance(balance, int):
        raise Refused(422, code="GRANT", message="openid or user, a known template_id and a whole balance are required")
    if call.body.get("push") is True:
        for _ in range(balance):
            grants.grant_all(world, openid, {template: "accept"}, patient=True)
    else:
        standing = call.body.get("standing") is True
        world.record("wechat.granted", openid=openid, template_id=template, balance=balance, standing=standing)
    grant = world.state.grant(openid, template)
    return {"openid": openid, "template_id": template, "balance": grant.balance, "standing": grant.standing}


async def set_limit(call: Call) -> dict[str, Any]:
    """`{"cgi_path", "daily_limit"}`: how many calls of today until 45009."""
    path, limit = call.text("cgi_path"), call.body.get("daily_limit")
    if not path.startswith("/") or not isinstance(limit, int):
        raise Refused(422, code="LIMIT", message="cgi_path and daily_limit are required")
    call.world.record("wechat.limit", path=path, limit=limit)
    return {"cgi_path": path, "daily_limit": limit}


async def end_tokens(call: Call) -> dict[str, Any]:
    """`{"how": "expire"}` makes every token 42001, `{"how": "revoke"}` 40001."""
    if call.text("how") not in ("expire", "revoke"):
        raise Refused(422, code="TOKENS", message="how is expire or revoke")
    call.world.record("wechat.tokens_ended", how=call.text("how"))
    return {"how": call.text("how")}


async def set_phone(call: Call) -> dict[str, Any]:
    """A phone's settings: `subscriptions`, `face`, `{"template_id", "answer"}`, `read` up to a message number."""
    world, person = call.world, call.world.person(call.request.match_info["user"])
    if person is None:
        raise Refused(404, code="NOBODY", message="nobody here has this phone")
    settings = {k: call.body[k] for k, kind in (("subscriptions", bool), ("face", str)) if isinstance(call.body.get(k), kind)}
    if settings:
        world.record("phone.set", user=person.user, settings=settings)
    if call.text("template_id") in templates() and call.text("answer") in grants.ANSWERS:
        grants.settle(world, person, call.text("template_id"), call.text("answer"))
    if isinstance(call.body.get("read"), int):
        world.record("phone.read", phone=person.user, seq=call.body["read"])
    phone = world.state.phone(person.user)
    return {"subscriptions": phone.subscriptions, "face": phone.face, "templates": grants.summary(world, person)}


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


async def outbound(call: Call) -> dict[str, Any]:
    """What is still on its way to the product."""
    return {"outbound": list(call.world.state.outbound.values())}


async def replay(call: Call) -> dict[str, Any]:
    """Send again what event number `seq` of the journal queued."""
    number = call.body.get("seq")
    found = call.world.journal.since(number - 1, 1) if isinstance(number, int) else []
    if not found or found[0]["kind"] != "outbound.queued":
        raise Refused(404, code="NO_EVENT", message="seq must name an outbound.queued event")
    again = {k: found[0][k] for k in ("channel", "patient", "content")}
    return {"seq": call.world.record("outbound.queued", id=call.world.unique("out-"), delay=0.0, **again)["seq"]}


async def verify_callback(call: Call) -> dict[str, Any]:
    """What WeChat does when the push address is saved: a signed GET that must give its `echostr` back."""
    return {"verified": await push.verify(call.world)}


async def reset(call: Call) -> dict[str, Any]:
    """Forget everything but the journal, and begin a new demo day today."""
    call.world.reset()
    call.request.app[FAULTS].__init__(call.world)  # type: ignore[misc]
    return {"day": str(call.world.state.day)}


ROUTES: tuple[tuple[str, str, Callable[[Call], Awaitable[Any]]], ...] = (
    ("GET", "/health", health),
    ("GET", "/people", people),
    ("POST", "/people", add_person),
    ("GET", "/enterprises", enterprises),
    ("GET", "/journal", journal),
    ("GET", "/clock", clock),
    ("POST", "/clock", set_clock),
    ("GET", "/faults", list_faults),
    ("POST", "/faults", set_fault),
    ("DELETE", "/faults", clear_faults),
    ("GET", "/knobs", knobs),
    ("POST", "/knobs", set_knobs),
    ("GET", "/messages", messages),
    ("POST", "/announce", announce),
    ("GET", "/grants", list_grants),
    ("POST", "/grants", set_grant),
    ("POST", "/limits", set_limit),
    ("POST", "/tokens", end_tokens),
    ("POST", "/phones/{user}", set_phone),
    ("GET", "/departments/{code}/cases", cases),
    ("POST", "/departments/{code}/cases/{case_id}/decision", decide),
    ("GET", "/outbound", outbound),
    ("POST", "/replay", replay),
    ("POST", "/callback/verify", verify_callback),
    ("POST", "/reset", reset),
)
