"""Sending subscribe messages: every rule in its order, then the journal, then the answer."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.doors import Call, Silent
from sandbox.journal import Event
from sandbox.outbound import queue_push
from sandbox.state import Grant, State, on
from sandbox.town import MAGIC
from sandbox.wechat import fields, quota, tokens
from sandbox.wechat.answers import WeChatError
from sandbox.wechat.templates import LONG_TERM, Template, templates
from sandbox.world import World

PATH = "/cgi-bin/message/subscribe/send"
_PAGE = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*(\?[^\s#]*)?")
_STATES = ("developer", "trial", "formal")
_LANGUAGES = ("zh_CN", "en_US", "zh_HK", "zh_TW")
_SLOW_SECONDS = 3.0


async def send(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/message/subscribe/send; no idempotency here, as there is none there."""
    tokens.check(call)
    quota.spend(call.world, PATH)
    touser = call.text("touser")
    if touser in call.world.sending:
        raise WeChatError(43108)
    call.world.sending.add(touser)
    try:
        event = await _send(call, touser)
    finally:
        call.world.sending.discard(touser)
    if touser.endswith("-acceptlost"):
        raise Silent
    return {"errcode": 0, "errmsg": "ok"} | ({"msgid": event["msgid"]} if call.world.knob("send_returns_msgid") else {})


async def _send(call: Call, touser: str) -> Event:
    world = call.world
    await _behave(touser)
    template = _checked(call, touser)
    await asyncio.sleep(world.knob("send_latency_ms") / 1000)
    grant = _allowed(world, touser, template, call.body["data"])
    msgid = (int(world.clock.time() * 1000) << 20) | secrets.randbits(20)
    sent = {name: call.body.get(name) for name in ("page", "data", "miniprogram_state", "lang")}
    left = None if grant.standing else grant.balance - 1
    event = world.record("wechat.accepted", msgid=msgid, openid=touser, template_id=template.template_id, left=left, **sent)
    await world.journal.durable()
    told = {"TemplateId": template.template_id, "MsgID": str(msgid), "ErrorCode": "0", "ErrorStatus": "success"}
    queue_push(world, touser, "subscribe_msg_sent_event", [told])
    return event


async def _behave(touser: str) -> None:
    """What openids with a magic ending make happen."""
    magic = next((suffix for suffix in MAGIC if touser.endswith(suffix)), None)
    if magic == "-slow":
        await asyncio.sleep(_SLOW_SECONDS)
    if magic == "-hang":
        raise Silent
    code = {"-refuse": 43101, "-ban": 43107, "-busy": -1, "-quota": 45009}.get(magic or "")
    if code is not None:
        raise WeChatError(code)


def _checked(call: Call, touser: str) -> Template:
    if not _exists(call.world, touser):
        raise WeChatError(40003)
    template = templates().get(call.text("template_id"))
    if template is None:
        raise WeChatError(40037)
    _check_data(template, call.body.get("data"))
    page = call.body.get("page")
    if page not in (None, "") and not _page_exists(call.world.settings.miniprogram_dir, page):
        raise WeChatError(41030)
    if call.body.get("miniprogram_state", "formal") not in _STATES or call.body.get("lang", "zh_CN") not in _LANGUAGES:
        raise WeChatError(40097)
    return template


def _exists(world: World, openid: str) -> bool:
    return world.by_openid(openid) is not None or openid.endswith(MAGIC) or openid in world.state.strangers


def _check_data(template: Template, data: object) -> None:
    if not isinstance(data, dict):
        raise WeChatError(47003, f"argument invalid! data.{template.keywords[0]['key']}.value is emtpy")
    for word in template.keywords:
        held = data.get(word["key"])
        value = held.get("value") if isinstance(held, dict) else held if held is None else 0
        wrong = fields.problem(word["key"], value, word.get("values", ()))
        if wrong:
            raise WeChatError(47003, f"argument invalid! data.{word['key']}.value {wrong}")


def _page_exists(folder: Path | None, page: object) -> bool:
    if not isinstance(page, str) or not _PAGE.fullmatch(page):
        return False
    known = _pages(folder) if folder else frozenset[str]()
    return not known or page.split("?")[0] in known


@cache
def _pages(folder: Path) -> frozenset[str]:
    """The pages of the compiled mini-program, where it says them; an empty set knows nothing and lets all pass."""
    try:
        app = json.loads((folder / "app.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return frozenset()
    parts = [*app.get("subPackages", []), *app.get("subpackages", [])]
    return frozenset([*app.get("pages", []), *(f"{p['root'].strip('/')}/{page}" for p in parts for page in p["pages"])])


def _allowed(world: World, openid: str, template: Template, data: dict[str, Any]) -> Grant:
    """The grant that lets this message pass; 43101 when there is none."""
    grant = world.state.grant(openid, template.template_id)
    person = world.by_openid(openid)
    switched_off = person is not None and not world.state.phone(person.user).subscriptions
    if grant.banned or switched_off or not (grant.standing if template.type == LONG_TERM else grant.balance > 0):
        raise WeChatError(43101)
    if template.rate:
        code, since = str(data[template.rate["key"]]["value"]), world.clock.time() - template.rate["days"] * 86400
        if sum(at > since and told == code for at, told in grant.sent) >= template.rate["count"]:
            raise WeChatError(43101)
    return grant


@on("wechat.accepted")
def _accepted(state: State, event: Event) -> None:
    """Take one send off a one-time grant and put the message on the phone."""
    template, grant = templates()[event["template_id"]], state.grants[event["openid"], event["template_id"]]
    if template.type == LONG_TERM:
        key = template.rate["key"] if template.rate else template.keywords[0]["key"]
        grant.sent.append((event["t"], str(event["data"][key]["value"])))
    else:
        grant.balance -= 1
    shown = [{"name": word["name"], "value": event["data"][word["key"]]["value"]} for word in template.keywords]
    message = {"id": event["seq"], "channel": "wechat", "at": event["at"], "title": template.title, "fields": shown}
    more = {"page": event["page"] or None, "template_id": event["template_id"], "msgid": event["msgid"]}
    state.messages[event["openid"]].append(message | more)
