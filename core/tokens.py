"""Short-lived access tokens (JWT, RFC 7519) and long random refresh tokens."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

import jwt
import orjson

from core import clock
from core.errors import Unauthorised
from core.settings import settings

Role = Literal["citizen", "staff"]
ACCESS_LIFE = timedelta(minutes=15)
ISSUER, AUDIENCE, ALGORITHM = "zhiban", "zhiban-api", "HS256"


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
        # PyJWT compares with the system clock; ours may be moved, so the three times are checked here.
        claims = jwt.decode(
            token,
            settings().token_key.get_secret_value(),
            [ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={"require": ["exp", "nbf", "sub", "sid", "role"], "verify_exp": False, "verify_nbf": False, "verify_iat": False},
        )
        moment = clock.now().timestamp()
        if claims.get("typ") != "access" or not int(claims["nbf"]) - 5 <= moment < int(claims["exp"]):
            raise ValueError("not timely")
        return Bearer(UUID(claims["sub"]), UUID(claims["sid"]), claims["role"])
    except (jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
        raise signed_out() from error


def signed_out() -> Unauthorised:
    return Unauthorised("session.ended", "登录已失效，请重新登录。")


def refresh_token() -> str:
    """256 random bits; only its digest is stored."""
    return secrets.token_urlsafe(32)


def issuer(token: str) -> str | None:
    """Who says to have issued a token; nothing is checked yet, it only tells whose key to check it with."""
    try:
        claims = orjson.loads(base64.urlsafe_b64decode(f"{token.split('.')[1]}=="))
    except (IndexError, ValueError):
        return None
    return claims["iss"] if isinstance(claims, dict) and isinstance(claims.get("iss"), str) else None


def service_token(token: str, secret: str) -> float | None:
    """When a service issued this token, if it is signed with `secret`; None if it isn't."""
    try:
        claims = jwt.decode(token, secret, [ALGORITHM], options={"require": ["iss", "iat"], "verify_iat": False, "verify_aud": False})
        return float(claims["iat"])
    except (jwt.PyJWTError, ValueError, TypeError):
        return None


def is_timely(issued: float) -> bool:
    """Whether a service issued its token within thirty seconds: by the machine's own clock, since theirs is not a demo's."""
    return abs(clock.machine().timestamp() - issued) <= 30
