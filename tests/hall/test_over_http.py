"""The hall through its front door: the API, the worker and a department as processes of their own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from local.instance import Api, Sandbox, Worker
from tests.hall import steps

Row = dict[str, Any]


def until(ask: Callable[[], Row], good: Callable[[Row], bool], seconds: float = 30) -> Row:
    deadline = time.monotonic() + seconds
    while not good(seen := ask()):
        assert time.monotonic() < deadline, seen
        time.sleep(0.2)
    return seen


@pytest.fixture(scope="module")
def lin(api: Api, worker: Worker, sandbox: Sandbox) -> Iterator[httpx.Client]:
    """Lin with her real name and what the registry holds of her."""
    client, person = api.citizen("lin"), sandbox.person("lin")
    answer = client.post("/me/real-name", json={"name": person["name"], "id_number": person["id_number"], "consent": True})
    assert answer.json()["state"] == "passed", answer.text
    until(lambda: client.get("/certificates").json(), lambda seen: bool(seen["items"]))
    yield client
    client.close()


def test_a_licence_is_renewed_from_wallet_to_wallet(lin: httpx.Client, sandbox: Sandbox) -> None:
    licence = next(one for one in lin.get("/certificates").json()["items"] if one["type_code"] == steps.LICENCE)
    begun = lin.post(f"/certificates/{licence['id']}/renewal")
    assert begun.status_code == 201, begun.text
    case = begun.json()
    for slot in case["materials"]:
        if slot["required"]:
            post(lin, case["id"], slot)
    ready = until(lambda: lin.get(f"/cases/{case['id']}").json(), lambda seen: seen["can_submit"])
    assert ready["blockers"] == []
    for _ in range(2):
        sent = lin.post(f"/cases/{case['id']}/submission", headers={"Idempotency-Key": "tap-number-one"})
        assert sent.status_code == 200, sent.text
    assert sent.json()["number"].startswith("ZB")
    until(lambda: {"got": received(sandbox, case["id"])}, lambda seen: bool(seen["got"]))
    sandbox.decide("traffic-police", case["id"], "approved")
    done = until(lambda: lin.get(f"/cases/{case['id']}").json(), lambda seen: seen["state"] == "finished")
    renewed = lin.get(f"/certificates/{done['new_certificate_id']}").json()
    assert renewed["version"] == licence["version"] + 1
    assert renewed["days_left"] > 365
    assert [one["id"] for one in renewed["history"]][-1] == licence["id"]


def received(sandbox: Sandbox, case_id: str) -> list[Row]:
    return [one for one in sandbox.journal(kind="department.received") if one["case_id"] == case_id]


def post(client: httpx.Client, case_id: str, slot: Row) -> None:
    data = steps.jpeg(steps.portrait() if slot["kind"] == "portrait" else steps.page())
    asked = {"kind": slot["kind"], "file_name": "photo.jpg", "media_type": "image/jpeg", "size": len(data)}
    ticket = client.post(f"/cases/{case_id}/materials", json=asked)
    assert ticket.status_code == 201, ticket.text
    assert steps.post(ticket.json()["upload"], data).status_code < 300
    material = ticket.json()["material"]["id"]
    assert client.post(f"/materials/{material}/arrived").status_code == 202
    until(lambda: client.get(f"/materials/{material}").json(), lambda seen: seen["state"] == "passed")


def test_a_locked_field_is_a_problem_that_names_it(lin: httpx.Client) -> None:
    begun = lin.post("/services/IT142/cases")
    assert begun.status_code == 201, begun.text
    refused = lin.patch(f"/cases/{begun.json()['id']}", json={"fields": {"id_number": "330106199001011234"}})
    assert refused.status_code == 422
    assert refused.json()["code"] == "case.field_locked"
    assert "证件号码" in refused.json()["detail"]


def test_strangers_and_made_up_ids_find_nothing(api: Api, lin: httpx.Client) -> None:
    mine = lin.post("/services/IT142/cases").json()["id"]
    stranger = api.citizen("chen")
    for path in (f"/cases/{mine}", "/cases/01a201cd-51bf-7bb9-bd07-b5b970cf74c3", "/services/IT999"):
        assert stranger.get(path).status_code == 404


def test_a_webhook_with_a_wrong_signature_is_refused(api: Api) -> None:
    forged = httpx.post(f"{api.url}/api/v1/department/decisions", json={"event_id": "x"}, headers={"X-Zhiban-Signature": "sha256=00"})
    assert forged.status_code == 401
