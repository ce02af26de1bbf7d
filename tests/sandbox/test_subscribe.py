"""Sending subscribe messages: rules, quotas, and one send at a time for a person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import EXPIRING, REMINDER, Product, Sandbox, until

SOMEONE = "o-someone"


def changed(**fields: Any) -> dict[str, Any]:
    return {**REMINDER, **fields}


def test_an_accepted_send_takes_one_grant_and_lands_on_the_phone(sandbox: Sandbox) -> None:
    lin = sandbox.person("lin")["openid"]
    sandbox.grant(lin, 1)
    assert sandbox.send(lin) == {"errcode": 0, "errmsg": "ok"}
    refused = sandbox.send(lin)
    assert refused["errcode"] == 43101
    assert refused["errmsg"].startswith("user refuse to accept the msg rid: ")
    (message,) = sandbox.get("/admin/messages", user="lin")["messages"]
    assert message["title"] == "证照到期提醒"
    assert message["page"] == "pages/home/index"
    assert message["fields"][0] == {"name": "证照名称", "value": "机动车驾驶证"}


def test_grants_add_up_and_nothing_makes_a_call_unique(sandbox: Sandbox) -> None:
    sandbox.grant(SOMEONE, 2)
    assert [sandbox.send(SOMEONE)["errcode"] for _ in range(3)] == [0, 0, 43101]
    assert len(sandbox.journal("wechat.accepted")) >= 2


def test_the_message_id_is_told_only_when_the_knob_says_so(sandbox: Sandbox) -> None:
    sandbox.grant(SOMEONE, 1)
    sandbox.knob(send_returns_msgid=True)
    assert isinstance(sandbox.send(SOMEONE)["msgid"], int)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"touser": "nobody"}, 40003),
        ({"touser": None}, 40003),
        ({"template_id": "tpl-none"}, 40037),
        ({"page": "/pages/home/index"}, 41030),
        ({"page": "pages/home/index#x"}, 41030),
        ({"page": 5}, 41030),
        ({"miniprogram_state": "beta"}, 40097),
        ({"lang": "fr"}, 40097),
    ],
)
def test_refusals_have_their_numbers(sandbox: Sandbox, changes: dict[str, Any], code: int) -> None:
    sandbox.grant(SOMEONE, 1)
    body = {"touser": SOMEONE, "template_id": EXPIRING, "data": REMINDER, **changes}
    assert sandbox.post("/cgi-bin/message/subscribe/send", body, access_token=sandbox.token())["errcode"] == code
    assert sandbox.send(SOMEONE)["errcode"] == 0


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (changed(thing3={"value": "很" * 21}), "argument invalid! data.thing3.value invalid"),
        (changed(thing3={"value": ""}), "argument invalid! data.thing3.value is emtpy"),
        ({k: v for k, v in REMINDER.items() if k != "date2"}, "argument invalid! data.date2.value is emtpy"),
        (changed(date2={"value": "2026-02-30"}), "argument invalid! data.date2.value invalid"),
        (changed(thing1="bare"), "argument invalid! data.thing1.value invalid"),
        ("{}", "argument invalid! data.thing1.value is emtpy"),
        (None, "argument invalid! data.thing1.value is emtpy"),
    ],
)
def test_47003_names_the_field(sandbox: Sandbox, data: Any, text: str) -> None:
    sandbox.grant(SOMEONE, 1)
    refused = sandbox.send(SOMEONE, data=data)
    assert refused["errcode"] == 47003
    assert refused["errmsg"].startswith(text + " rid: ")


def test_overlapping_sends_to_one_person_are_43108(sandbox: Sandbox) -> None:
    sandbox.grant(SOMEONE, 20)
    sandbox.grant("o-other", 20)
    sandbox.knob(send_latency_ms=150)
    token = sandbox.token()
    with ThreadPoolExecutor(6) as pool:
        same = list(pool.map(lambda _: sandbox.send(SOMEONE, token)["errcode"], range(5)))
    assert sorted(same)[0] == 0
    assert same.count(43108) >= 3
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda who: sandbox.send(who, token)["errcode"], [SOMEONE, "o-other"])) == [0, 0]


@pytest.mark.parametrize(("ending", "code"), [("-refuse", 43101), ("-ban", 43107), ("-busy", -1), ("-quota", 45009)])
def test_magic_openids_refuse(sandbox: Sandbox, ending: str, code: int) -> None:
    assert sandbox.send(f"o-x{ending}")["errcode"] == code


def test_a_slow_openid_is_slow_and_a_lost_answer_was_accepted(sandbox: Sandbox) -> None:
    sandbox.grant("o-x-acceptlost", 1)
    sandbox.grant("o-x-hang", 1)
    body = {"template_id": EXPIRING, "data": REMINDER}
    for openid in ("o-x-acceptlost", "o-x-hang"):
        with pytest.raises(httpx.ReadTimeout):
            sandbox.http.post(
                "/cgi-bin/message/subscribe/send", params={"access_token": sandbox.token()}, json=body | {"touser": openid}, timeout=0.5
            )
    accepted = [e["openid"] for e in sandbox.journal("wechat.accepted")]
    assert accepted.count("o-x-acceptlost") == 1
    assert "o-x-hang" not in accepted


def test_a_long_term_template_lasts_until_a_refusal(sandbox: Sandbox, product: Product) -> None:
    lin, policy = sandbox.person("lin")["openid"], "tpl-policy-news"
    data = {"thing1": {"value": "育儿补贴"}, "date2": {"value": "2026-12-31"}, "enum_string3": {"value": "网上办理"}}
    assert sandbox.send(lin, template_id=policy, data=data)["errcode"] == 43101
    sandbox.post("/client/lin/subscribe", {"template_ids": [policy], "answers": {policy: "accept"}})
    assert [sandbox.send(lin, template_id=policy, data=data)["errcode"] for _ in range(3)] == [0, 0, 0]
    wrong = data | {"enum_string3": {"value": "飞鸽传书"}}
    assert sandbox.send(lin, template_id=policy, data=wrong)["errcode"] == 47003
    sandbox.post("/admin/phones/lin", {"template_id": policy, "answer": "reject"})
    assert sandbox.send(lin, template_id=policy, data=data)["errcode"] == 43101
    until(lambda: len(product.events("subscribe_msg_change_event")) == 1)
    assert product.events("subscribe_msg_change_event")[0]["List"]["SubscribeStatusString"] == "reject"


def test_a_rate_limited_template_sends_once_a_period_for_a_code(sandbox: Sandbox) -> None:
    lin, due = sandbox.person("lin")["openid"], "tpl-payment-due"
    sandbox.grant(lin, 0, due, standing=True)

    def send(number: str) -> int:
        data = {"character_string1": {"value": number}, "amount2": {"value": "380元"}, "date3": {"value": "2026-12-01"}}
        return int(sandbox.send(lin, template_id=due, data=data)["errcode"])

    assert [send("A1"), send("A1"), send("B2")] == [0, 43101, 0]
    sandbox.move("+30d")
    sandbox.move("+1h")
    assert send("A1") == 0


def test_the_dialog_answers_and_pushes_one_popup_event(sandbox: Sandbox, product: Product) -> None:
    ids = [EXPIRING, "tpl-case-progress"]
    answer = sandbox.post("/client/lin/subscribe", {"template_ids": ids, "answers": {EXPIRING: "accept", ids[1]: "reject"}})
    assert answer == {"errMsg": "requestSubscribeMessage:ok", EXPIRING: "accept", "tpl-case-progress": "reject"}
    until(lambda: len(product.events("subscribe_msg_popup_event")) == 1)
    (event,) = product.events("subscribe_msg_popup_event")
    assert event["FromUserName"] == sandbox.person("lin")["openid"]
    assert event["List"] == [
        {"TemplateId": EXPIRING, "SubscribeStatusString": "accept", "PopupScene": "0"},
        {"TemplateId": "tpl-case-progress", "SubscribeStatusString": "reject", "PopupScene": "0"},
    ]
    balances = {g["template_id"]: g["balance"] for g in sandbox.get("/admin/grants")["grants"]}
    assert balances[EXPIRING] == 1
    assert balances.get("tpl-case-progress", 0) == 0


@pytest.mark.parametrize(
    ("ids", "code"),
    [([], 10001), (["tpl-none"], 20001), ([EXPIRING, "tpl-policy-news"], 20002), ([EXPIRING] * 6, 20003), ("x", 10004)],
)
def test_the_dialog_fails_with_the_clients_numbers(sandbox: Sandbox, ids: Any, code: int) -> None:
    assert sandbox.post("/client/lin/subscribe", {"template_ids": ids})["errCode"] == code


def test_the_main_switch_stops_dialog_and_messages(sandbox: Sandbox) -> None:
    lin = sandbox.person("lin")["openid"]
    sandbox.grant(lin, 1)
    sandbox.post("/admin/phones/lin", {"subscriptions": False})
    assert sandbox.post("/client/lin/subscribe", {"template_ids": [EXPIRING]})["errCode"] == 20004
    assert sandbox.send(lin)["errcode"] == 43101
    sandbox.post("/admin/phones/lin", {"subscriptions": True})
    assert sandbox.send(lin)["errcode"] == 0


def test_templates_are_listed_with_their_content(sandbox: Sandbox) -> None:
    rows = {row["priTmplId"]: row for row in sandbox.get("/wxaapi/newtmpl/gettemplate", access_token=sandbox.token())["data"]}
    assert rows[EXPIRING]["type"] == 2
    assert rows[EXPIRING]["content"].startswith("证照名称:{{thing1.DATA}}\n")
    assert rows["tpl-policy-news"]["keywordEnumValueList"][0]["keywordCode"] == "enum_string3"
