"""Daily limits of each API: 45009 when they are used up, and the calls that show and clear them."""

from __future__ import annotations

from typing import Any

from sandbox.doors import Call
from sandbox.journal import Event
from sandbox.state import State, on
from sandbox.wechat import tokens
from sandbox.wechat.answers import WeChatError
from sandbox.world import World

DAILY = 10_000_000
CLEARS_A_MONTH = 10


def spend(world: World, path: str) -> None:
    """Count one call of today, or refuse it. Counts live in memory: a restart gives the day back."""
    today = world.clock.today().isoformat()
    if world.calls[path, today] >= world.state.limits.get(path, DAILY):
        raise WeChatError(45009)
    world.calls[path, today] += 1


async def shown(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/openapi/quota/get {cgi_path}."""
    tokens.check(call)
    path = call.text("cgi_path")
    if not path.startswith("/"):
        raise WeChatError(40097)
    limit, used = call.world.state.limits.get(path, DAILY), call.world.calls[path, call.world.clock.today().isoformat()]
    quota = {"daily_limit": limit, "used": used, "remain": max(0, limit - used)}
    rate = {"call_count": 0, "refresh_second": 60}
    return {"errcode": 0, "errmsg": "ok", "quota": quota, "rate_limit": rate, "component_rate_limit": rate}


async def cleared(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/clear_quota {appid}: ten times a month."""
    tokens.check(call)
    world = call.world
    if call.text("appid") != world.settings.app_id:
        raise WeChatError(40013)
    month = f"clear {world.clock.local():%Y-%m}"
    if world.calls["clear", month] >= CLEARS_A_MONTH:
        raise WeChatError(48006)
    spent = [key for key in world.calls if key[0] != "clear"]
    for key in spent:
        del world.calls[key]
    world.calls["clear", month] += 1
    return {"errcode": 0, "errmsg": "ok"}


@on("wechat.limit")
def _limit(state: State, event: Event) -> None:
    state.limits[event["path"]] = event["limit"]
