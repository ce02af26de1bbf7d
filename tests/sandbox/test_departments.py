"""Department back-ends: signed cases in, signed decisions out until they are taken."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import Product, Sandbox, until

SECRET, DECISIONS = b"sandbox-department-secret", "/api/v1/department/decisions"


def signature(stamp: str, event: str, body: bytes) -> str:
    return "sha256=" + hmac.new(SECRET, f"{stamp}.{event}.".encode() + body, hashlib.sha256).hexdigest()


def letter(sandbox: Sandbox, case_id: str = "c1", department: str = "traffic-police", late: int = 0, **changes: Any) -> httpx.Response:
    lin = sandbox.person("lin")
    payload = {
        "case_id": case_id,
        "case_number": "ZB1",
        "service_code": "IT189",
        "service_name": "机动车驾驶证期满换证",
        "applicant": {"name": lin["name"], "id_number": lin["id_number"], "phone": lin["phone"]},
        "fields": {"certificate_number": lin["id_number"]},
        "materials": [],
    } | changes
    body, event = json.dumps(payload).encode(), f"{case_id}-1"
    stamp = str(int(time.time()) - late + int(sandbox.get("/admin/clock")["offset_seconds"]))
    headers = {"X-Zhiban-Timestamp": stamp, "X-Zhiban-Event": event, "X-Zhiban-Signature": signature(stamp, event, body)}
    return sandbox.http.post(f"/departments/{department}/cases", content=body, headers=headers)


def decide(sandbox: Sandbox, outcome: str, case_id: str = "c1", **more: Any) -> httpx.Response:
    path = f"/admin/departments/traffic-police/cases/{case_id}/decision"
    return sandbox.http.post(path, json={"outcome": outcome, **more})


def delivered(product: Product, answer: httpx.Response) -> dict[str, Any]:
    """The decision that `answer` announced, once it has come."""
    event = answer.json()["event_id"]
    until(lambda: any(one["headers"]["x-zhiban-event"] == event for one in product.at(DECISIONS)))
    return dict(json.loads(next(one["body"] for one in product.at(DECISIONS) if one["headers"]["x-zhiban-event"] == event)))


def outcomes(product: Product) -> list[str]:
    return [json.loads(one["body"])["outcome"] for one in product.at(DECISIONS)]


def test_a_case_gets_a_receipt_and_the_same_again(sandbox: Sandbox) -> None:
    first, second = letter(sandbox), letter(sandbox)
    assert first.status_code == second.status_code == 202
    assert first.json() == second.json()
    assert letter(sandbox, department="health").status_code == 409
    assert len(sandbox.get("/admin/departments/traffic-police/cases")["cases"]) == 1


def test_unsigned_and_stale_letters_are_refused(sandbox: Sandbox) -> None:
    assert sandbox.http.post("/departments/health/cases", json={"case_id": "x"}).status_code == 401
    assert letter(sandbox, late=400).status_code == 401
    assert letter(sandbox, case_id="").status_code == 422


def test_the_case_is_accepted_and_the_desk_decides(sandbox: Sandbox, product: Product) -> None:
    letter(sandbox)
    product.wait(1, DECISIONS)
    answer = decide(sandbox, "approved", reason="符合条件")
    assert answer.status_code == 200
    came = product.wait(2, DECISIONS)[1]
    decision, headers = json.loads(came["body"]), came["headers"]
    assert outcomes(product) == ["accepted", "approved"]
    assert decision["event_id"] == headers["x-zhiban-event"] == answer.json()["event_id"]
    assert headers["x-zhiban-signature"] == signature(headers["x-zhiban-timestamp"], decision["event_id"], came["body"])
    assert decision["certificate"]["number"] == sandbox.person("lin")["id_number"]
    assert decision["certificate"]["issued_on"] == sandbox.get("/admin/people")["day"]
    assert decision["certificate"]["printed_until"] is None
    assert decision["reason"] == "符合条件"
    assert decide(sandbox, "rejected").status_code == 409
    assert decide(sandbox, "approved", "no-case").status_code == 404


def test_an_approved_renewal_shows_as_the_next_version_in_the_registry(sandbox: Sandbox) -> None:
    letter(sandbox)
    decide(sandbox, "approved")
    body, key = {"id_number": sandbox.person("lin")["id_number"]}, {"Authorization": "Bearer sandbox-registry-key"}
    rows = sandbox.http.post("/registry/v1/certificates", json=body, headers=key).json()["certificates"]
    (licence,) = (row for row in rows if row["type_code"] == "ZJCT017")
    assert licence["version"] == 2
    assert licence["issued_on"] == sandbox.get("/admin/people")["day"]


def test_an_enterprises_certificate_is_found_by_its_number(sandbox: Sandbox, product: Product) -> None:
    zhou = sandbox.person("zhou")
    shop = next(e for e in zhou["enterprises"] if e["code"] == "zhouji")
    applicant = {"name": zhou["name"], "id_number": zhou["id_number"], "phone": zhou["phone"]}
    named = {"certificate": {"type_code": "ZJCT092", "number": "JY23301060047218"}, "enterprise": {"uscc": shop["uscc"]}}
    letter(sandbox, applicant=applicant, service_code="IT234", **named)
    decide(sandbox, "approved")
    key = {"Authorization": "Bearer sandbox-registry-key"}
    rows = sandbox.http.post("/registry/v1/certificates", json={"uscc": shop["uscc"]}, headers=key).json()["certificates"]
    assert next(row for row in rows if row["type_code"] == "ZJCT092")["version"] == 2


def test_a_service_without_certificate_brings_none(sandbox: Sandbox, product: Product) -> None:
    letter(sandbox, service_code="IT999")
    assert delivered(product, decide(sandbox, "approved"))["certificate"] is None


def test_a_corrected_case_comes_back_under_its_receipt(sandbox: Sandbox, product: Product) -> None:
    receipt = letter(sandbox, round=1).json()
    decide(sandbox, "correction", reason="照片不清楚")
    assert letter(sandbox, round=1).json() == receipt
    (case,) = sandbox.get("/admin/departments/traffic-police/cases")["cases"]
    assert case["state"] == "correction"
    assert letter(sandbox, round=2).json() == receipt
    (case,) = sandbox.get("/admin/departments/traffic-police/cases")["cases"]
    assert case["state"] in ("received", "accepted")
    assert delivered(product, decide(sandbox, "approved"))["round"] == 2


def test_with_the_knob_departments_decide_by_themselves(sandbox: Sandbox, product: Product) -> None:
    sandbox.knob(auto_decide_seconds=0.3)
    letter(sandbox)
    product.wait(2, DECISIONS)
    assert outcomes(product) == ["accepted", "approved"]


def test_a_decision_is_repeated_until_it_is_taken(sandbox: Sandbox, product: Product) -> None:
    product.answers += [(503, b""), (500, b""), (200, b"")]
    letter(sandbox)
    came = product.wait(3, DECISIONS, 15)
    assert len({one["body"] for one in came}) == 1
    until(lambda: not sandbox.get("/admin/outbound")["outbound"])


def test_an_untaken_decision_survives_kill(sandbox: Sandbox, product: Product) -> None:
    sandbox.fault("webhook", "drop")
    letter(sandbox)
    until(lambda: bool(sandbox.get("/admin/outbound")["outbound"]))
    sandbox.kill()
    sandbox.start()
    assert product.at(DECISIONS) == []
    sandbox.http.delete("/admin/faults")
    product.wait(1, DECISIONS, 10)
    assert outcomes(product) == ["accepted"]


@pytest.mark.parametrize("kind", ["duplicate", "bad_signature", "stale_timestamp"])
def test_webhooks_can_be_wrong(sandbox: Sandbox, product: Product, kind: str) -> None:
    sandbox.fault("webhook", kind, times=1)
    letter(sandbox)
    came = product.wait(3 if kind == "duplicate" else 1, DECISIONS)
    headers, body = came[0]["headers"], came[0]["body"]
    right = signature(headers["x-zhiban-timestamp"], headers["x-zhiban-event"], body)
    assert (headers["x-zhiban-signature"] == right) == (kind != "bad_signature")
    assert (int(headers["x-zhiban-timestamp"]) < time.time() - 3000) == (kind == "stale_timestamp")
