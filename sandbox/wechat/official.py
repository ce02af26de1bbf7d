"""The official account: who follows it, template messages with `client_msg_id`, and the event that tells how each ended."""

from __future__ import annotations

import secrets
from typing import Any

from sandbox.doors import Call
from sandbox.journal import Event
from sandbox.outbound import queue_push
from sandbox.state import State, on
from sandbox.town import Person, openid, unionid
from sandbox.wechat import fields, quota, tokens
from sandbox.wechat.answers import WeChatError
from sandbox.wechat.templates import Template, official_templates
from sandbox.world import World

PATH = "/cgi-bin/message/template/send"
SAME_SECONDS = 600
SCENE = "ADD_SCENE_SEARCH"


async def send(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/message/template/send: the same client_msg_id to the same person within ten minutes is delivered once."""
    world, own = call.world, call.world.settings
    tokens.check(call, own.official_app_id)
    quota.spend(world, PATH)
    touser, again = call.text("touser"), call.text("client_msg_id")
    template = _checked(call, touser)
    known = world.state.official.get((touser, again)) if again else None
    if known and world.clock.time() - known["t"] < SAME_SECONDS:
        return {"errcode": 0, "errmsg": "ok", "msgid": known["msgid"]}
    msgid = (int(world.clock.time() * 1000) << 20) | secrets.randbits(20)
    person = follower(world, touser)
    blocked = person is not None and world.state.phone(person.user).blocks
    world.record("wechat.official", msgid=msgid, openid=touser, template_id=template.template_id, client_msg_id=again, blocked=blocked,
                 data=call.body["data"], page=_page(call.body.get("miniprogram")), user=person.user if person else "")  # fmt: skip
    await world.journal.durable()
    status = "failed:user block" if blocked else "success"
    queue_push(world, touser, "TEMPLATESENDJOBFINISH", [{"MsgID": str(msgid), "Status": status}], channel="official")
    return {"errcode": 0, "errmsg": "ok", "msgid": msgid}


def _checked(call: Call, touser: str) -> Template:
    template = official_templates().get(call.text("template_id"))
    if template is None:
        raise WeChatError(40037)
    person = follower(call.world, touser)
    if person is None:
        raise WeChatError(40003)
    if not call.world.state.phone(person.user).follows:
        raise WeChatError(43004)
    data = call.body.get("data")
    for word in template.keywords:
        held = data.get(word["key"]) if isinstance(data, dict) else None
        wrong = fields.problem(word["key"], held.get("value") if isinstance(held, dict) else held, word.get("values", ()))
        if wrong:
            raise WeChatError(47003, f"argument invalid! data.{word['key']}.value {wrong}")
    return template


def _page(program: object) -> str | None:
    return str(program.get("pagepath") or "") or None if isinstance(program, dict) else None


async def info(call: Call) -> dict[str, Any]:
    """GET /cgi-bin/user/info: who a follower is across the accounts of the open platform."""
    own = call.world.settings
    tokens.check(call, own.official_app_id)
    asked = call.request.query.get("openid", "")
    person = follower(call.world, asked)
    if person is None:
        raise WeChatError(40003)
    if not call.world.state.phone(person.user).follows:
        return {"subscribe": 0, "openid": asked, "unionid": unionid(person)}
    return {"subscribe": 1, "openid": asked, "language": "zh_CN", "subscribe_scene": SCENE, "unionid": unionid(person)}


def official_openid(world: World, person: Person) -> str:
    return openid(world.settings.official_app_id, person.user)


def follower(world: World, asked: str) -> Person | None:
    """Whose openid at the official account this is."""
    return next((one for one in world.everyone() if official_openid(world, one) == asked), None)


def follow(world: World, person: Person, follows: bool) -> None:
    """Follow the account or leave it; the account is told."""
    world.record("phone.set", user=person.user, settings={"follows": follows})
    queue_push(
        world, official_openid(world, person), "subscribe" if follows else "unsubscribe", [{"EventKey": ""}], True, channel="official"
    )


@on("wechat.official")
def _accepted(state: State, event: Event) -> None:
    state.official[event["openid"], event["client_msg_id"]] = {"msgid": event["msgid"], "t": event["t"]}
    if event["blocked"]:
        return
    template = official_templates()[event["template_id"]]
    shown = [{"name": word["name"], "value": event["data"][word["key"]]["value"]} for word in template.keywords]
    message = {
        "id": event["seq"],
        "channel": "official",
        "at": event["at"],
        "title": template.title,
        "fields": shown,
        "page": event["page"],
    }
    state.messages[event["openid"]].append(message | {"template_id": event["template_id"], "msgid": event["msgid"]})
