"""Codes, sessions and phone numbers, as WeChat gives them."""

from __future__ import annotations

import re

import httpx

from sandbox.wechat.login import signature
from tests.sandbox.conftest import APP_ID, SECRET, Product, Sandbox, until


def test_a_login_code_gives_openid_and_session_key_once(sandbox: Sandbox) -> None:
    code = sandbox.post("/client/lin/login")["code"]
    first = sandbox.session(code)
    assert first["openid"] == sandbox.person("lin")["openid"]
    assert len(first["openid"]) == 28
    assert "errcode" not in first
    assert len(first["unionid"]) == 28
    second = sandbox.session(code)
    assert second["errcode"] == 40163
    assert re.fullmatch(r"code been used rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}", second["errmsg"])


def test_a_login_code_lives_five_minutes_of_the_demo_clock(sandbox: Sandbox) -> None:
    code = sandbox.post("/client/lin/login")["code"]
    sandbox.move("+6m")
    assert sandbox.session(code)["errcode"] == 40029


def test_magic_codes_need_no_phone(sandbox: Sandbox) -> None:
    assert sandbox.session("code-ok-lin")["openid"] == sandbox.person("lin")["openid"]
    assert sandbox.session("code-ok-lin")["openid"] == sandbox.person("lin")["openid"]
    assert sandbox.session("code-ok-somebody-refuse")["openid"].endswith("-refuse")
    assert sandbox.session("code-used")["errcode"] == 40163
    assert sandbox.session("code-expired")["errcode"] == 40029
    assert sandbox.session("code-risk")["errcode"] == 40226
    assert sandbox.session("no such code")["errcode"] == 40029


def test_wrong_app_id_and_secret_have_their_numbers(sandbox: Sandbox) -> None:
    def ask(app_id: str, secret: str, grant: str = "authorization_code") -> int:
        query = {"appid": app_id, "secret": secret, "js_code": "code-ok-lin", "grant_type": grant}
        return int(sandbox.get("/sns/jscode2session", **query)["errcode"])

    assert ask("wx0", SECRET) == 40013
    assert ask(APP_ID, "no") == 40125
    assert ask("", SECRET) == 41002
    assert ask(APP_ID, "") == 41004
    assert ask(APP_ID, SECRET, "password") == 40002


def test_errors_come_with_status_200_and_wechats_content_type(sandbox: Sandbox) -> None:
    answer = sandbox.http.get("/sns/jscode2session")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; encoding=utf-8"


def test_a_phone_code_gives_the_number_and_is_no_login_code(sandbox: Sandbox) -> None:
    token, code = sandbox.token(), sandbox.post("/client/lin/phone-code")["code"]
    assert sandbox.session(code)["errcode"] == 40029
    login = sandbox.post("/client/lin/login")["code"]
    path = "/wxa/business/getuserphonenumber"
    assert sandbox.post(path, {"code": login}, access_token=token)["errcode"] == 40029
    told = sandbox.post(path, {"code": code}, access_token=token)
    assert told["phone_info"]["purePhoneNumber"] == sandbox.person("lin")["phone"]
    assert told["phone_info"]["countryCode"] == "86"
    assert told["phone_info"]["watermark"]["appid"] == APP_ID
    assert sandbox.post(path, {"code": code}, access_token=token)["errcode"] == 40163


def test_a_phone_code_is_bound_to_its_openid(sandbox: Sandbox) -> None:
    code = sandbox.post("/client/lin/phone-code")["code"]
    body = {"code": code, "openid": sandbox.person("chen")["openid"]}
    path = "/wxa/business/getuserphonenumber"
    assert sandbox.post(path, body, access_token=sandbox.token())["errcode"] == 40029
    body["openid"] = sandbox.person("lin")["openid"]
    assert sandbox.post(path, body, access_token=sandbox.token())["errcode"] == 0


def test_check_session_knows_the_right_key(sandbox: Sandbox) -> None:
    opened = sandbox.session("code-ok-lin")
    query = {"access_token": sandbox.token(), "openid": opened["openid"], "sig_method": "hmac_sha256"}
    assert sandbox.get("/wxa/checksession", signature=signature(opened["session_key"]), **query)["errcode"] == 0
    assert sandbox.get("/wxa/checksession", signature=signature("other"), **query)["errcode"] == 87009


def test_the_first_sign_in_brings_the_first_grants_as_popup_events_once(sandbox: Sandbox, product: Product) -> None:
    sandbox.session("code-ok-lin")
    sandbox.session("code-ok-lin")
    until(lambda: len(product.events("subscribe_msg_popup_event")) >= 3)
    events = product.events("subscribe_msg_popup_event")
    told = [item["TemplateId"] for event in events for item in event["List"]]
    balances = {row["template_id"]: row["balance"] for row in sandbox.get("/admin/grants")["grants"]}
    assert {name: told.count(name) for name in balances} == balances == sandbox.person("lin")["quota"]
    assert len({event["CreateTime"] for event in events}) == len(events)


def test_a_foreign_page_cannot_turn_our_knobs(sandbox: Sandbox) -> None:
    answer = httpx.post(f"{sandbox.url}/admin/reset", json={}, headers={"Origin": "http://evil.example"}, trust_env=False)
    assert answer.status_code == 403
