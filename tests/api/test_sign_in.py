"""Signing in: the right answers to right and wrong proofs, the same for known and unknown numbers and names."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import jwt
import pytest

from local.programs import environment

PASSWORD = "a-long-enough-password"
ELSEWHERE = "13800138000"


def ask(http, phone):
    return http.post("/sessions/sms-codes", json={"phone": phone})


def code_on_the_phone(sandbox, user):
    texts = [message for message in sandbox.messages(user) if message["channel"] == "sms"]
    return texts[-1]["params"]["code"]


def sign_in_by_sms(api, sandbox, user):
    http, phone = api.client(), sandbox.person(user)["phone"]
    asked = ask(http, phone).json()
    return http.post("/sessions/sms", json={"request_id": asked["request_id"], "phone": phone, "code": code_on_the_phone(sandbox, user)})


def test_a_login_code_of_wechat_opens_a_session(api, sandbox) -> None:
    session = api.client().post("/sessions/wechat", json={"code": sandbox.login("wang")}).json()
    me = api.client(session["access_token"]).get("/me").json()
    assert session["expires_in"] <= 900
    assert me["level"] == 1
    assert me["id_number"] is None


def test_whoever_is_new_must_tap_before_an_account_is_made(api, sandbox) -> None:
    quiet = {"known_only": True}
    new = api.client().post("/sessions/wechat", json={**quiet, "code": sandbox.login("tang")})
    assert (new.status_code, new.json()["code"]) == (401, "session.new_here")
    first = api.client().post("/sessions/wechat", json={"code": sandbox.login("tang")}).json()
    again = api.client().post("/sessions/wechat", json={**quiet, "code": sandbox.login("tang")}).json()
    assert again["citizen"]["id"] == first["citizen"]["id"]


def test_a_login_code_is_good_once(api, sandbox) -> None:
    code = sandbox.login("wang")
    assert api.client().post("/sessions/wechat", json={"code": code}).status_code == 200
    again = api.client().post("/sessions/wechat", json={"code": code})
    invented = api.client().post("/sessions/wechat", json={"code": "no-such-code"})
    assert (again.status_code, again.json()["code"]) == (401, "session.code_refused")
    assert invented.json()["detail"] == again.json()["detail"]


def test_a_phone_code_signs_in_and_the_mini_program_finds_the_same_account(api, sandbox) -> None:
    by_phone = sign_in_by_sms(api, sandbox, "lin")
    assert by_phone.status_code == 200, by_phone.text
    phone_code = sandbox.phone_code("lin")
    by_wechat = api.client().post("/sessions/wechat", json={"code": sandbox.login("lin"), "phone_code": phone_code}).json()
    assert by_wechat["citizen"]["id"] == by_phone.json()["citizen"]["id"]


def test_known_and_unknown_numbers_get_the_same_answer(api, sandbox) -> None:
    known_phone = sandbox.person("xu")["phone"]
    known, unknown = ask(api.client(), known_phone), ask(api.client(), ELSEWHERE)
    assert known.status_code == unknown.status_code == 202
    assert known.json().keys() == unknown.json().keys()
    wrong = {"code": "000000"}
    answers = [
        api.client().post("/sessions/sms", json={**wrong, "request_id": asked.json()["request_id"], "phone": phone})
        for asked, phone in ((known, known_phone), (unknown, ELSEWHERE))
    ]
    assert {(answer.status_code, answer.json()["detail"]) for answer in answers} == {(401, answers[0].json()["detail"])}


def test_a_second_code_within_a_minute_is_refused_and_says_when(api, sandbox) -> None:
    phone = sandbox.person("chen")["phone"]
    assert ask(api.client(), phone).status_code == 202
    again = ask(api.client(), phone)
    assert again.status_code == 429
    assert again.headers["Retry-After"] == "60"


def test_the_sixth_try_is_refused_even_with_the_right_code(api, sandbox) -> None:
    phone = sandbox.person("zhou")["phone"]
    asked = ask(api.client(), phone).json()
    right = code_on_the_phone(sandbox, "zhou")
    wrong = "111111" if right != "111111" else "222222"
    proof = {"request_id": asked["request_id"], "phone": phone}
    tries = [api.client().post("/sessions/sms", json={**proof, "code": wrong}).status_code for _ in range(5)]
    assert tries == [401] * 5
    assert api.client().post("/sessions/sms", json={**proof, "code": right}).status_code == 429


def test_a_code_is_good_for_five_minutes_and_once(api, sandbox, clock) -> None:
    phone = sandbox.person("li")["phone"]
    asked = ask(api.client(), phone).json()
    proof = {"request_id": asked["request_id"], "phone": phone, "code": code_on_the_phone(sandbox, "li")}
    assert api.client().post("/sessions/sms", json={**proof, "phone": ELSEWHERE}).status_code == 401
    clock.move(timedelta(minutes=6))
    assert api.client().post("/sessions/sms", json=proof).status_code == 401


@pytest.mark.parametrize("phone", ["", "12345", "一三八", "1380013800", "+86 138 0013 800x", "1" * 40])
def test_what_is_no_mobile_number_gets_a_sentence(api, phone) -> None:
    answer = ask(api.client(), phone)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "phone"
    assert "手机号" in answer.json()["detail"] or answer.json()["errors"][0]["detail"]


def test_a_refresh_token_rotates_and_its_reuse_ends_the_session(api, sandbox) -> None:
    first = api.client().post("/sessions/wechat", json={"code": sandbox.login("wang")}).json()
    second = api.client().post("/sessions/refresh", json={"refresh_token": first["refresh_token"]}).json()
    assert api.client(second["access_token"]).get("/me").status_code == 200
    assert api.client().post("/sessions/refresh", json={"refresh_token": first["refresh_token"]}).status_code == 401
    assert api.client(second["access_token"]).get("/me").status_code == 401
    assert api.client().post("/sessions/refresh", json={"refresh_token": second["refresh_token"]}).status_code == 401


def test_signing_out_ends_the_access_token_at_once(api, sandbox) -> None:
    session = api.client().post("/sessions/wechat", json={"code": sandbox.login("wang")}).json()
    mine = api.client(session["access_token"])
    assert mine.delete("/sessions/current").status_code == 204
    assert mine.get("/me").status_code == 401
    assert api.client().post("/sessions/refresh", json={"refresh_token": session["refresh_token"]}).status_code == 401


def test_an_access_token_ends_after_fifteen_minutes(api, sandbox, clock) -> None:
    session = api.client().post("/sessions/wechat", json={"code": sandbox.login("wang")}).json()
    clock.move(timedelta(minutes=16))
    assert api.client(session["access_token"]).get("/me").status_code == 401


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."])
def test_a_token_that_is_not_ours_is_refused(api, token) -> None:
    answer = api.client(token).get("/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "session.ended")


def test_operators_and_citizens_do_not_open_each_others_doors(api, sandbox) -> None:
    session = api.client().post("/sessions/wechat", json={"code": sandbox.login("wang")}).json()
    assert api.client(session["access_token"]).get("/operator/overview").status_code == 401


@pytest.fixture(scope="module")
def on_duty(api, instance) -> None:
    for name, more in (("duty", []), ("night", ["operator", "夜班小周"])):
        command = [sys.executable, "-m", "profile.staff", name, *more]
        subprocess.run(command, input=PASSWORD, text=True, check=True, env=environment(instance.env), capture_output=True)


def by_password(api, name: str, password: str = PASSWORD):
    return api.client().post("/operator/sessions", json={"username": name, "password": password})


def test_an_operator_may_sign_in_often(api, on_duty) -> None:
    assert {by_password(api, "duty").status_code for _ in range(7)} == {200}
    assert by_password(api, "night").json()["operator"]["display_name"] == "夜班小周"  # as people read who looked, not how one signs in


def test_the_sixth_wrong_password_locks_the_name_for_a_while_and_says_so(api, on_duty) -> None:
    assert {by_password(api, "night", "not-this-one").status_code for _ in range(5)} == {401}
    locked = by_password(api, "night")
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "900"


def test_an_unknown_name_gets_the_answer_of_a_wrong_password(api, on_duty) -> None:
    unknown, wrong = by_password(api, "nobody"), by_password(api, "duty", "not-this-one")
    assert (unknown.status_code, unknown.json()["detail"]) == (wrong.status_code, wrong.json()["detail"])


def test_of_two_refreshes_at_once_one_set_of_keys_comes_out_and_the_session_ends(api, sandbox) -> None:
    """Our own clients take turns; two at once means that somebody else has the token too."""
    for _ in range(3):
        first = api.client().post("/sessions/wechat", json={"code": sandbox.login("wang")}).json()
        ask = [partial(api.client().post, "/sessions/refresh", json={"refresh_token": first["refresh_token"]}) for _ in range(6)]
        with ThreadPoolExecutor(len(ask)) as hands:
            answers = [one.result() for one in [hands.submit(one) for one in ask]]
        assert sorted(answer.status_code for answer in answers) == [200] + [401] * 5
        fresh = next(answer.json() for answer in answers if answer.status_code == 200)
        assert api.client(fresh["access_token"]).get("/me").status_code == 401


def test_one_session_ended_leaves_the_others_and_they_are_listed(api, sandbox) -> None:
    one, other = (api.citizen("ma") for _ in range(2))
    listed = one.get("/sessions").json()["items"]
    assert [row["current"] for row in listed].count(True) == 1
    assert len(listed) == 2
    assert one.delete("/sessions/current").status_code == 204
    assert len(other.get("/sessions").json()["items"]) == 1


def test_an_unused_sign_in_ends_after_thirty_days_and_any_after_half_a_year(api, sandbox, clock) -> None:
    idle = api.client().post("/sessions/wechat", json={"code": sandbox.login("fan")}).json()["refresh_token"]
    used = api.client().post("/sessions/wechat", json={"code": sandbox.login("fan")}).json()["refresh_token"]
    for days in range(29, 175, 29):
        clock.move(timedelta(days=29))
        used = api.client().post("/sessions/refresh", json={"refresh_token": used}).json()["refresh_token"]
        assert (days < 30) or api.client().post("/sessions/refresh", json={"refresh_token": idle}).status_code == 401
    clock.move(timedelta(days=7))
    assert api.client().post("/sessions/refresh", json={"refresh_token": used}).status_code == 401


def forged(instance, session, **changes):
    """A token made by somebody who knows everything but what is changed here."""
    claims = jwt.decode(session["access_token"], options={"verify_signature": False})
    key, algorithm = changes.pop("key", instance.env["ZHIBAN_TOKEN_KEY"]), changes.pop("algorithm", "HS256")
    return jwt.encode({**claims, **changes}, key, algorithm)


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "k" * 64},
        {"key": "", "algorithm": "none"},
        {"algorithm": "HS384"},
        {"aud": "another"},
        {"iss": "another"},
        {"typ": "refresh"},
        {"role": "staff"},
        {"role": "admin"},
        {"sid": "01a201cd-51bf-7bb9-bd07-b5b970cf74c3"},
        {"sid": "x"},
        {"sub": None},
        {"exp": 0},
        {"exp": "soon"},
        {"nbf": 99999999999},
    ],
)
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_token_with_anything_changed_opens_nothing(api, sandbox, instance, changes) -> None:
    session = api.client().post("/sessions/wechat", json={"code": sandbox.login("wang")}).json()
    assert api.client(forged(instance, session)).get("/me").status_code == 200
    token = forged(instance, session, **changes)
    for path in ("/me", "/operator/overview", "/services/IT142" if changes.get("role") is None else "/home"):
        assert api.client(token).get(path).status_code == 401, path


def test_the_mini_programs_patch_is_a_patch_and_nothing_else_can_be_turned(api, sandbox) -> None:
    http = api.citizen("wang")
    turned = http.post("/me/preferences", json={"elder_mode": True}, headers={"X-HTTP-Method-Override": "PATCH"})
    assert (turned.status_code, turned.json()["preferences"]["elder_mode"]) == (200, True)
    for method, path, wanted in (
        ("GET", "/sessions/current", "DELETE"),
        ("POST", "/sessions/current", "DELETE"),
        ("GET", "/me/preferences", "PATCH"),
    ):
        assert http.request(method, path, headers={"X-HTTP-Method-Override": wanted}).status_code in {404, 405}
    assert http.get("/me").status_code == 200


def test_an_address_made_up_in_a_header_does_not_pass_the_limit(api) -> None:
    """Behind no proxy of ours, X-Forwarded-For is just something that somebody wrote."""
    http = api.client()
    tries = [http.post("/sessions/wechat", json={"code": "x"}, headers={"X-Forwarded-For": f"203.0.113.{place}"}) for place in range(125)]
    assert tries[-1].status_code == 429
    assert int(tries[-1].headers["Retry-After"]) > 0
