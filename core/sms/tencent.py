"""Tencent Cloud's SMS service (2021-01-11): JSON calls signed with TC3-HMAC-SHA256."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import orjson

from core import clock, outside
from core.settings import settings
from core.sms.shape import Report, SmsRefused

TYPE = "application/json; charset=utf-8"
CHINA = "+86"
_FIELD = re.compile(r"\$\{[^}]*\}")


async def send(reference: str, phone: str, code: str, params: Mapping[str, str]) -> str:
    """Parameters go by their place: `params` keeps the order of the template's fields."""
    body = {
        "PhoneNumberSet": [CHINA + phone],
        "SmsSdkAppId": settings().sms_app_id,
        "SignName": settings().sms_sign,
        "TemplateId": code,
        "TemplateParamSet": list(params.values()),
        "SessionContext": reference,
    }
    (status,) = (await _call("SendSms", body))["SendStatusSet"]
    if status["Code"] != "Ok":
        raise SmsRefused(str(status["Code"])[:40])
    return str(status["SerialNo"])


async def ask(phone: str, since: datetime) -> list[Report]:
    body = {
        "BeginTime": int(since.timestamp()),
        "EndTime": int(clock.now().timestamp()) + 1,
        "Offset": 0,
        "Limit": 50,
        "PhoneNumber": CHINA + phone,
        "SmsSdkAppId": settings().sms_app_id,
    }
    rows = (await _call("PullSmsSendStatusByPhoneNumber", body)).get("PullSmsSendStatusSet", [])
    return [
        Report(str(one["SerialNo"]), one.get("SessionContext") or None, one["ReportStatus"] == "SUCCESS", _code(one), phone) for one in rows
    ]


def _code(row: Mapping[str, Any]) -> str:
    return str(row.get("Description", ""))[:40]


async def register(name: str, text: str) -> str:
    """Tencent numbers the fields where Alibaba names them."""
    count = iter(range(1, 100))
    numbered = _FIELD.sub(lambda _: f"{{{next(count)}}}", text)
    body = {"TemplateName": name, "TemplateContent": numbered, "SmsType": 0, "International": 0, "Remark": "政务通知"}
    return str((await _call("AddSmsTemplate", body))["AddTemplateStatus"]["TemplateId"])


def read_report(pushed: Mapping[str, Any]) -> Report:
    """One member of the status callback; Tencent names the message by its own number alone."""
    arrived = {"SUCCESS": True, "FAIL": False}.get(str(pushed.get("report_status")))
    if arrived is None:
        raise ValueError("a report says whether the message arrived")
    return Report(str(pushed["sid"]), None, arrived, str(pushed.get("errmsg", ""))[:40], str(pushed.get("mobile", "")))


async def _call(action: str, body: Mapping[str, object]) -> dict[str, Any]:
    own = settings()
    payload, now = orjson.dumps(body), clock.now()
    host = urlsplit(own.sms_base_url).netloc
    headers = {
        "Content-Type": TYPE,
        "Host": host,
        "X-TC-Action": action,
        "X-TC-Version": "2021-01-11",
        "X-TC-Region": own.sms_region,
        "X-TC-Timestamp": str(int(now.timestamp())),
        "Authorization": authorisation(own.sms_key.get_secret_value(), own.sms_secret.get_secret_value(), host, payload, now),
    }
    answer = (await outside.call("sms", "POST", own.sms_base_url, body=payload, headers=headers)).json()
    result = answer.get("Response") if isinstance(answer, dict) else None
    if not isinstance(result, dict):
        raise outside.Doubtful("the answer has no Response")
    if "Error" in result:
        raise SmsRefused(str(result["Error"].get("Code", ""))[:40])
    return result


def authorisation(key: str, secret: str, host: str, payload: bytes, now: datetime, *, service: str = "sms") -> str:
    """The Authorization header; the signing key is derived from the secret for one day and service."""
    stamp, day = int(now.timestamp()), now.astimezone(UTC).strftime("%Y-%m-%d")
    canonical = f"POST\n/\n\ncontent-type:{TYPE}\nhost:{host}\n\ncontent-type;host\n{hashlib.sha256(payload).hexdigest()}"
    scope = f"{day}/{service}/tc3_request"
    told = f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signing = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request"):
        signing = hmac.new(signing, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(signing, told.encode(), hashlib.sha256).hexdigest()
    return f"TC3-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders=content-type;host, Signature={signature}"
