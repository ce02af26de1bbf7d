"""What machines outside push to us: only what is signed, timely and readable gets in, each event counts once, nothing is a 500."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core import crypto
from local.clock import Clock
from local.instance import Api, Instance, Sandbox, Worker
from sandbox.signing import headers as signed_headers
from sandbox.wechat import crypto as wechat_crypto
from tests.api.steps import Row, desk_of, make_ready, somebody, submit, until, with_wallet

TEMPLATE = "tpl-certificate-expiring"


class WeChat:
    """WeChat's servers as our callback sees them, honest or not."""

    def __init__(self, api: Api, instance: Instance, clock: Clock) -> None:
        self.url, self.env, self.clock = f"{api.url}/api/v1/wechat/callback", instance.env, clock
        self.token, self.http = instance.env["ZHIBAN_WECHAT_CALLBACK_TOKEN"], httpx.Client(timeout=20)

    def now(self) -> str:
        return str(int(self.clock.now().timestamp()))

    def sign(self, *parts: str) -> str:
        return hashlib.sha1("".join(sorted([self.token, *parts])).encode()).hexdigest()

    def plain(self, body: bytes, **changes: str) -> httpx.Response:
        query = {"timestamp": self.now(), "nonce": secrets.token_hex(4)}
        query |= {name: value for name, value in changes.items() if name in query}
        query = {"signature": self.sign(query["timestamp"], query["nonce"])} | query | changes
        return self.http.post(self.url, params=query, content=body)

    def sealed(self, body: bytes, app_id: str = "", **changes: str) -> httpx.Response:
        key, own = self.env["ZHIBAN_WECHAT_AES_KEY"], self.env["ZHIBAN_WECHAT_APP_ID"]
        closed = wechat_crypto.encrypt(key, app_id or own, body.decode())
        return self.closed(closed, **changes)

    def closed(self, closed: str, **changes: str) -> httpx.Response:
        stamp, nonce = self.now(), secrets.token_hex(4)
        query = {"timestamp": stamp, "nonce": nonce, "encrypt_type": "aes", "msg_signature": self.sign(stamp, nonce, closed)} | changes
        return self.http.post(self.url, params=query, content=json.dumps({"ToUserName": "gh", "Encrypt": closed}).encode())


@pytest.fixture(scope="module")
def wechat(api: Api, instance: Instance, clock: Clock) -> WeChat:
    return WeChat(api, instance, clock)


def popup(openid: str, created: int, status: str = "accept") -> Row:
    """The person answered WeChat's question for one template."""
    one = {"TemplateId": TEMPLATE, "SubscribeStatusString": status, "PopupScene": "0"}
    head = {"ToUserName": "gh", "FromUserName": openid, "CreateTime": created, "MsgType": "event"}
    return head | {"Event": "subscribe_msg_popup_event", "List": [one]}


def packed(event: object) -> bytes:
    return json.dumps(event, ensure_ascii=False).encode()


def openid_of(sandbox: Sandbox, user: str) -> str:
    return str(next(one["openid"] for one in sandbox.people() if one["user"] == user))


def balance(http: httpx.Client) -> int:
    return int(next(one["balance"] for one in http.get("/subscriptions").json()["templates"] if one["id"] == TEMPLATE))


@pytest.mark.parametrize("way", ["plain", "sealed"])
def test_an_event_counts_once_however_often_it_comes(api: Api, sandbox: Sandbox, wechat: WeChat, way: str) -> None:
    person = somebody(sandbox)
    http = api.citizen(person["user"])
    event = packed(popup(openid_of(sandbox, person["user"]), int(wechat.now())))
    answers = [getattr(wechat, way)(event) for _ in range(3)]
    assert [(one.status_code, one.text) for one in answers] == [(200, "success")] * 3
    assert balance(http) == 1


def test_the_address_is_told_to_be_ours_by_a_signed_echo_alone(wechat: WeChat) -> None:
    stamp = wechat.now()
    query = {"signature": wechat.sign(stamp, "n"), "timestamp": stamp, "nonce": "n", "echostr": "<b>7</b>"}
    good = wechat.http.get(wechat.url, params=query)
    assert (good.status_code, good.text, good.headers["content-type"].split(";")[0]) == (200, "<b>7</b>", "text/plain")
    assert wechat.http.get(wechat.url, params=query | {"signature": "0" * 40}).status_code == 400


WRONG_STAMPS = ["", "soon", "-1", "1e9", "²", "١٢٣", "9" * 12, "9" * 400, "9" * 5000, "0", "1700000000.5"]


@pytest.mark.parametrize("stamp", WRONG_STAMPS)
def test_a_stamp_that_is_no_time_is_refused(wechat: WeChat, stamp: str) -> None:
    for answer in (wechat.plain(b"{}", timestamp=stamp), wechat.closed("x", timestamp=stamp)):
        assert (answer.status_code, answer.json()["code"]) == (400, "wechat.stale")


