"""The signature between the product and the departments, the same in both directions."""

from __future__ import annotations

import hashlib
import hmac

from sandbox.doors import Call, Refused

_OLDEST = 300


def headers(secret: str, stamp: str, event: str, body: bytes) -> dict[str, str]:
    """The three headers of a signed request."""
    return {
        "X-Zhiban-Timestamp": stamp,
        "X-Zhiban-Event": event,
        "X-Zhiban-Signature": f"sha256={_signature(secret, stamp, event, body)}",
    }


def check(call: Call) -> None:
    """Let pass what is signed with our secret and at most five minutes old by the demo's clock."""
    given = call.request.headers
    stamp, event = given.get("X-Zhiban-Timestamp", ""), given.get("X-Zhiban-Event", "")
    expected = f"sha256={_signature(call.world.settings.department_secret, stamp, event, call.raw)}"
    if not hmac.compare_digest(expected.encode(), given.get("X-Zhiban-Signature", "").encode()):
        raise Refused(401, code="BAD_SIGNATURE", message="the signature does not fit")
    if not stamp.isdigit() or abs(call.world.clock.time() - int(stamp)) > _OLDEST:
        raise Refused(401, code="STALE", message="the timestamp is too old or too new")


def _signature(secret: str, stamp: str, event: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{stamp}.{event}.".encode() + body, hashlib.sha256).hexdigest()
