"""What WeChat does on the phone itself: login codes, the phone button, the subscription dialog, the face check."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.doors import Call, Refused, plain
from sandbox.town import Person
from sandbox.wechat import face, grants, login


def add(app: web.Application) -> None:
    for path, handler in (
        ("login", sign_in),
        ("phone-code", phone_code),
        ("subscribe", subscribe),
        ("subscriptions", subscriptions),
        ("face", face_check),
    ):
        app.router.add_post(f"/client/{{user}}/{path}", plain("", handler))


async def sign_in(call: Call) -> dict[str, Any]:
    """wx.login: a one-use code."""
    return {"code": login.new_code(call.world, owner(call).user, "login"), "errMsg": "login:ok"}


async def phone_code(call: Call) -> dict[str, Any]:
    """The phone-number button after a tap: its own one-use code."""
    return {"code": login.new_code(call.world, owner(call).user, "phone"), "errMsg": "getPhoneNumber:ok"}


async def subscribe(call: Call) -> dict[str, Any]:
    """wx.requestSubscribeMessage: a result for each template, or errCode and errMsg as its fail callback has them."""
    ids, answers = call.body.get("template_ids"), call.body.get("answers") or {}
    if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids) or not isinstance(answers, dict):
        raise Refused(200, errCode=10004, errMsg="requestSubscribeMessage:fail parameter type error")
    try:
        result = grants.ask(call.world, owner(call), ids, answers)
    except grants.DialogFailed as failed:
        raise Refused(200, errCode=failed.code, errMsg=f"requestSubscribeMessage:fail {failed.text}") from None
    await call.world.journal.durable()
    return {"errMsg": "requestSubscribeMessage:ok"} | result


async def subscriptions(call: Call) -> dict[str, Any]:
    """wx.getSetting({withSubscriptions: true}): the main switch and the answers kept for next time."""
    person = owner(call)
    rows = grants.summary(call.world, person)
    kept = {row["template_id"]: "ban" if row["banned"] else row["answer"] for row in rows}
    switch = call.world.state.phone(person.user).subscriptions
    return {"subscriptionsSetting": {"mainSwitch": switch, "itemSettings": kept}}


async def face_check(call: Call) -> dict[str, Any]:
    """wx.requestFacialVerify: its success proves nothing, the server must ask for the result."""
    person = owner(call)
    chosen = call.text("result") or call.world.state.phone(person.user).face
    if chosen not in face.RESULTS:
        raise Refused(422, code="RESULT", message="result is pass, mismatch or cancel")
    verdict = face.check(call.world, person, call.text("verify_id"), chosen)
    await call.world.journal.durable()
    if verdict is None:
        raise Refused(200, errCode=90199, errMsg="requestFacialVerify:fail invalid verifyId")
    if verdict == face.CANCELLED:
        raise Refused(200, errCode=verdict, errMsg="requestFacialVerify:fail cancel")
    return {"errCode": 0, "errMsg": "requestFacialVerify:ok", "verify_ret": verdict}


def owner(call: Call) -> Person:
    """Whose phone this is."""
    person = call.world.person(call.request.match_info["user"])
    if person is None:
        raise Refused(404, code="NOBODY", message="nobody here has this phone")
    return person
