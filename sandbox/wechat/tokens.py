"""Access tokens: the plain one that each call replaces, and the stable one that lasts."""

from __future__ import annotations

import secrets
from typing import Any

from sandbox.doors import Call
from sandbox.journal import Event
from sandbox.state import State, on
from sandbox.wechat.answers import WeChatError
from sandbox.world import World

LIFETIME = 7200
OVERLAP = 300
FORCED_A_DAY = 20
FORCED_APART = 30


async def token(call: Call) -> dict[str, Any]:
    """GET /cgi-bin/token: a new token every time; the one before lives on for a short overlap."""
    query = call.request.query
    app = query.get("appid", "")
    _credentials(call.world, app, query.get("secret", ""), query.get("grant_type", ""))
    return _issue(call.world, app, "plain", call.world.knob("token_overlap_seconds"))


async def stable_token(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/stable_token: the same token until its last five minutes, or a forced new one."""
    world, app = call.world, call.text("appid")
    _credentials(world, app, call.text("secret"), call.text("grant_type"))
    held = _held(world, app)
    if call.body.get("force_refresh") is True and _may_force(world, app):
        return _issue(world, app, "stable", 0, forced=True)
    if call.body.get("force_refresh") is True:
        world.record("wechat.token_kept", app=app)
        return _answer(world, app, held)
    if held is None or held["expires"] - world.clock.time() <= OVERLAP:
        return _issue(world, app, "stable", OVERLAP)
    return _answer(world, app, held)


def check(call: Call, app: str = "") -> None:
    """Refuse a call whose token is missing, unknown, replaced, expired, or another account's (`app`, else the mini-program's)."""
    given = call.request.query.get("access_token", "")
    if not given:
        raise WeChatError(47001 if "access_token" in call.body else 41001)
    known = call.world.state.tokens.get(given)
    if known is None:
        raise WeChatError(40014)
    if known["revoked"]:
        raise WeChatError(40001)
    if known["expires"] <= call.world.clock.time():
        raise WeChatError(42001)
    if known["app"] != (app or call.world.settings.app_id):
        raise WeChatError(48001)


def _credentials(world: World, app_id: str, secret: str, grant_type: str) -> None:
    if grant_type != "client_credential":
        raise WeChatError(40002)
    own = world.settings
    if app_id == own.official_app_id:
        if secret != own.official_app_secret:
            raise WeChatError(40125 if secret else 41004)
        return
    application(world, app_id, secret)


def application(world: World, app_id: str, secret: str) -> None:
    """Refuse a wrong app id or secret with WeChat's numbers."""
    for wrong, code in (
        (not app_id, 41002),
        (app_id != world.settings.app_id, 40013),
        (not secret, 41004),
        (secret != world.settings.app_secret, 40125),
    ):
        if wrong:
            raise WeChatError(code)


def _held(world: World, app: str) -> dict[str, Any] | None:
    stable = [t for t in world.state.tokens.values() if t["mode"] == "stable" and t["app"] == app and not t["revoked"]]
    return stable[-1] if stable and stable[-1]["expires"] > world.clock.time() else None


def _may_force(world: World, app: str) -> bool:
    now, forced = world.clock.time(), world.state.refreshes[app]
    recent = [at for at in forced if now - at < 86400]
    return len(recent) < FORCED_A_DAY and (not recent or now - recent[-1] >= FORCED_APART)


def _issue(world: World, app: str, mode: str, overlap: float, forced: bool = False) -> dict[str, Any]:
    fresh = f"{secrets.randbelow(90) + 10}_{secrets.token_urlsafe(96)}"
    now = world.clock.time()
    event = world.record("wechat.token", app=app, token=fresh, mode=mode, expires=now + LIFETIME, overlap=overlap, forced=forced)
    return {"access_token": event["token"], "expires_in": LIFETIME}


def _answer(world: World, app: str, held: dict[str, Any] | None) -> dict[str, Any]:
    if held is None:
        return _issue(world, app, "stable", OVERLAP)
    return {"access_token": held["token"], "expires_in": int(held["expires"] - world.clock.time())}


@on("wechat.token")
def _issued(state: State, event: Event) -> None:
    """Replace the tokens of this mode; they end after the overlap. Long dead ones are forgotten."""
    if "app" not in event:  # written before tokens knew their account, and dead since
        return
    ends = event["t"] + event["overlap"]
    for held in state.tokens.values():
        if held["mode"] == event["mode"] and held["app"] == event["app"]:
            held["expires"] = min(held["expires"], ends)
            held["revoked"] = held["revoked"] or event["overlap"] == 0
    while state.tokens and next(iter(state.tokens.values()))["expires"] < event["t"] - 3600:
        del state.tokens[next(iter(state.tokens))]
    state.tokens[event["token"]] = {k: event[k] for k in ("app", "token", "mode", "expires")} | {"revoked": False}
    if event["forced"]:
        state.refreshes[event["app"]].append(event["t"])


@on("wechat.tokens_ended")
def _ended(state: State, event: Event) -> None:
    for held in state.tokens.values():
        if event["how"] == "revoke":
            held["revoked"] = True
        held["expires"] = min(held["expires"], event["t"])
