"""Short-lived access tokens (JWT, RFC 7519) and long random refresh tokens."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

import jwt
import orjson

from core import clock
from core.errors import Unauthorised
from core.settings import settings

Role = Literal["citizen", "staff"]
ACCESS_LIFE = timedelta(minutes=15)
ISSUER, AUDIENCE, ALGORITHM = "zhiban", "zhiban-api", "HS256"
_URL_SAFE = str.maketrans("-_+/", "+/!!")  # the plain alphabet's own two are no part of this one


@dataclass(frozen=True)
class Bearer:
    """Who holds an access token: the subject, the session it belongs to, and the door it opens."""

    subject: UUID
    session: UUID
    role: Role


def access_token(bearer: Bearer) -> str:
    """Signed for 15 minutes. Whether its session still stands is asked at each request."""
    moment = clock.now()
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "typ": "access",
        "sub": str(bearer.subject),
        "sid": str(bearer.session),
        "role": bearer.role,
        "iat": moment,
        "nbf": moment,
        "exp": moment + ACCESS_LIFE,
    }
    return jwt.encode(claims, settings().token_key.get_secret_value(), ALGORITHM)


def read_access_token(token: str) -> Bearer:
    """Raises `Unauthorised` for anything but a whole, timely access token of ours."""
    try:
        claims, moment = _signed(token, settings().token_key.get_secret_value()) or {}, clock.now().timestamp()
        if (claims.get("iss"), claims.get("aud"), claims.get("typ")) != (ISSUER, AUDIENCE, "access"):
            raise ValueError("not ours")
        if not int(claims["nbf"]) - 5 <= moment < int(claims["exp"]):
            raise ValueError("not timely")
        return Bearer(UUID(claims["sub"]), UUID(claims["sid"]), claims["role"])
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise signed_out() from error


def signed_out() -> Unauthorised:
    return Unauthorised("session.ended", "登录已失效，请重新登录。")


def refresh_token() -> str:
    """256 random bits; only its digest is stored."""
    return secrets.token_urlsafe(32)


def issuer(token: str) -> str | None:
    """Who says to have issued a token; nothing is checked yet, it only tells whose key to check it with."""
    try:
        issued_by = _part(token.split(".")[1]).get("iss")
    except (IndexError, ValueError):
        return None
    return issued_by if isinstance(issued_by, str) else None


def service_token(token: str, secret: str) -> float | None:
    """When a service issued this token, if it is signed with `secret` and stands; None if not."""
    try:
        claims = _signed(token, secret)
        if claims is None or claims.get("iss") is None or not _stands(claims):
            return None
        return float(claims["iat"])
    except (ValueError, TypeError, KeyError, OverflowError):
        return None


def _signed(token: str, secret: str) -> dict[str, Any] | None:
    """What a token says, if it is signed with `secret`. Raises `ValueError` for what is no token.

    HS256 (RFC 7515, RFC 7518 §3.2) and nothing else, in three lines: PyJWT looks at every key anew for what kind it may be, which costs
    more than the message does. Tests hold the two side by side.
    """
    told, _, signature = token.encode("ascii").rpartition(b".")
    if not hmac.compare_digest(_base64(hmac.digest(secret.encode(), told, "sha256")), signature):
        return None
    head, payload = told.decode().split(".")
    return _part(payload) if _is_known(head) else None


@lru_cache(64)
def _is_known(head: str) -> bool:
    """Whether a token's head asks for nothing but HS256; kept, since a client library writes the same one each time."""
    told = _part(head)
    return told.get("alg") == ALGORITHM and not told.keys() & {"crit", "b64"}


def _stands(claims: dict[str, Any]) -> bool:
    """Within `nbf` and `exp`, where a service gave them."""
    now = clock.machine().timestamp()
    return int(claims.get("nbf", now)) <= now < int(claims.get("exp", now + 1))


def _base64(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def _part(text: str) -> dict[str, Any]:
    """One part of a token as a JSON object. Raises `ValueError`."""
    padded = text.translate(_URL_SAFE) + "=" * (-len(text) % 4)
    found = orjson.loads(binascii.a2b_base64(padded, strict_mode=True))
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def is_timely(issued: float) -> bool:
    """Whether a service issued its token within thirty seconds: by the machine's own clock, since theirs is not a demo's."""
    return abs(clock.machine().timestamp() - issued) <= 30
