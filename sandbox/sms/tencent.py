"""Tencent Cloud's shape (sms 2021-01-11): JSON signed with TC3-HMAC-SHA256, a `SendStatusSet` in the answer."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from sandbox.doors import Call, Refused, door, json_object, reply
from sandbox.faults import Fault
from sandbox.sms import gateway
from sandbox.sms.gateway import NotSent

CODES = {
    "template": ("FailedOperation.TemplateUnapprovedOrNotExist", "template is not approved or not exist"),
    "sign": ("FailedOperation.SignatureIncorrectOrUnapproved", "signature is incorrect or unapproved"),
    "number": ("InvalidParameterValue.IncorrectPhoneNumber", "incorrect phone number"),
    "params": ("FailedOperation.TemplateParamSetNotMatchApprovedTemplate", "parameters do not match the approved template"),
    "length": ("InvalidParameterValue.TemplateParameterLengthLimit", "a parameter is too long"),
}
LIMITS = {
    "分钟": "LimitExceeded.PhoneNumberThirtySecondLimit",
    "小时": "LimitExceeded.PhoneNumberOneHourLimit",
    "天": "LimitExceeded.PhoneNumberDailyLimit",
}
_AUTHORISATION = re.compile(
    r"TC3-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>\d{4}-\d\d-\d\d)/sms/tc3_request, "
    r"SignedHeaders=(?P<names>[a-z;-]+), Signature=(?P<signature>[0-9a-f]{64})"
)
_OLDEST = 300


def handler() -> Callable[[web.Request], Any]:
    return door("sms", _work, _busy)


async def _work(call: Call) -> web.Response:
    request = call.world.unique("")
    try:
        _authorise(call)
        call.body = json_object(call.raw)
        action = ACTIONS.get(call.request.headers.get("X-TC-Action", ""))
        if action is None:
            raise Refused(200, Code="InvalidAction", Message="the action does not exist")
        answer = action(call)
        await call.world.journal.durable()
    except Refused as refused:  # errors come with status 200, too
        return reply({"Response": {"Error": refused.body, "RequestId": request}})
    return reply({"Response": answer | {"RequestId": request}})


def _send(call: Call) -> dict[str, Any]:
    call.world.record("sms.asked", shape="tencent")
    numbers, values = call.body.get("PhoneNumberSet"), call.body.get("TemplateParamSet") or []
    if not isinstance(numbers, list) or len(numbers) != 1 or not isinstance(values, list):
        raise Refused(200, Code="InvalidParameter", Message="PhoneNumberSet holds one number here")
    return {"SendStatusSet": [_one(call, str(numbers[0]), [str(value) for value in values])]}


def _one(call: Call, number: str, values: list[str]) -> dict[str, Any]:
    context, code = call.text("SessionContext"), call.text("TemplateId")
    status = {"SerialNo": "", "PhoneNumber": number, "Fee": 0, "SessionContext": context, "IsoCode": "CN"}
    try:
        _, text = gateway.template(call.world, code)
        params = gateway.numbered(text, values)
        phone, sign = number.removeprefix("+86"), call.text("SignName")
        event = gateway.accept(call.world, code, phone, sign, params=params, reference=context)
    except NotSent as why:
        refusal, words = CODES.get(why.why) or (LIMITS[why.period], "the number has reached its limit")
        return status | {"Code": refusal, "Message": words}
    gateway.report_later(call.world, event, "tencent")
    return status | {"SerialNo": event["message_id"], "Fee": 1, "Code": "Ok", "Message": "send success"}


def _pull(call: Call) -> dict[str, Any]:
    """PullSmsSendStatusByPhoneNumber: what has reached its end; the rest is not told of."""
    phone = call.text("PhoneNumber").removeprefix("+86")
    begin, end = call.body.get("BeginTime", 0), call.body.get("EndTime", 0)
    rows = [one for one in call.world.state.sms.values() if one["phone"] == phone and begin <= one["t"] <= end]
    found = gateway.outcome(phone)
    return {"PullSmsSendStatusSet": [_pulled(one, found) for one in rows] if found else []}


def _pulled(one: dict[str, Any], found: tuple[bool, str, str]) -> dict[str, Any]:
    told = {"ReportStatus": "SUCCESS" if found[0] else "FAIL", "Description": found[2], "CountryCode": "86"}
    return told | {"SerialNo": one["message_id"], "SessionContext": one["reference"], "PhoneNumber": f"+86{one['phone']}"}


def _register(call: Call) -> dict[str, Any]:
    return {"AddTemplateStatus": {"TemplateId": gateway.approve(call.world, "", call.text("TemplateName"), call.text("TemplateContent"))}}


ACTIONS: dict[str, Callable[[Call], dict[str, Any]]] = {
    "SendSms": _send,
    "PullSmsSendStatusByPhoneNumber": _pull,
    "AddSmsTemplate": _register,
}


def _authorise(call: Call) -> None:
    own, headers = call.world.settings, call.request.headers
    found = _AUTHORISATION.fullmatch(headers.get("Authorization", ""))
    stamp = headers.get("X-TC-Timestamp", "")
    if found is None or not stamp.isdigit():
        raise Refused(200, Code="AuthFailure.InvalidAuthorization", Message="the Authorization header is not well formed")
    if abs(call.world.clock.time() - int(stamp)) > _OLDEST:
        raise Refused(200, Code="AuthFailure.SignatureExpire", Message="the signature has expired")
    if found["key"] != own.sms_key:
        raise Refused(200, Code="AuthFailure.SecretIdNotFound", Message="the SecretId is not found")
    if not hmac.compare_digest(_signature(call, found["day"], found["names"], stamp), found["signature"]):
        raise Refused(200, Code="AuthFailure.SignatureFailure", Message="the provided credentials could not be validated")


def _signature(call: Call, day: str, names: str, stamp: str) -> str:
    headers = "".join(f"{name}:{call.request.headers.get(name, '').strip().lower()}\n" for name in names.split(";"))
    canonical = f"POST\n/\n\n{headers}\n{names}\n{hashlib.sha256(call.raw).hexdigest()}"
    text = f"TC3-HMAC-SHA256\n{stamp}\n{day}/sms/tc3_request\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"TC3{call.world.settings.sms_secret}".encode()
    for part in (day, "sms", "tc3_request", text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key.hex()


def _busy(fault: Fault) -> web.Response:
    if fault.kind == "unavailable":
        return web.Response(status=503, text="service unavailable")
    error = {"Code": "InternalError.OtherError", "Message": "an internal error"}
    return web.Response(text=json.dumps({"Response": {"Error": error, "RequestId": "-"}}), content_type="application/json")
