"""What WeChat pushes to us: signatures, the encrypted mode, retries, and events that arrive wrongly."""

from __future__ import annotations

import json
import time
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto

from sandbox.wechat import crypto
from sandbox.wechat.push import message
from tests.sandbox.conftest import APP_ID, EXPIRING, Product, Sandbox, Start, until

TOKEN, AES_KEY = "sandbox-callback-token", "c2FuZGJveC1hZXMta2V5LWZvci10aGUtZGVtbzEyMzQ"


def test_signatures_are_those_of_the_documentation() -> None:
    assert crypto.signature("AAAAA", "1714036504", "1514711492") == "f464b24fc39322e44b38aa78f5edd27bd1441696"
    assert crypto.signature("AAAAA", "1714037059", "486452656") == "899cf89e464efb63f54ddac96b0a0a235f53aa78"


@given(st.text(max_size=300), st.binary(min_size=16, max_size=16))
def test_what_is_encrypted_opens_with_wechatpy_and_with_ours(text: str, head: bytes) -> None:
    closed = crypto.encrypt(AES_KEY, APP_ID, text, head)
    assert crypto.decrypt(AES_KEY, APP_ID, closed) == text
    opener = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
    signature = crypto.signature(TOKEN, "1714112445", "415670741", closed)
    envelope = f"<xml><ToUserName>x</ToUserName><Encrypt>{closed}</Encrypt></xml>"
    assert opener.decrypt_message(envelope, signature, "1714112445", "415670741") == text


def test_the_documented_message_opens_and_the_documented_answer_closes() -> None:
    """Vectors of the page 消息推送, with the key of 43 A and the token AAAAA."""
    key, app_id = "A" * 43, "wxba5fad812f8e6fb9"
    closed = (
        "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740X"
        "gXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7m"
        "StwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
    )
    assert crypto.signature("AAAAA", "1714112445", "415670741", closed) == "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"
    assert json.loads(crypto.decrypt(key, app_id, closed))["debug_str"] == "hello world"
    answer = "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
    assert crypto.encrypt(key, app_id, '{"demo_resp":"good luck"}', b"707722b803182950") == answer


def test_another_apps_message_does_not_open() -> None:
    closed = crypto.encrypt(AES_KEY, "wxother", "hello")
    with pytest.raises(ValueError, match="another app"):
        crypto.decrypt(AES_KEY, APP_ID, closed)


def test_the_address_is_verified_by_a_signed_echo(sandbox: Sandbox, product: Product) -> None:
    assert sandbox.post("/admin/callback/verify") == {"verified": True}
    query = product.came[-1]["query"]
    assert query["signature"] == crypto.signature(TOKEN, query["timestamp"], query["nonce"])


def test_plain_mode_signs_the_query_and_sends_the_event_as_it_is(sandbox: Sandbox, product: Product) -> None:
    sandbox.grant("o-someone", 1)
    sandbox.send("o-someone")
    (came,) = product.wait(1, "/callback")
    query, event = came["query"], json.loads(came["body"])
    assert query["signature"] == crypto.signature(TOKEN, query["timestamp"], query["nonce"])
    assert query["openid"] == event["FromUserName"] == "o-someone"
    assert "encrypt_type" not in query
    assert abs(int(query["timestamp"]) - time.time()) < 10
    sent = sandbox.journal("wechat.accepted")[-1]
    assert event["Event"] == "subscribe_msg_sent_event"
    assert event["List"] == {"TemplateId": EXPIRING, "MsgID": str(sent["msgid"]), "ErrorCode": "0", "ErrorStatus": "success"}
    assert isinstance(event["CreateTime"], int)


@pytest.fixture(scope="module")
def closed(start: Start) -> Sandbox:
    return start(callback_mode="aes")


def test_encrypted_mode_closes_the_body(closed: Sandbox, product: Product) -> None:
    closed.grant("o-someone", 1)
    closed.send("o-someone")
    (came,) = product.wait(1, "/callback")
    query, envelope = came["query"], json.loads(came["body"])
    assert set(envelope) == {"ToUserName", "Encrypt"}
    assert query["encrypt_type"] == "aes"
    assert query["msg_signature"] == crypto.signature(TOKEN, query["timestamp"], query["nonce"], envelope["Encrypt"])
    event = json.loads(crypto.decrypt(AES_KEY, APP_ID, envelope["Encrypt"]))
    assert event["FromUserName"] == "o-someone"


