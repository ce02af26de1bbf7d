"""The control plane of WeChat: grants, daily limits, tokens, and what it pushes."""

from __future__ import annotations

from typing import Any

from sandbox.doors import Call, Refused
from sandbox.wechat import grants, push
from sandbox.wechat.templates import templates


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


ROUTES = (
    ("GET", "/grants", list_grants),
    ("POST", "/grants", set_grant),
    ("POST", "/limits", set_limit),
    ("POST", "/tokens", end_tokens),
    ("GET", "/outbound", outbound),
    ("POST", "/replay", replay),
    ("POST", "/callback/verify", verify_callback),
)
