"""Our own access tokens: read by hand as PyJWT reads them, whatever somebody wrote into them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import jwt
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock, tokens
from core.errors import Unauthorised
from core.settings import settings
from core.tokens import Bearer
from local.instance import TEST_DAY, Instance

NOW = int(TEST_DAY.timestamp())
WHO = Bearer(uuid4(), uuid4(), "citizen")
GOOD = {
    "iss": tokens.ISSUER, "aud": tokens.AUDIENCE, "typ": "access", "sub": str(WHO.subject), "sid": str(WHO.session), "role": "citizen",
    "iat": NOW, "nbf": NOW - 60, "exp": NOW + 900,
}  # fmt: skip
ANYTHING = st.sampled_from([None, "", "x", 0, NOW - 3600, NOW + 3600, str(NOW), True, [], {}, str(uuid4()), "staff", "refresh"])
OTHER = st.dictionaries(st.sampled_from([*GOOD, "more"]), ANYTHING, max_size=2)
REQUIRED = {"require": ["exp", "nbf", "sub", "sid", "role"], "verify_exp": False, "verify_nbf": False, "verify_iat": False}


@pytest.fixture(scope="module")
def key(instance: Instance) -> str:
    return settings().token_key.get_secret_value()


def ours(token: str) -> Bearer | None:
    try:
        return tokens.read_access_token(token)
    except Unauthorised:
        return None


def by_pyjwt(token: str, key: str) -> Bearer | None:
    try:
        claims = jwt.decode(token, key, ["HS256"], audience=tokens.AUDIENCE, issuer=tokens.ISSUER, options=REQUIRED)  # type: ignore[arg-type]
        timely = claims.get("typ") == "access" and int(claims["nbf"]) - 5 <= clock.now().timestamp() < int(claims["exp"])
        return Bearer(UUID(claims["sub"]), UUID(claims["sid"]), claims["role"]) if timely else None
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError):
        return None


def signed(claims: dict[str, Any], key: str) -> str:
    """As it is: PyJWT itself refuses to write some of what a stranger may write."""
    return jwt.PyJWS().encode(orjson.dumps(claims), key)


@given(OTHER, st.sets(st.sampled_from(sorted(GOOD)), max_size=1), st.booleans())
def test_an_access_token_says_what_pyjwt_says_of_it(key: str, other: dict[str, Any], missing: set[str], right_key: bool) -> None:
    claims = {name: value for name, value in (GOOD | other).items() if name not in missing}
    token = signed(claims, key if right_key else key + "x")
    assert ours(token) == by_pyjwt(token, key)
    if not other and not missing and right_key:
        assert ours(token) == WHO


@given(st.integers(0, 600), st.characters(max_codepoint=255))
def test_no_changed_token_opens_a_door(key: str, place: int, instead: str) -> None:
    token = signed(GOOD, key)
    at = place % len(token)
    changed = token[:at] + instead + token[at + 1 :]
    assert (ours(changed) is None) is (changed != token)


def test_none_and_other_ways_of_signing_are_refused(key: str) -> None:
    assert ours(jwt.encode(GOOD, None, "none")) is None
    assert ours(jwt.encode(GOOD, key * 2, "HS512")) is None
    assert ours(jwt.encode(GOOD, key)) == WHO
