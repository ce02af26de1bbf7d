"""The one door to the SMS gateway. A client id makes a message safe to send again."""

from __future__ import annotations

import orjson

from core import clock, crypto, outside
from core.settings import settings

SmsUnreached = outside.Unreached
SmsUnknown = outside.Doubtful


class SmsRefused(Exception):
    """The gateway said no: its code tells why (`isv.MOBILE_NUMBER_ILLEGAL`, `isv.BUSINESS_LIMIT_CONTROL` …)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def send(client_id: str, phone: str, template: str, params: dict[str, str]) -> str:
    """Hands one message over; the gateway's message id. The same `client_id` is delivered once, however often it is sent."""
    own = settings()
    body = orjson.dumps({"client_id": client_id, "phone": phone, "template": template, "params": params})
    stamp = str(int(clock.now().timestamp()))
    headers = {
        "X-Key": own.sms_key.get_secret_value(),
        "X-Timestamp": stamp,
        "X-Signature": crypto.sign(own.sms_secret.get_secret_value(), stamp, body.decode()),
    }
    answer = await outside.call("sms", "POST", f"{own.sms_base_url}/sms/v1/messages", body=body, headers=headers)
    result = answer.json()
    if result.get("code") != "OK":
        raise SmsRefused(str(result.get("code", answer.status)))
    return str(result["message_id"])
