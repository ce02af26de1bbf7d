"""The official account: followers, template messages once for a client_msg_id, and the event that ends each."""

from __future__ import annotations

from typing import Any

from tests.sandbox.conftest import Product, Sandbox, until

APP, SECRET, TEMPLATE = "wx6b7f9c2d3e4a5b61", "fedcba9876543210fedcba9876543210", "oa-notice"
DATA = {"thing1": {"value": "停水通知"}, "thing2": {"value": "明天上午停水"}, "time3": {"value": "2026-12-17 10:05"}}


def token(sandbox: Sandbox) -> str:
    body = {"grant_type": "client_credential", "appid": APP, "secret": SECRET}
    return str(sandbox.post("/cgi-bin/stable_token", body)["access_token"])


def follow(sandbox: Sandbox, product: Product) -> str:
    sandbox.post("/admin/phones/lin", {"follows": True})
    until(lambda: bool(product.events("subscribe")))
    return str(product.events("subscribe")[0]["FromUserName"])


def send(sandbox: Sandbox, openid: str, again: str = "", access: str = "", **changes: Any) -> Any:
    body = {"touser": openid, "template_id": TEMPLATE, "data": DATA, "client_msg_id": again, **changes}
    return sandbox.post("/cgi-bin/message/template/send", body, access_token=access or token(sandbox))


def test_the_same_client_msg_id_is_delivered_once_within_ten_minutes(sandbox: Sandbox, product: Product) -> None:
    openid = follow(sandbox, product)
    first = send(sandbox, openid, "a")
    assert first["errcode"] == 0
    assert send(sandbox, openid, "a")["msgid"] == first["msgid"]
    assert send(sandbox, openid, "b")["msgid"] != first["msgid"]
    sandbox.move("+11m")
    assert send(sandbox, openid, "a")["msgid"] != first["msgid"]
    assert len([one for one in sandbox.get("/admin/messages", user="lin")["messages"] if one["channel"] == "official"]) == 3
    until(lambda: len(product.events("TEMPLATESENDJOBFINISH")) == 3)
    assert {str(first["msgid"]), "success"} <= {
        value for one in product.events("TEMPLATESENDJOBFINISH") for value in map(str, one.values())
    }


def test_who_does_not_follow_or_blocks_gets_nothing(sandbox: Sandbox, product: Product) -> None:
    openid = follow(sandbox, product)
    sandbox.post("/admin/phones/lin", {"blocks": True})
    assert send(sandbox, openid)["errcode"] == 0
    until(lambda: [one["Status"] for one in product.events("TEMPLATESENDJOBFINISH")] == ["failed:user block"])
    sandbox.post("/admin/phones/lin", {"follows": False})
    assert send(sandbox, openid)["errcode"] == 43004
    assert send(sandbox, "o-nobody")["errcode"] == 40003
    assert send(sandbox, openid, template_id="x")["errcode"] == 40037
    assert sandbox.get("/admin/messages", user="lin")["messages"] == []


def test_the_accounts_tokens_and_openids_are_their_own_and_the_unionid_joins_them(sandbox: Sandbox, product: Product) -> None:
    openid = follow(sandbox, product)
    assert openid != sandbox.person("lin")["openid"]
    assert send(sandbox, openid, access=sandbox.token())["errcode"] == 48001
    told = sandbox.get("/cgi-bin/user/info", access_token=token(sandbox), openid=openid)
    assert told["subscribe"] == 1
    assert told["unionid"] == sandbox.session("code-ok-lin")["unionid"]
    assert send(sandbox, openid, data=DATA | {"thing2": {"value": "很" * 21}})["errcode"] == 47003
