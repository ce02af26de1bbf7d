"""Identity authority and registry: what they answer and whom they refuse."""

from __future__ import annotations

import json
import time
from datetime import date, timedelta
from typing import Any

import pytest

from sandbox.signing import headers
from tests.sandbox.conftest import Sandbox

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
    for path in ("/identity/v1/two-elements", "/registry/v1/certificates"):
        assert sandbox.http.post(path, json={}).status_code == 401
        assert sandbox.http.post(path, json={}, headers={"Authorization": "Bearer x"}).status_code == 401
    assert sandbox.http.post("/identity/v1/two-elements", json={}, headers=IDENTITY).status_code == 400
    assert sandbox.http.post("/registry/v1/certificates", content=b"[]", headers=REGISTRY).status_code == 400


def look(sandbox: Sandbox, what: str, **holder: str) -> list[Any]:
    return list(sandbox.http.post(f"/registry/v1/{what}", json=holder, headers=REGISTRY).json()[what])


def told(sandbox: Sandbox, share: str, **asked: str) -> Any:
    """Asks one department, signed as the product signs."""
    body, stamp = json.dumps(asked).encode(), str(int(time.time() + sandbox.get("/admin/clock")["offset_seconds"]))
    return sandbox.http.post(f"/shares/v1/{share}", content=body, headers=headers("sandbox-department-secret", stamp, "share-1", body))


def shared(sandbox: Sandbox, share: str, **holder: str) -> dict[str, Any]:
    found = told(sandbox, share, **holder, purpose="测试", basis="测试").json()["facts"]
    return {row["name"]: row for row in found}


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
    assert shared(sandbox, "market", uscc=shop["uscc"])["ent.type"]["value"] == "individual"


def test_facts_are_plain_json_as_of_today(sandbox: Sandbox) -> None:
    number = sandbox.person("huang")["id_number"]
    assert shared(sandbox, "population", id_number=number)["child.hukou"]["value"] is None
    facts = shared(sandbox, "health", id_number=number)
    assert "child.hukou" not in facts
    assert facts["child.certificates"]["value"] == ["出生医学证明"]
    assert date.fromisoformat(facts["child.birth_date"]["value"])
    lin = sandbox.person("lin")["id_number"]
    assert shared(sandbox, "vehicle", id_number=lin)["vehicle.insurance_days_left"]["value"] == 18
    sandbox.move("+7d")
    assert shared(sandbox, "vehicle", id_number=lin)["vehicle.insurance_days_left"]["value"] == 11


def test_a_department_tells_nothing_without_a_signature_a_purpose_and_a_basis(sandbox: Sandbox) -> None:
    number = sandbox.person("lin")["id_number"]
    assert sandbox.http.post("/shares/v1/vehicle", json={"id_number": number, "purpose": "x", "basis": "x"}).status_code == 401
    assert told(sandbox, "vehicle", id_number=number, purpose="提醒").status_code == 400
    assert told(sandbox, "vehicle", purpose="提醒", basis="法").status_code == 400


def test_unknown_holders_have_nothing(sandbox: Sandbox) -> None:
    for what in ("certificates", "enterprises"):
        assert look(sandbox, what, id_number="110101199001011237") == []


@pytest.mark.parametrize("what", ["certificates", "enterprises"])
def test_the_registry_asks_for_a_number(sandbox: Sandbox, what: str) -> None:
    assert sandbox.http.post(f"/registry/v1/{what}", json={}, headers=REGISTRY).status_code == 400
