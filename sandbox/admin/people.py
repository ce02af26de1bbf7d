"""The control plane of people: who there is, what their phones received, and how these are set."""

from __future__ import annotations

from typing import Any

from sandbox.doors import Call, Refused
from sandbox.sms import gateway
from sandbox.town import Person
from sandbox.wechat import grants, official
from sandbox.wechat.templates import templates


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


async def messages(call: Call) -> dict[str, Any]:
    """What a phone received, oldest first: `?user=`, `?phone=`, `?openid=` or `?email=`."""
    query = call.request.query
    person = call.world.person(query.get("user", ""))
    if query.get("user") and person is None:
        raise Refused(404, code="NOBODY", message="nobody here has this phone")
    held = call.world.state.messages
    own = [person.openid, person.phone, official.official_openid(call.world, person)] if person else []
    keys = own or [query.get("openid", ""), query.get("phone", ""), query.get("email", "")]
    return {"messages": sorted((m for key in keys if key in held for m in held[key]), key=lambda m: m["id"])}


async def announce(call: Call) -> dict[str, Any]:
    """Push now the first answers that the seed gives a person (`user`), or everyone."""
    chosen = [p for p in call.world.everyone() if call.text("user") in ("", p.user)]
    return {"announced": [p.user for p in chosen if grants.announce(call.world, p)]}


async def set_phone(call: Call) -> dict[str, Any]:
    """A phone's settings: `subscriptions`, `face`, `follows` and `blocks` (the official account), `{"template_id", "answer"}`,
    `read` up to a message number, `reply` to a text message."""
    world, person = call.world, call.world.person(call.request.match_info["user"])
    if person is None:
        raise Refused(404, code="NOBODY", message="nobody here has this phone")
    settings = {
        k: call.body[k] for k, kind in (("subscriptions", bool), ("face", str), ("blocks", bool)) if isinstance(call.body.get(k), kind)
    }
    if settings:
        world.record("phone.set", user=person.user, settings=settings)
    if isinstance(call.body.get("follows"), bool):
        official.follow(world, person, call.body["follows"])
    if call.text("reply") and person.phone:
        gateway.reply(world, person.phone, call.text("reply"))
    if call.text("template_id") in templates() and call.text("answer") in grants.ANSWERS:
        grants.settle(world, person, call.text("template_id"), call.text("answer"))
    if isinstance(call.body.get("read"), int):
        world.record("phone.read", phone=person.user, seq=call.body["read"])
    phone = world.state.phone(person.user)
    settings = {"subscriptions": phone.subscriptions, "face": phone.face, "follows": phone.follows, "blocks": phone.blocks}
    return settings | {"templates": grants.summary(world, person)}


ROUTES = (
    ("GET", "/people", people),
    ("POST", "/people", add_person),
    ("GET", "/enterprises", enterprises),
    ("GET", "/messages", messages),
    ("POST", "/announce", announce),
    ("POST", "/phones/{user}", set_phone),
)
