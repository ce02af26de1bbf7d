"""Identity authority, SMS gateway and registry: what they answer and whom they refuse."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from datetime import date, timedelta
from typing import Any

import pytest

from tests.sandbox.conftest import Sandbox, Start

IDENTITY = {"Authorization": "Bearer sandbox-identity-key"}
REGISTRY = {"Authorization": "Bearer sandbox-registry-key"}


def ask(sandbox: Sandbox, name: str, number: str, request_id: str = "r1") -> Any:
    body = {"request_id": request_id, "name": name, "id_number": number}
    return sandbox.http.post("/identity/v1/two-elements", json=body, headers=IDENTITY).json()


def test_name_and_number_match_mismatch_or_are_unknown(sandbox: Sandbox) -> None:
    lin = sandbox.person("lin")
    first = ask(sandbox, lin["name"], lin["id_number"])
    assert first["result"] == "match"
    assert first["provider_ref"]
    assert ask(sandbox, "别人", lin["id_number"], "r2")["result"] == "mismatch"
    assert ask(sandbox, lin["name"], "330106199205180019", "r3")["result"] == "not_found"
    assert ask(sandbox, "whatever", "whatever") == first


def test_two_people_of_one_name_are_told_apart_by_number(sandbox: Sandbox) -> None:
    one, other = sandbox.person("li"), sandbox.person("liwei")
    assert one["name"] == other["name"]
    assert ask(sandbox, one["name"], one["id_number"])["result"] == "match"
    assert ask(sandbox, one["name"], other["id_number"], "r2")["result"] == "match"


def test_keys_are_asked_for(sandbox: Sandbox) -> None:
    for path in ("/identity/v1/two-elements", "/registry/v1/facts"):
        assert sandbox.http.post(path, json={}).status_code == 401
        assert sandbox.http.post(path, json={}, headers={"Authorization": "Bearer x"}).status_code == 401
    assert sandbox.http.post("/identity/v1/two-elements", json={}, headers=IDENTITY).status_code == 400
    assert sandbox.http.post("/registry/v1/facts", content=b"[]", headers=REGISTRY).status_code == 400


def send(sandbox: Sandbox, client_id: str, phone: str = "13812345001", **changes: Any) -> Any:
    clock = sandbox.get("/admin/clock")["offset_seconds"]
    body = json.dumps({"client_id": client_id, "phone": phone, "template": "sign-in", "params": {"code": "123456"}} | changes).encode()
    stamp = str(int(time.time() + clock + changes.pop("late", 0)))
    signature = hmac.new(b"sandbox-sms-secret", stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"X-Key": "sandbox-sms-key", "X-Timestamp": stamp, "X-Signature": signature}
    return sandbox.http.post("/sms/v1/messages", content=body, headers=headers).json()


def test_a_text_message_reaches_the_phone_once_for_a_client_id(sandbox: Sandbox) -> None:
    first = send(sandbox, "m1")
    assert first["code"] == "OK"
    assert send(sandbox, "m1") == first
    (message,) = sandbox.get("/admin/messages", user="lin")["messages"]
    assert message["channel"] == "sms"
    assert message["code"] == "123456"
    assert "123456" in message["text"]
    assert sandbox.get("/admin/messages", phone="13812345001")["messages"] == [message]


def test_a_number_gets_one_a_minute_five_an_hour_ten_a_day(sandbox: Sandbox) -> None:
    assert send(sandbox, "a0")["code"] == "OK"
    refused = send(sandbox, "a1")
    assert refused["code"] == "isv.BUSINESS_LIMIT_CONTROL"
    assert "分钟" in refused["message"]
    assert send(sandbox, "b0", "13812345002")["code"] == "OK"
    codes = []
    for turn in range(1, 12):
        sandbox.move("+2m" if turn % 5 else "+1h")
        codes.append(send(sandbox, f"c{turn}")["code"])
    assert codes == ["OK"] * 9 + ["isv.BUSINESS_LIMIT_CONTROL"] * 2
    sandbox.move("+1d")
    assert send(sandbox, "d0")["code"] == "OK"


def test_five_an_hour(sandbox: Sandbox) -> None:
    for turn in range(5):
        assert send(sandbox, f"h{turn}")["code"] == "OK"
        sandbox.move("+2m")
    assert "小时" in send(sandbox, "h5")["message"]


def test_the_limits_can_be_lifted(sandbox: Sandbox, start: Start) -> None:
    sandbox.knob(sms_limits=False)
    assert [send(sandbox, f"x{turn}")["code"] for turn in range(12)] == ["OK"] * 12


def test_wrong_requests_are_refused_with_the_gateways_codes(sandbox: Sandbox) -> None:
    assert send(sandbox, "n1", "12345")["code"] == "isv.MOBILE_NUMBER_ILLEGAL"
    assert send(sandbox, "")["code"] == "isv.INVALID_PARAMETERS"
    assert send(sandbox, "n2", late=-400)["code"] == "InvalidTimeStamp.Expired"
    assert sandbox.http.post("/sms/v1/messages", json={"client_id": "x"}).json()["code"] == "SignatureDoesNotMatch"


def look(sandbox: Sandbox, what: str, **holder: str) -> list[Any]:
    return list(sandbox.http.post(f"/registry/v1/{what}", json=holder, headers=REGISTRY).json()[what])


def test_the_registry_knows_certificates_relative_to_the_demo_day(sandbox: Sandbox) -> None:
    day = date.fromisoformat(sandbox.get("/admin/people")["day"])
    (licence,) = (c for c in look(sandbox, "certificates", id_number=sandbox.person("lin")["id_number"]) if c["type_code"] == "ZJCT017")
    issued = date.fromisoformat(licence["issued_on"])
    assert licence["version"] == 1
    assert licence["printed_until"] is None
    assert abs(date(issued.year + 6, issued.month, min(issued.day, 28)) - (day + timedelta(days=25))) <= timedelta(days=4)


def test_the_registry_knows_enterprises_and_their_certificates(sandbox: Sandbox) -> None:
    found = look(sandbox, "enterprises", id_number=sandbox.person("zhou")["id_number"])
    assert {row["role"] for row in found} == {"经营者", "经办人"}
    shop = next(row for row in found if row["name"] == "杭州周记点心店")
    assert {c["type_code"] for c in look(sandbox, "certificates", uscc=shop["uscc"])} == {"ZJCT085", "ZJCT092"}
    assert {f["name"]: f["value"] for f in look(sandbox, "facts", uscc=shop["uscc"])}["ent.type"] == "individual"


def test_facts_are_plain_json_as_of_today(sandbox: Sandbox) -> None:
    number = sandbox.person("huang")["id_number"]
    facts = {row["name"]: row for row in look(sandbox, "facts", id_number=number)}
    assert facts["child.hukou"]["value"] is None
    assert facts["child.certificates"]["value"] == ["出生医学证明"]
    assert date.fromisoformat(facts["child.birth_date"]["value"])
    days = {row["name"]: row["value"] for row in look(sandbox, "facts", id_number=sandbox.person("lin")["id_number"])}
    assert days["vehicle.insurance_days_left"] == 18
    sandbox.move("+7d")
    later = {row["name"]: row["value"] for row in look(sandbox, "facts", id_number=sandbox.person("lin")["id_number"])}
    assert later["vehicle.insurance_days_left"] == 11


def test_unknown_holders_have_nothing(sandbox: Sandbox) -> None:
    for what in ("certificates", "facts", "enterprises"):
        assert look(sandbox, what, id_number="110101199001011237") == []


@pytest.mark.parametrize("what", ["certificates", "facts"])
def test_the_registry_asks_for_a_number(sandbox: Sandbox, what: str) -> None:
    assert sandbox.http.post(f"/registry/v1/{what}", json={}, headers=REGISTRY).status_code == 400
