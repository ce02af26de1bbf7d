"""Tokens of senders' programs: checked by hand as PyJWT checks them, whatever somebody wrote into them."""

from __future__ import annotations

import base64
import time
from typing import Any

import jwt
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import tokens

SECRET = "0123456789abcdef0123456789abcdef0123"
NOW = int(time.time())
TIMES = st.sampled_from([NOW, NOW - 3600, NOW + 3600, str(NOW), 1.5, None, "x", [], True])
CLAIMS = st.dictionaries(st.sampled_from(["iss", "iat", "exp", "nbf", "aud", "more"]), TIMES | st.text(max_size=5))


def by_pyjwt(token: str) -> float | None:
    try:
        claims = jwt.decode(token, SECRET, ["HS256"], options={"require": ["iss", "iat"], "verify_iat": False, "verify_aud": False})
        return float(claims["iat"])
    except (jwt.PyJWTError, ValueError, TypeError):
        return None


def made(head: Any, claims: Any, secret: str = SECRET) -> str:
    """Signed as it is, however strange."""
    parts = [base64.urlsafe_b64encode(orjson.dumps(one)).rstrip(b"=").decode() for one in (head, claims)]
    told = ".".join(parts).encode()
    return (
        f"{told.decode()}.{base64.urlsafe_b64encode(jwt.get_algorithm_by_name('HS256').sign(told, secret.encode())).rstrip(b'=').decode()}"
    )


@given(CLAIMS, st.sampled_from([SECRET, SECRET[:-1]]))
def test_a_token_says_what_pyjwt_says_of_it(claims: dict[str, Any], secret: str) -> None:
    token = jwt.encode(claims, secret) if "iss" not in claims or isinstance(claims["iss"], str) else made({"alg": "HS256"}, claims, secret)
    assert tokens.service_token(token, SECRET) == by_pyjwt(token)


@given(st.integers(0, 400), st.binary(min_size=1, max_size=2))
def test_no_changed_token_passes(place: int, instead: bytes) -> None:
    token = jwt.encode({"iss": "me", "iat": NOW}, SECRET)
    at = place % len(token)
    changed = token[:at] + instead.decode("latin-1") + token[at + 1 :]
    assert changed == token or tokens.service_token(changed, SECRET) is None
    tokens.issuer(changed)


GOOD = {"iss": "me", "iat": NOW}


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "a.b", "a.b.c", "é.b.c", made({"alg": "none"}, GOOD), made({"alg": "HS512"}, GOOD), made({}, GOOD), made([], GOOD),
     made({"alg": "HS256"}, [GOOD]), made({"alg": "HS256", "crit": ["b64"], "b64": False}, GOOD), jwt.encode(GOOD, None, "none"),
     jwt.encode(GOOD, SECRET * 2, "HS512"), jwt.encode(GOOD, SECRET) + "=", "." + jwt.encode(GOOD, SECRET)],
)  # fmt: skip
def test_what_is_no_such_token_is_none(token: str) -> None:
    assert tokens.service_token(token, SECRET) is None
    assert tokens.service_token(jwt.encode(GOOD, SECRET), SECRET) == NOW
