"""Alibaba Cloud's SMS service (dysmsapi, 2017-05-25): RPC calls signed with HMAC-SHA1 (signature version 1.0)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import orjson

from core import clock, outside
from core.settings import settings
from core.sms.shape import Report, SmsRefused

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ARRIVED = {1: None, 2: False, 3: True}  # SendStatus: waiting for the carrier, failed, received


async def send(reference: str, phone: str, code: str, params: Mapping[str, str]) -> str:
    answer = await _call(
        "SendSms",
        PhoneNumbers=phone,
        SignName=settings().sms_sign,
        TemplateCode=code,
        TemplateParam=orjson.dumps(dict(params)).decode(),
        OutId=reference,
    )
    return str(answer["BizId"])


async def ask(phone: str, since: datetime) -> list[Report]:
    day = clock.local(since).strftime("%Y%m%d")
    answer = await _call("QuerySendDetails", PhoneNumber=phone, SendDate=day, PageSize="50", CurrentPage="1")
    rows = answer.get("SmsSendDetailDTOs", {}).get("SmsSendDetailDTO", [])
    return [Report("", one.get("OutId") or None, ARRIVED.get(int(one["SendStatus"])), str(one.get("ErrCode", "")), phone) for one in rows]


async def register(name: str, text: str) -> str:
    answer = await _call("AddSmsTemplate", TemplateName=name, TemplateContent=text, TemplateType="1", Remark="政务通知")
    return str(answer["TemplateCode"])


def read_report(pushed: Mapping[str, Any]) -> Report:
    """One member of what `SmsReport` pushes."""
    if not isinstance(pushed.get("success"), bool):
        raise ValueError("a report says whether the message arrived")
    reference = str(pushed.get("out_id") or "") or None
    phone = str(pushed.get("phone_number", ""))
    return Report(str(pushed.get("biz_id", "")), reference, pushed["success"], str(pushed.get("err_code", ""))[:40], phone)


async def _call(action: str, **params: str) -> dict[str, Any]:
    own = settings()
    given = {
        "Action": action,
        "Version": "2017-05-25",
        "Format": "JSON",
        "RegionId": own.sms_region,
        "AccessKeyId": own.sms_key.get_secret_value(),
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": str(uuid4()),
        "Timestamp": clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **params,
    }
    given["Signature"] = signature(own.sms_secret.get_secret_value(), given)
    answer = await outside.call("sms", "POST", own.sms_base_url, body=urlencode(given).encode(), headers=FORM)
    result = answer.json()
    if not isinstance(result, dict):
        raise outside.Doubtful("the answer is no object")
    if result.get("Code") != "OK":
        raise SmsRefused(str(result.get("Code", answer.status))[:40])
    return result


def signature(secret: str, params: Mapping[str, str], method: str = "POST") -> str:
    """Base64 of HMAC-SHA1 over the method, the path and the sorted parameters, each percent-encoded (RFC 3986)."""
    sorted_query = "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in sorted(params.items()))
    told = f"{method}&{_encoded('/')}&{_encoded(sorted_query)}"
    return base64.b64encode(hmac.new(f"{secret}&".encode(), told.encode(), hashlib.sha1).digest()).decode()


def _encoded(text: str) -> str:
    return quote(text, safe="~")
