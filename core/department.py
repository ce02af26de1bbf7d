"""The one door to department back-ends: cases go out signed, decisions come back signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import orjson

from core import clock, crypto, outside
from core.errors import Unauthorised
from core.settings import settings

OLDEST_S = 300
LARGEST = 64 * 1024
Unreached = outside.Unreached
Doubtful = outside.Doubtful


class DepartmentRefused(Exception):
    """The department's back-end answered 4xx: sending the same again will not help."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status


def signed(event: str, body: bytes) -> dict[str, str]:
    """The headers of a request that departments take as ours."""
    stamp = str(int(clock.now().timestamp()))
    signature = crypto.sign(settings().department_secret.get_secret_value(), stamp, event, body.decode())
    return {"X-Zhiban-Timestamp": stamp, "X-Zhiban-Event": event, "X-Zhiban-Signature": f"sha256={signature}"}


async def send(department: str, event: str, payload: dict[str, Any]) -> str:
    """Hands a case over; the department's receipt. Safe to repeat: the department knows the case by its id."""
    body = orjson.dumps(payload)
    own = settings()
    answer = await outside.call(
        "department", "POST", f"{own.departments_base_url}/departments/{quote(department)}/cases", body=body, headers=signed(event, body)
    )
    if answer.status >= 400:
        raise DepartmentRefused(answer.status, answer.body[:200].decode(errors="replace"))
    return str(answer.json()["receipt"])


def verify(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """What a signed webhook says. Raises `Unauthorised` for a wrong signature, one older than ±300 s, or no JSON."""
    stamp, event = headers.get("x-zhiban-timestamp", ""), headers.get("x-zhiban-event", "")
    given = headers.get("x-zhiban-signature", "")
    fresh = clock.is_fresh(stamp, OLDEST_S)
    try:
        expected = crypto.sign(settings().department_secret.get_secret_value(), stamp, event, body.decode())
        if len(body) > LARGEST or not fresh or not crypto.same(given, f"sha256={expected}"):
            raise ValueError(event)
        decision = orjson.loads(body)
        if not isinstance(decision, dict) or decision.get("event_id") != event:
            raise ValueError(event)
    except ValueError as error:
        raise Unauthorised("department.signature", "回调签名不正确或已过时。") from error
    return decision
