"""Access tokens: plain and stable, their overlap, force and refusals."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import APP_ID, SECRET, Sandbox

CREDENTIALS = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}


def stable(sandbox: Sandbox, **more: Any) -> Any:
    return sandbox.post("/cgi-bin/stable_token", CREDENTIALS | more)


def plain(sandbox: Sandbox) -> str:
    return str(sandbox.get("/cgi-bin/token", **CREDENTIALS)["access_token"])


def works(sandbox: Sandbox, token: str) -> int:
    answer = sandbox.post("/cgi-bin/openapi/quota/get", {"cgi_path": "/cgi-bin/message/subscribe/send"}, access_token=token)
    return int(answer["errcode"])


def test_a_stable_token_stays_the_same_until_its_last_five_minutes(sandbox: Sandbox) -> None:
    first = stable(sandbox)
    assert first["expires_in"] == 7200
    sandbox.move("+114m")
    same = stable(sandbox)
    assert same["access_token"] == first["access_token"]
    assert 300 <= same["expires_in"] <= 360
    sandbox.move("+2m")
    fresh = stable(sandbox)
    assert fresh["access_token"] != first["access_token"]
    assert works(sandbox, first["access_token"]) == works(sandbox, fresh["access_token"]) == 0
    sandbox.move("+6m")
    assert works(sandbox, first["access_token"]) == 42001
    assert works(sandbox, fresh["access_token"]) == 0


def test_a_forced_refresh_replaces_at_once_but_not_twice_in_thirty_seconds(sandbox: Sandbox) -> None:
    first = stable(sandbox)["access_token"]
    forced = stable(sandbox, force_refresh=True)["access_token"]
    assert forced != first
    assert works(sandbox, first) == 40001
    assert stable(sandbox, force_refresh=True)["access_token"] == forced
    sandbox.move("+1m")
    assert stable(sandbox, force_refresh=True)["access_token"] != forced


def test_force_has_twenty_turns_a_day(sandbox: Sandbox) -> None:
    tokens = set()
    for _ in range(22):
        tokens.add(stable(sandbox, force_refresh=True)["access_token"])
        sandbox.move("+1m")
    assert len(tokens) == 20


def test_each_plain_token_replaces_the_one_before_after_an_overlap(sandbox: Sandbox) -> None:
    held, first = stable(sandbox)["access_token"], plain(sandbox)
    second = plain(sandbox)
    assert first != second
    assert works(sandbox, first) == works(sandbox, second) == 0
    sandbox.move("+6m")
    assert works(sandbox, first) == 42001
    assert works(sandbox, held) == 0
    sandbox.knob(token_overlap_seconds=0)
    third = plain(sandbox)
    assert works(sandbox, second) == 40001
    assert works(sandbox, third) == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [({"appid": "wx1"}, 40013), ({"secret": "no"}, 40125), ({"appid": ""}, 41002), ({"secret": ""}, 41004), ({"grant_type": "x"}, 40002)],
)
def test_wrong_credentials_have_their_numbers(sandbox: Sandbox, change: dict[str, str], code: int) -> None:
    assert stable(sandbox, **change)["errcode"] == code
    assert sandbox.get("/cgi-bin/token", **(CREDENTIALS | change))["errcode"] == code


def test_a_token_belongs_in_the_query_and_must_be_known(sandbox: Sandbox) -> None:
    path, token = "/cgi-bin/openapi/quota/get", sandbox.token()
    assert sandbox.post(path, {"cgi_path": "/x"})["errcode"] == 41001
    assert sandbox.post(path, {"cgi_path": "/x", "access_token": token})["errcode"] == 47001
    assert works(sandbox, "made-up") == 40014


def test_method_and_body_are_judged_first(sandbox: Sandbox) -> None:
    path = "/cgi-bin/message/subscribe/send"
    assert sandbox.get(path)["errcode"] == 43002
    for body, code in ((b"", 44002), (b"not json", 47001), (b"[1]", 47001), (b"[" * 20000, 47001), (b'{"touser":"\\ud800"}', 47001)):
        assert sandbox.http.post(path, content=body).json()["errcode"] == code


def test_tokens_can_be_ended_by_hand(sandbox: Sandbox) -> None:
    first = sandbox.token()
    sandbox.post("/admin/tokens", {"how": "expire"})
    assert works(sandbox, first) == 42001
    second = sandbox.token()
    assert works(sandbox, second) == 0
    sandbox.post("/admin/tokens", {"how": "revoke"})
    assert works(sandbox, second) == 40001


def test_the_daily_quota_ends_in_45009_and_can_be_cleared(sandbox: Sandbox) -> None:
    sandbox.grant("o-someone", 9)
    sandbox.post("/admin/limits", {"cgi_path": "/cgi-bin/message/subscribe/send", "daily_limit": 2})
    assert [sandbox.send("o-someone")["errcode"] for _ in range(3)] == [0, 0, 45009]
    query = {"access_token": sandbox.token()}
    quota = sandbox.post("/cgi-bin/openapi/quota/get", {"cgi_path": "/cgi-bin/message/subscribe/send"}, **query)["quota"]
    assert quota == {"daily_limit": 2, "used": 2, "remain": 0}
    for turn in range(11):
        answer = sandbox.post("/cgi-bin/clear_quota", {"appid": APP_ID}, **query)
        assert answer["errcode"] == (0 if turn < 10 else 48006)
    assert sandbox.send("o-someone")["errcode"] == 0
