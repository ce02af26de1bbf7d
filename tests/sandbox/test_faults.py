"""Faults strike where, how and how often they are told, the same way for the same seed."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import EXPIRING, REMINDER, Sandbox

SEND = "/cgi-bin/message/subscribe/send"


@pytest.fixture
def ready(sandbox: Sandbox) -> Sandbox:
    """A sandbox in which somebody allows a hundred messages."""
    sandbox.grant("o-someone", 100)
    return sandbox


def raw(sandbox: Sandbox, timeout: float = 8) -> httpx.Response:
    body = {"touser": "o-someone", "template_id": EXPIRING, "data": REMINDER}
    return sandbox.http.post(SEND, params={"access_token": sandbox.token()}, json=body, timeout=timeout)


def accepted(sandbox: Sandbox) -> int:
    seq = max(e["seq"] for e in sandbox.journal("world.reset"))
    return sum(e["seq"] > seq for e in sandbox.journal("wechat.accepted"))


@pytest.mark.parametrize("code", ["-1", "40001", "45009", "43108", "busy"])
def test_a_fault_can_be_any_error_number(ready: Sandbox, code: str) -> None:
    ready.fault("wechat.send", code)
    assert raw(ready).json()["errcode"] == (-1 if code == "busy" else int(code))
    assert accepted(ready) == 0


@pytest.mark.parametrize("kind", ["malformed", "html", "empty"])
def test_answers_can_be_no_json(ready: Sandbox, kind: str) -> None:
    ready.fault("wechat.send", kind)
    answer = raw(ready)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"(Expecting|Unterminated)"):
        json.loads(answer.text)
    assert accepted(ready) == 0


@pytest.mark.parametrize(("kind", "count"), [("torn", 0), ("torn_after_accept", 1)])
def test_connections_can_be_torn_before_or_after_the_work(ready: Sandbox, kind: str, count: int) -> None:
    ready.fault("wechat.send", kind)
    with pytest.raises(httpx.RemoteProtocolError):
        raw(ready)
    assert accepted(ready) == count


@pytest.mark.parametrize(("kind", "count"), [("hang", 0), ("timeout_after_accept", 1)])
def test_a_silent_sandbox_has_done_the_work_or_not(ready: Sandbox, kind: str, count: int) -> None:
    ready.fault("wechat.send", kind)
    with pytest.raises(httpx.ReadTimeout):
        raw(ready, 0.5)
    assert accepted(ready) == count


def test_half_an_answer_after_the_work(ready: Sandbox) -> None:
    ready.fault("wechat.send", "malformed_after_accept")
    with pytest.raises(ValueError, match=r"(Expecting|Unterminated)"):
        raw(ready).json()
    assert accepted(ready) == 1


def struck(sandbox: Sandbox, seed: int) -> list[bool]:
    sandbox.http.delete("/admin/faults")
    sandbox.fault("identity", "unavailable", rate=0.5, seed=seed)
    headers = {"Authorization": "Bearer sandbox-identity-key"}
    body = {"request_id": "r", "name": "x", "id_number": "y"}
    return [sandbox.http.post("/identity/v1/two-elements", json=body, headers=headers).status_code == 503 for _ in range(24)]


def test_the_same_seed_strikes_the_same_calls(sandbox: Sandbox) -> None:
    first = struck(sandbox, 7)
    assert 4 < sum(first) < 20
    assert struck(sandbox, 7) == first
    assert struck(sandbox, 8) != first


def test_a_fault_can_strike_a_number_of_times(sandbox: Sandbox) -> None:
    sandbox.fault("registry", "unavailable", times=2)
    headers = {"Authorization": "Bearer sandbox-registry-key"}
    answers = [sandbox.http.post("/registry/v1/certificates", json={"id_number": "x"}, headers=headers) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [503, 503, 200, 200]
    assert answers[0].headers["retry-after"] == "2"


def test_a_family_of_targets_and_clearing_one(sandbox: Sandbox) -> None:
    fault = sandbox.post("/admin/faults", {"target": "wechat.*", "kind": "-1"})["fault"]
    assert sandbox.session("code-ok-lin")["errcode"] == -1
    assert sandbox.http.delete("/admin/faults", params={"id": fault["id"]}).json()["faults"] == []
    assert "openid" in sandbox.session("code-ok-lin")


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": "nowhere", "kind": "hang"},
        {"target": "sms", "kind": "drop"},
        {"target": "callback", "kind": "hang"},
        {"target": "sms", "kind": "hang", "rate": 2},
        {"target": "sms", "kind": "40001"},
        {"target": "sms", "kind": "hang", "rate": "often"},
    ],
)
def test_impossible_faults_are_refused(sandbox: Sandbox, wrong: dict[str, Any]) -> None:
    answer = sandbox.http.post("/admin/faults", json=wrong)
    assert answer.status_code == 422
    assert answer.json()["message"]