@pytest.mark.parametrize(("seconds", "status"), [(-310, 400), (310, 400), (-250, 200), (250, 200)])
def test_an_event_is_good_for_five_minutes(wechat: WeChat, seconds: int, status: int) -> None:
    stamp = str(int(wechat.now()) + seconds)
    assert wechat.plain(packed(popup("o-nobody", 1)), timestamp=stamp).status_code == status


def test_a_signature_that_does_not_fit_is_refused(wechat: WeChat) -> None:
    event = packed(popup("o-nobody", 2))
    for wrong in ("", "0" * 40, "é", wechat.sign("1", "2")):
        assert wechat.plain(event, signature=wrong).status_code == 400
        assert wechat.sealed(event, msg_signature=wrong).status_code == 400


def test_what_was_closed_for_another_app_or_torn_does_not_open(wechat: WeChat) -> None:
    assert wechat.sealed(b"{}", app_id="wxother").status_code == 400
    for torn in ("", "x", "AAAA", "A" * 44, "=" * 10, "中文", "QUJD" * 16):
        assert wechat.closed(torn).status_code == 400


def test_a_body_beyond_64_kilobytes_is_refused(wechat: WeChat) -> None:
    assert wechat.plain(b" " * 70_000).json()["code"] == "wechat.too_large"


NONSENSE = [
    b"",
    b"{",
    b"[]",
    b"1",
    b"null",
    b"\xff\xfe",
    b'{"a":' * 9000 + b"1" + b"}" * 9000,
    b"[" * 30_000,
    b"<xml><Event>x</Event></xml>",
    b'{"Event": NaN}',
    b'{"Event":"subscribe_msg_popup_event","FromUserName":"a\\u0000b","CreateTime":1,"List":[]}',
]


@pytest.mark.parametrize("body", NONSENSE)
def test_what_can_not_be_read_is_refused(wechat: WeChat, body: bytes) -> None:
    assert wechat.plain(body).status_code == 400
    if body.isascii():
        assert wechat.sealed(body).status_code == 400


odd = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=200) | st.just("\0") | st.just("9" * 30)
shapes = st.recursive(
    odd, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["TemplateId", "x"]), inner, max_size=2)
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@example(name="subscribe_msg_popup_event", part="FromUserName", value="o" * 129)
@example(name="subscribe_msg_popup_event", part="CreateTime", value=10**20)
@example(name="subscribe_msg_sent_event", part="MsgID", value="9" * 65)
@given(
    name=st.sampled_from(["subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event"]),
    part=st.sampled_from(["FromUserName", "CreateTime", "List", "TemplateId", "SubscribeStatusString", "MsgID", "ErrorCode"]),
    value=shapes,
)
def test_a_signed_event_of_any_shape_is_never_a_500(wechat: WeChat, name: str, part: str, value: Any) -> None:
    one = {"TemplateId": TEMPLATE, "SubscribeStatusString": "accept", "MsgID": "1", "ErrorCode": "0"}
    event: Row = {"FromUserName": "o-nobody", "CreateTime": 3, "Event": name, "List": [one]}
    (one if part in one else event)[part] = value
    answer = wechat.plain(json.dumps(event).encode())
    assert answer.status_code < 500, answer.text


class Department:
    """A department's back-end that answers a case by signed webhook, or somebody who would like to be one."""

    def __init__(self, api: Api, instance: Instance, clock: Clock) -> None:
        self.url, self.clock = f"{api.url}/api/v1/department/decisions", clock
        self.secret, self.http = instance.env["ZHIBAN_DEPARTMENT_SECRET"], httpx.Client(timeout=20)

    def say(self, body: Row | bytes, event: str = "", late: int = 0, **headers: str) -> httpx.Response:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        event = event or (str(body.get("event_id")) if isinstance(body, dict) else "e")
        stamp = headers.get("X-Zhiban-Timestamp", str(int(self.clock.now().timestamp()) + late))
        given = signed_headers(self.secret, stamp, event, raw) | headers
        return self.http.post(self.url, content=raw, headers={name: value.encode("latin-1") for name, value in given.items()})


@pytest.fixture(scope="module")
def department(api: Api, instance: Instance, clock: Clock) -> Department:
    return Department(api, instance, clock)


@pytest.fixture(scope="module")
def lin(api: Api, sandbox: Sandbox, worker: Worker) -> httpx.Client:
    return with_wallet(api, sandbox, "lin")


@pytest.fixture(scope="module")
def case(lin: httpx.Client, sandbox: Sandbox) -> Row:
    """Lin's licence on its way to the traffic police."""
    licence = next(one for one in lin.get("/certificates").json()["items"] if one["type_code"] == "ZJCT017")
    begun = lin.post(f"/certificates/{licence['id']}/renewal").json()
    make_ready(lin, begun, {"phone": "13800138000", "address": "杭州市西湖区文三路1号"})
    submitted = submit(lin, begun["id"]).json()
    until(lambda: desk_of(sandbox, begun["id"]))
    return dict(submitted)


