"""One phone, one WeChat, one ID number, one account: joining what belongs together never opens what is another's."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx
import pytest

from local.instance import Api, Sandbox
from tests.api.steps import Row, become, prove, somebody


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


def by_wechat(api: Api, sandbox: Sandbox, user: str, phone_of: str | None = None) -> httpx.Response:
    body = {"code": sandbox.login(user)} | ({"phone_code": sandbox.phone_code(phone_of)} if phone_of else {})
    return api.client().post("/sessions/wechat", json=body)


def by_sms(api: Api, sandbox: Sandbox, person: Row) -> httpx.Response:
    http = api.client()
    asked = http.post("/sessions/sms-codes", json={"phone": person["phone"]}).json()
    code = [one for one in sandbox.messages(person["user"]) if one["channel"] == "sms"][-1]["params"]["code"]
    return http.post("/sessions/sms", json={"request_id": asked["request_id"], "phone": person["phone"], "code": code})


def test_a_phone_code_of_somebody_else_signs_nobody_in(api: Api, sandbox: Sandbox) -> None:
    victim, thief = somebody(sandbox), somebody(sandbox)
    answer = by_wechat(api, sandbox, thief["user"], phone_of=victim["user"])
    assert (answer.status_code, answer.json()["code"]) == (401, "session.code_refused")


def test_a_phone_tied_to_one_wechat_is_not_taken_over_by_another(api: Api, sandbox: Sandbox) -> None:
    first = somebody(sandbox)
    own = by_wechat(api, sandbox, first["user"], first["user"]).json()
    heir = somebody(sandbox, phone=first["phone"])
    answer = by_wechat(api, sandbox, heir["user"], heir["user"])
    assert (answer.status_code, answer.json()["code"]) == (409, "phone.taken")
    assert "短信" in answer.json()["detail"]
    assert api.client(own["access_token"]).get("/me").json()["id"] == own["citizen"]["id"]


def test_an_empty_phone_account_joins_the_named_one_and_its_sessions_end(api: Api, sandbox: Sandbox) -> None:
    person = somebody(sandbox)
    in_wechat = by_wechat(api, sandbox, person["user"]).json()
    become(api.client(in_wechat["access_token"]), person)
    in_h5 = by_sms(api, sandbox, person).json()
    assert in_h5["citizen"]["id"] != in_wechat["citizen"]["id"]
    for _ in range(2):
        joined = by_wechat(api, sandbox, person["user"], person["user"]).json()["citizen"]
        assert (joined["id"], joined["level"]) == (in_wechat["citizen"]["id"], 2)
    assert api.client(in_h5["access_token"]).get("/me").status_code == 401


def test_two_named_accounts_are_never_made_one(api: Api, sandbox: Sandbox) -> None:
    first = somebody(sandbox)
    become(api.client(by_sms(api, sandbox, first).json()["access_token"]), first)
    second = somebody(sandbox, phone=first["phone"], name="周若宁")
    named = by_wechat(api, sandbox, second["user"]).json()
    become(api.client(named["access_token"]), second)
    answer = by_wechat(api, sandbox, second["user"], second["user"])
    assert (answer.status_code, answer.json()["code"]) == (409, "phone.taken")
    bound = api.client(named["access_token"]).post("/sessions/phone", json={"code": sandbox.phone_code(second["user"])})
    assert (bound.status_code, bound.json()["code"]) == (409, "phone.taken")


def test_binding_a_phone_gives_the_older_account_and_ends_the_younger_ones_sessions(api: Api, sandbox: Sandbox) -> None:
    person = somebody(sandbox)
    older = by_sms(api, sandbox, person).json()
    younger = by_wechat(api, sandbox, person["user"]).json()
    bound = api.client(younger["access_token"]).post("/sessions/phone", json={"code": sandbox.phone_code(person["user"])}).json()
    assert bound["citizen"]["id"] == older["citizen"]["id"]
    assert api.client(younger["access_token"]).get("/me").status_code == 401
    assert api.client(older["access_token"]).get("/me").status_code == 200


def test_first_sign_ins_at_once_make_one_account(api: Api, sandbox: Sandbox) -> None:
    for _ in range(3):
        person = somebody(sandbox)
        bodies = [{"code": sandbox.login(person["user"])} for _ in range(6)]
        for body in bodies[::2]:
            body["phone_code"] = sandbox.phone_code(person["user"])
        answers = at_once([partial(api.client().post, "/sessions/wechat", json=body) for body in bodies])
        assert {answer.status_code for answer in answers} <= {200, 409}, [answer.text for answer in answers]
        assert len({answer.json()["citizen"]["id"] for answer in answers if answer.status_code == 200}) == 1


def test_a_phone_account_found_and_a_new_one_begun_in_the_same_moment_end_as_one(api: Api, sandbox: Sandbox) -> None:
    for _ in range(4):
        person = somebody(sandbox)
        older = by_sms(api, sandbox, person).json()["citizen"]["id"]
        codes = [{"code": sandbox.login(person["user"])} for _ in range(6)]
        bodies = [code | ({"phone_code": sandbox.phone_code(person["user"])} if place % 2 else {}) for place, code in enumerate(codes)]
        answers = at_once([partial(api.client().post, "/sessions/wechat", json=body) for body in bodies])
        assert {answer.status_code for answer in answers} <= {200, 409}, [answer.text for answer in answers]
        later = by_wechat(api, sandbox, person["user"], person["user"])
        assert later.json()["citizen"]["id"] == older


def test_of_two_accounts_that_prove_one_number_at_once_exactly_one_gets_it(api: Api, sandbox: Sandbox) -> None:
    for _ in range(3):
        person = somebody(sandbox)
        clients = [api.citizen(somebody(sandbox)["user"]) for _ in range(4)]
        answers = at_once([partial(prove, http, person) for http in clients])
        passed = [answer for answer in answers if answer.status_code == 200 and answer.json()["state"] == "passed"]
        others = [answer for answer in answers if answer not in passed]
        assert len(passed) == 1
        assert {(answer.status_code, answer.json()["code"]) for answer in others} == {(409, "realname.clash")}
        assert all("另一个账号" in answer.json()["detail"] for answer in others)
        assert sorted(http.get("/me").json()["level"] for http in clients) == [1, 1, 1, 2]


def test_an_account_that_proves_two_numbers_at_once_becomes_one_person(api: Api, sandbox: Sandbox) -> None:
    for _ in range(3):
        people = [somebody(sandbox), somebody(sandbox)]
        http = api.citizen(people[0]["user"])
        answers = at_once([partial(prove, http, one) for one in people])
        states = sorted(answer.json().get("state", answer.json().get("code")) for answer in answers)
        assert states == ["passed", "realname.done"], [answer.text for answer in answers]
        shown = http.get("/me").json()["id_number"]
        winner = next(one for one, answer in zip(people, answers, strict=True) if answer.status_code == 200)
        assert shown.endswith(winner["id_number"][-4:])


def at_once(calls: list[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    with ThreadPoolExecutor(len(calls)) as hands:
        return [call.result() for call in [hands.submit(one) for one in calls]]