def test_in_xml_the_list_stands_in_an_element_of_the_event() -> None:
    content: dict[str, Any] = {"openid": "o1", "event": "subscribe_msg_popup_event", "created": 1714036504}
    content["items"] = [{"TemplateId": "t1", "SubscribeStatusString": "accept", "PopupScene": "0"}]
    text = message(content, "xml")
    assert parse_message(text).source == "o1"
    event = ElementTree.fromstring(text)
    assert event.findtext("Event") == "subscribe_msg_popup_event"
    assert event.findtext("SubscribeMsgPopupEvent/List/TemplateId") == "t1"


def test_one_item_is_an_object_and_several_are_an_array() -> None:
    content: dict[str, Any] = {"openid": "o1", "event": "subscribe_msg_popup_event", "created": 1}
    one, two = {"TemplateId": "a"}, {"TemplateId": "b"}
    assert json.loads(message(content | {"items": [one]}, "json"))["List"] == one
    assert json.loads(message(content | {"items": [one, two]}, "json"))["List"] == [one, two]


@pytest.mark.parametrize("refusal", [(500, b"no"), (200, b'{"detail":"not taken"}')])
def test_an_event_that_is_not_taken_comes_three_times(sandbox: Sandbox, product: Product, refusal: tuple[int, bytes]) -> None:
    sandbox.knob(callback_retry_seconds=0.05)
    product.answers += [refusal] * 3
    sandbox.grant("o-someone", 1)
    sandbox.send("o-someone")
    came = product.wait(3, "/callback")
    assert len({one["body"] for one in came}) == 1
    until(lambda: not sandbox.get("/admin/outbound")["outbound"])
    assert len(product.at("/callback")) == 3
    assert sandbox.journal("outbound.done")[-1]["outcome"] != "arrived"


def test_the_second_try_may_succeed_with_an_empty_answer(sandbox: Sandbox, product: Product) -> None:
    sandbox.knob(callback_retry_seconds=0.05)
    product.answers += [(503, b""), (200, b"")]
    sandbox.grant("o-someone", 1)
    sandbox.send("o-someone")
    until(lambda: sandbox.journal("outbound.done")[-1:] != [] and sandbox.journal("outbound.done")[-1]["tries"] == 2)
    assert len(product.at("/callback")) == 2


def send_with(sandbox: Sandbox, kind: str, **more: Any) -> None:
    sandbox.fault("callback", kind, **more)
    sandbox.grant("o-someone", 1)
    sandbox.send("o-someone")


def test_a_duplicated_event_comes_three_times_the_same(sandbox: Sandbox, product: Product) -> None:
    send_with(sandbox, "duplicate")
    came = product.wait(3, "/callback")
    assert len({one["body"] for one in came}) == 1


def test_a_dropped_event_never_comes_and_can_be_replayed(sandbox: Sandbox, product: Product) -> None:
    send_with(sandbox, "drop")
    until(lambda: not sandbox.get("/admin/outbound")["outbound"])
    assert product.at("/callback") == []
    sandbox.http.delete("/admin/faults")
    queued = sandbox.journal("outbound.queued")[-1]
    sandbox.post("/admin/replay", {"seq": queued["seq"]})
    (came,) = product.wait(1, "/callback")
    assert json.loads(came["body"])["CreateTime"] == queued["content"]["created"]


def test_a_delayed_event_comes_later(sandbox: Sandbox, product: Product) -> None:
    send_with(sandbox, "delay", seconds=1)
    time.sleep(0.7)
    assert product.at("/callback") == []
    product.wait(1, "/callback")


def test_bad_signatures_and_stale_times_come_when_asked_for(sandbox: Sandbox, product: Product) -> None:
    send_with(sandbox, "bad_signature")
    query = product.wait(1, "/callback")[0]["query"]
    assert query["signature"] != crypto.signature(TOKEN, query["timestamp"], query["nonce"])
    sandbox.http.delete("/admin/faults")
    send_with(sandbox, "stale_timestamp")
    query = product.wait(2, "/callback")[1]["query"]
    assert int(query["timestamp"]) < time.time() - 3000


def test_grants_can_be_added_by_popup_events(sandbox: Sandbox, product: Product) -> None:
    sandbox.grant("o-new", 2, push=True)
    until(lambda: len(product.events("subscribe_msg_popup_event")) == 2)
    created = [event["CreateTime"] for event in product.events("subscribe_msg_popup_event")]
    assert len(set(created)) == 2
    assert sandbox.send("o-new")["errcode"] == 0
