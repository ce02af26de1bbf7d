"""What the gateways push to the product: delivery reports and people's replies, in the shape of the gateway that was used."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson

from sandbox.faults import Fault
from sandbox.journal import Event
from sandbox.outbound import Parcel
from sandbox.sms import gateway
from sandbox.world import World


def wrap(world: World, event: Event, fault: Fault | None) -> Parcel:
    """One push; the wrong secret in the address is what a forger would have."""
    content = event["content"]
    secret = "wrong-secret" if fault and fault.kind == "bad_signature" else world.settings.sms_callback_token
    url = f"{world.settings.api_url}/api/v1/sms/{secret}/{content['path']}"
    told = _report(world, content) if content["path"] == "reports" else _reply(content)
    return Parcel(url, {}, {"Content-Type": "application/json"}, orjson.dumps([told]))


def _report(world: World, content: dict[str, Any]) -> dict[str, Any]:
    sent = world.state.sms[content["message_id"]]
    arrived, aliyun, tencent = gateway.outcome(sent["phone"]) or (True, "", "")
    at, phone = _wall(sent["at"]), sent["phone"]
    if content["shape"] == "tencent":
        status = "SUCCESS" if arrived else "FAIL"
        known = {"user_receive_time": at, "nationcode": "86", "mobile": phone, "report_status": status}
        return known | {"errmsg": tencent, "description": "用户短信送达成功" if arrived else "用户短信送达失败", "sid": sent["message_id"]}
    words = "用户接收成功" if arrived else "用户未收到"
    known = {"phone_number": phone, "send_time": at, "report_time": at, "success": arrived, "err_code": aliyun, "err_msg": words}
    return known | {"sms_size": "1", "biz_id": f"{sent['message_id']}^0", "out_id": sent["reference"]}


def _reply(content: dict[str, Any]) -> dict[str, Any]:
    phone, text, at = content["phone"], content["text"], _wall(content["at"])
    if content["shape"] == "tencent":
        return {"extend": "", "mobile": phone, "nationcode": "86", "sign": gateway.SIGN, "text": text, "time": at}
    known = {"phone_number": phone, "send_time": at, "content": text, "sign_name": gateway.SIGN}
    return known | {"dest_code": "1000000", "sequence_id": content["number"]}


def _wall(at: str) -> str:
    """A moment as the callbacks write it, on Shanghai's wall clock."""
    return datetime.fromtimestamp(datetime.fromisoformat(at).timestamp() + 8 * 3600, UTC).strftime("%Y-%m-%d %H:%M:%S")