def letter(case: Row, outcome: str, **changes: object) -> Row:
    said = {"event_id": f"e-{secrets.token_hex(6)}", "case_id": case["id"], "department": "traffic-police", "outcome": outcome}
    return said | {"reason": "", "certificate": None, "at": "2026-03-10T10:00:00+08:00"} | changes


def test_a_letter_that_is_not_signed_by_the_department_changes_nothing(department: Department, lin: httpx.Client, case: Row) -> None:
    said = letter(case, "approved")
    forged = {
        "no signature": {"X-Zhiban-Signature": ""},
        "another's": {"X-Zhiban-Signature": f"sha256={crypto.sign('guess', '1', 'e', '{}')}"},
        "not even hex": {"X-Zhiban-Signature": "sha256=\xe9"},
        "no time": {"X-Zhiban-Timestamp": ""},
        "no digits": {"X-Zhiban-Timestamp": "\xb2\xb9"},
        "far too many": {"X-Zhiban-Timestamp": "9" * 300},
        "another event": {"X-Zhiban-Event": "e-other"},
    }
    for what, headers in forged.items():
        answer = department.say(said, **headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "department.signature"), what
    assert department.say(said, late=-301).status_code == 401
    assert department.say(said, late=301).status_code == 401
    body = json.dumps(said).encode()
    kept = signed_headers(department.secret, str(int(department.clock.now().timestamp())), said["event_id"], body)
    assert department.http.post(department.url, content=body.replace(b"approved", b"rejected"), headers=kept).status_code == 401
    assert lin.get(f"/cases/{case['id']}").json()["state"] == "submitted"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"event_id":"e"}' + b" " * 70_000, b'{"event_id":' * 3000])
def test_a_signed_letter_that_can_not_be_read_is_refused(department: Department, body: bytes) -> None:
    assert 400 <= department.say(body, event="e").status_code < 500


def test_another_departments_letter_and_unknown_cases_are_refused(department: Department, lin: httpx.Client, case: Row) -> None:
    assert department.say(letter(case, "approved", department="health")).status_code == 403
    assert department.say(letter({"id": "01a201cd-51bf-7bb9-bd07-b5b970cf74c3"}, "approved")).status_code == 404
    assert lin.get(f"/cases/{case['id']}").json()["state"] == "submitted"


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    part=st.sampled_from(
        ["case_id", "department", "outcome", "reason", "certificate", "at", "round", "number", "issued_on", "printed_until"]
    ),
    value=shapes,
)
def test_a_signed_letter_of_any_shape_is_never_a_500(department: Department, part: str, value: Any) -> None:
    said = letter({"id": "01a201cd-51bf-7bb9-bd07-b5b970cf74c3"}, "approved", certificate={"number": "1", "issued_on": "2026-03-10"})
    (said["certificate"] if part in {"number", "issued_on", "printed_until"} else said)[part] = value
    answer = department.say(said)
    assert 400 <= answer.status_code < 500, answer.text


def test_letters_in_any_order_and_number_leave_one_decision(department: Department, lin: httpx.Client, case: Row) -> None:
    """Approved twice and in parallel, then accepted, corrected and rejected too late: one new certificate, and it stays."""
    approved = letter(case, "approved")
    assert [department.say(approved).status_code for _ in range(2)] == [200, 200]
    done = lin.get(f"/cases/{case['id']}").json()
    assert (done["state"], done["outcome"]["decision"]) == ("finished", "approved")
    for outcome in ("accepted", "correction", "rejected", "approved"):
        assert department.say(letter(case, outcome, reason="太迟了")).status_code == 200
    after = lin.get(f"/cases/{case['id']}").json()
    assert {**after, "materials": 0} == {**done, "materials": 0}  # preview addresses are signed anew each time
    licences = [one for one in lin.get("/certificates").json()["items"] if one["type_code"] == "ZJCT017"]
    assert [one["id"] for one in licences] == [done["new_certificate_id"]]


def test_the_same_key_or_another_hands_a_finished_case_in_no_second_time(lin: httpx.Client, case: Row, sandbox: Sandbox) -> None:
    numbers = {submit(lin, case["id"], key).json()["number"] for key in ("one-key-twice", "one-key-twice", "another-key")}
    assert numbers == {case["number"]}
    time.sleep(0.5)
    assert len([row for row in sandbox.journal(kind="department.received") if row["case_id"] == case["id"]]) == 1


@pytest.mark.parametrize("key", [None, "", "short", "x" * 129])
def test_handing_in_needs_a_key_of_a_sensible_length(lin: httpx.Client, case: Row, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    assert lin.post(f"/cases/{case['id']}/submission", headers=headers).status_code == 422
