"""Alibaba Cloud's shape (dysmsapi 2017-05-25): form parameters signed with HMAC-SHA1, `Code` and `BizId` in the answer."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote

from aiohttp import web

from sandbox.doors import Call, Refused, door, reply
from sandbox.faults import Fault
from sandbox.sms import gateway
from sandbox.sms.gateway import NotSent

CODES = {
    "template": ("isv.SMS_TEMPLATE_ILLEGAL", "模板不合法(不存在或被拉黑)"),
    "sign": ("isv.SMS_SIGNATURE_ILLEGAL", "签名不合法(不存在或被拉黑)"),
    "number": ("isv.MOBILE_NUMBER_ILLEGAL", "号码非法"),
    "params": ("isv.TEMPLATE_MISSING_PARAMETERS", "模板缺少变量"),
    "length": ("isv.PARAM_LENGTH_LIMIT", "参数超出长度限制"),
    "limit": ("isv.BUSINESS_LIMIT_CONTROL", "触发{period}级流控"),
}
_OLDEST = 900
Form = dict[str, str]


def handler() -> Callable[[web.Request], Any]:
    return door("sms", _work, _busy)


async def _work(call: Call) -> web.Response:
    form = dict(parse_qsl(call.raw.decode(errors="replace"), keep_blank_values=True))
    request = call.world.unique("").upper()
    try:
        _authorise(call, form)
        action = ACTIONS.get(form.get("Action", ""))
        if action is None:
            raise Refused(404, Code="InvalidAction.NotFound", Message="Specified api is not found, please check your url and method.")
        answer = action(call, form)
        await call.world.journal.durable()
    except Refused as refused:
        return reply(refused.body | {"RequestId": request, "HostId": "dysmsapi.aliyuncs.com"}, refused.status)
    except NotSent as why:
        code, words = CODES[why.why]
        answer = {"Code": code, "Message": words.format(period=why.period)}
    return reply(answer | {"RequestId": request})


def _send(call: Call, form: Form) -> dict[str, Any]:
    params = _params(form.get("TemplateParam", ""))
    call.world.record("sms.asked", shape="aliyun")
    code = form.get("TemplateCode", "")
    phone, sign, reference = form.get("PhoneNumbers", ""), form.get("SignName", ""), form.get("OutId", "")
    event = gateway.accept(call.world, code, phone, sign, params=params, reference=reference)
    gateway.report_later(call.world, event, "aliyun")
    return {"Code": "OK", "Message": "OK", "BizId": f"{event['message_id']}^0"}


def _params(text: str) -> dict[str, str]:
    try:
        given = json.loads(text or "{}")
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise Refused(200, Code="isv.INVALID_JSON_PARAM", Message="参数格式错误，请修改为字符串值")
    return {name: str(value) for name, value in given.items()}


def _details(call: Call, form: Form) -> dict[str, Any]:
    """QuerySendDetails: one number on one day, newest first."""
    rows = [one for one in reversed(call.world.state.sms.values()) if one["phone"] == form.get("PhoneNumber")]
    shown = [_detail(one) for one in rows if _day(one["t"]) == form.get("SendDate")]
    return {"Code": "OK", "Message": "OK", "TotalCount": len(shown), "SmsSendDetailDTOs": {"SmsSendDetailDTO": shown[:50]}}


def _detail(one: dict[str, Any]) -> dict[str, Any]:
    end = gateway.outcome(one["phone"])
    status, code = (1, "") if end is None else (3 if end[0] else 2, end[1])
    return {"SendStatus": status, "ErrCode": code, "OutId": one["reference"], "PhoneNum": one["phone"], "Content": one["text"]}


def _day(t: float) -> str:
    return datetime.fromtimestamp(t + 8 * 3600, UTC).strftime("%Y%m%d")


def _register(call: Call, form: Form) -> dict[str, Any]:
    code = gateway.approve(call.world, "SMS_", form.get("TemplateName", ""), form.get("TemplateContent", ""))
    return {"Code": "OK", "Message": "OK", "TemplateCode": code}


ACTIONS: dict[str, Callable[[Call, Form], dict[str, Any]]] = {
    "SendSms": _send,
    "QuerySendDetails": _details,
    "AddSmsTemplate": _register,
}


def _authorise(call: Call, form: Form) -> None:
    own, given = call.world.settings, form.get("Signature", "")
    if form.get("AccessKeyId") != own.sms_key:
        raise Refused(404, Code="InvalidAccessKeyId.NotFound", Message="Specified access key is not found.")
    if not hmac.compare_digest(signature(own.sms_secret, form), given):
        raise Refused(400, Code="SignatureDoesNotMatch", Message="Specified signature is not matched with our calculation.")
    try:
        at = datetime.strptime(form.get("Timestamp", ""), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise Refused(400, Code="InvalidTimeStamp.Format", Message="Specified time stamp or date value is not well formatted.") from None
    if abs(call.world.clock.time() - at) > _OLDEST:
        raise Refused(400, Code="InvalidTimeStamp.Expired", Message="Specified time stamp or date value is expired.")


def signature(secret: str, form: Form) -> str:
    """Signature version 1.0: everything but the signature itself, sorted, encoded twice."""
    pairs = sorted((name, value) for name, value in form.items() if name != "Signature")
    query = "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs)
    text = f"POST&%2F&{quote(query, safe='~')}"
    return base64.b64encode(hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()).decode()


def _busy(fault: Fault) -> web.Response:
    if fault.kind == "unavailable":
        return web.json_response({"Code": "ServiceUnavailable", "Message": "busy"}, status=503)
    return web.json_response({"Code": "isp.SYSTEM_ERROR", "Message": "isp.SYSTEM_ERROR"})
