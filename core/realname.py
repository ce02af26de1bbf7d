"""The one door to those who know who a person is: two elements at the identity authority, a face at WeChat."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import orjson

from core import clock, outside, wechat
from core.errors import Unavailable
from core.settings import settings

PASSED, UNFINISHED = 10000, 10300
BUSY = frozenset({-1, 40001, 40014, 42001, 45009, 45011})  # says nothing about the face: ask again
Status = Literal["passed", "failed", "pending"]


@dataclass(frozen=True)
class Outcome:
    """What a provider says: `reference` is its own number for the check, `reason` its code."""

    status: Status
    method: Literal["two_elements", "wechat_face_v2"]
    reference: str
    reason: str


@dataclass(frozen=True)
class Challenge:
    """A face check that was opened: the client needs `handle`, the server keeps `sequence`."""

    handle: str
    sequence: str
    expires_at: datetime


def _busy(error: Exception) -> Unavailable:
    del error
    return Unavailable("realname.unavailable", "身份核验服务暂时没有响应，请稍后再试，您填的内容没有丢。", 30)


async def two_elements(request_id: str, name: str, number: str) -> Outcome:
    """Asks the authority whether name and number belong together. Raises `Unavailable` when it does not answer."""
    own = settings()
    body = orjson.dumps({"request_id": request_id, "name": name, "id_number": number})
    headers = {"Authorization": f"Bearer {own.identity_key.get_secret_value()}"}
    try:
        answer = await outside.call("identity", "POST", f"{own.identity_base_url}/identity/v1/two-elements", body=body, headers=headers)
        result = answer.json()
    except (outside.Unreached, outside.Doubtful) as error:
        raise _busy(error) from error
    if answer.status != 200 or result.get("result") not in {"match", "mismatch", "not_found"}:
        raise _busy(RuntimeError(answer.status))
    status: Status = "passed" if result["result"] == "match" else "failed"
    return Outcome(status, "two_elements", str(result.get("provider_ref", "")), str(result["result"]))


async def start_face(sequence: str, name: str, number: str, openid: str) -> Challenge:
    """Opens a face check for this person on this WeChat account."""
    try:
        handle, seconds = await wechat.face_ask(sequence, name, number, openid)
    except (wechat.WeChatRefused, wechat.WeChatUnreached, wechat.WeChatUnknown) as error:
        raise _busy(error) from error
    return Challenge(handle, sequence, clock.now() + timedelta(seconds=seconds))


async def collect_face(challenge: Challenge, name: str, number: str, openid: str) -> Outcome:
    """The result, fetched by the server: the client's word that it went well proves nothing."""
    try:
        verdict = await wechat.face_result(challenge.handle, challenge.sequence, cert_hash(name, number), openid)
    except wechat.WeChatRefused as error:
        if error.code in BUSY:
            raise _busy(error) from error
        return Outcome("failed", "wechat_face_v2", challenge.handle, str(error.code))
    except (wechat.WeChatUnreached, wechat.WeChatUnknown) as error:
        raise _busy(error) from error
    status: Status = "passed" if verdict == PASSED else "pending" if verdict == UNFINISHED else "failed"
    return Outcome(status, "wechat_face_v2", challenge.handle, str(verdict))


def cert_hash(name: str, number: str) -> str:
    """SHA-256 over the three values in base64, as WeChat's face check v2 asks for it."""
    parts = {"cert_type": "IDENTITY_CARD", "cert_name": name, "cert_no": number}
    joined = "&".join(f"{key}={base64.b64encode(value.encode()).decode()}" for key, value in parts.items())
    return hashlib.sha256(joined.encode()).hexdigest()
