"""The hall through its front door: the API, the worker and a department as processes of their own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import anyio
import httpx
import pytest

from core import clock as now
from core.tables import sql
from local.clock import Clock
from local.instance import Api, Instance, Sandbox, Worker
from profile import traits
from recommend import vocabulary
from tests.hall import steps

Row = dict[str, Any]


def until(ask: Callable[[], Row], good: Callable[[Row], bool], seconds: float = 90) -> Row:
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


def test_what_is_promised_from_shared_data_is_not_asked_for_and_the_department_looks_it_up(lin: httpx.Client, sandbox: Sandbox) -> None:
    said = {"version": 1, "answers": {"kin": "near", "same": "是"}}
    guided = lin.post("/services/IT117/situations/answers", json=said).json()["situation"]["materials"]
    assert {one["name"]: one["waived_source"] for one in guided if one["waived"]} == {"居民身份证": "数据共享", "亲属关系": "数据共享"}
    assert lin.get("/services/IT117").json()["materials"] == guided
    begun = lin.post("/services/IT117/cases", json=said)
    assert begun.status_code == 201, begun.text
    case = begun.json()
    kin = slot_of(case, "亲属关系")
    assert (kin["waived"], kin["required"], kin["looked_up"], kin["waived_source"]) == (True, False, True, "数据共享")
    assert lin.post(f"/cases/{case['id']}/materials", json=PHOTO | {"kind": kin["kind"]}).json()["code"] == "material.not_needed"
    blank = {one["key"]: answer_to(one) for one in case["fields"] if one["required"] and not one["value"]}
    ready = lin.patch(f"/cases/{case['id']}", json={"fields": blank}).json()
    assert ready["blockers"] == []
    assert hand_in(lin, case["id"], "first").status_code == 200
    until(lambda: {"got": received(sandbox, case["id"])}, lambda seen: bool(seen["got"]))
    letter = received(sandbox, case["id"])[0]
    assert {one["name"]: one["look_up"] for one in letter["payload"]["spared"]} == {"居民身份证": False, "亲属关系": True}
    sandbox.decide(letter["department"], case["id"], "correction", reason="没有查到亲属关系，请上传户口簿。")
    again = until(lambda: lin.get(f"/cases/{case['id']}").json(), lambda seen: seen["state"] == "correction")
    assert again["to_correct"]["reason"] == "没有查到亲属关系，请上传户口簿。"
    assert date.fromisoformat(again["to_correct"]["by"]) > now.today()
    assert [one["note"] for one in again["timeline"] if one["title"] in ("已提交", "需要补正")] == [None, again["to_correct"]["reason"]]
    kin = slot_of(again, "亲属关系")
    assert (kin["waived"], kin["required"], "在这里上传" in kin["note"], again["can_submit"]) == (False, False, True, True)
    post(lin, case["id"], kin)
    assert hand_in(lin, case["id"], "second").status_code == 200
    until(lambda: {"got": received(sandbox, case["id"])}, lambda seen: len(seen["got"]) == 2)
    corrected = received(sandbox, case["id"])[1]["payload"]
    assert ([one["kind"] for one in corrected["materials"]], [one["name"] for one in corrected["spared"]]) == (
        [kin["kind"]],
        ["居民身份证"],
    )


@pytest.mark.anyio
async def test_the_page_of_a_licence_says_what_their_enterprise_missed(api: Api, lin: httpx.Client, database: Instance) -> None:
    shop, licence = shop_and_licence(lin)
    shown = renewed_by_it(lin)
    assert shown is not None
    assert (shown["id"], shown["enterprise_name"], shown["can_renew"], shown["missed"]) == (licence["id"], shop["name"], True, None)
    assert renewed_by_it(api.citizen("chen")) is None
    due = (await sql(DEADLINE, UUID(licence["id"]), now.today() - timedelta(days=1)))[0]["was"]
    try:
        missed = (renewed_by_it(lin) or {})["missed"]
        assert (missed["action"]["label"], missed["action"]["params"]) == ("重新申请", {"code": "IT232"})
        assert begun(lin) == (409, "certificate.too_late", missed["sentence"])
    finally:
        await sql(DEADLINE, UUID(licence["id"]), due)


DEADLINE = """
UPDATE profile_certificate c SET deadline_on = $2 FROM profile_certificate before WHERE c.id = $1 AND before.id = $1
RETURNING before.deadline_on AS was
"""


def shop_and_licence(client: httpx.Client) -> tuple[Row, Row]:
    shop = client.get("/me").json()["enterprises"][0]
    held = client.get(f"/enterprises/{shop['id']}/certificates").json()["items"]
    return shop, next(one for one in held if one["type_code"] == steps.FOOD)


def renewed_by_it(client: httpx.Client) -> Row | None:
    found: Row | None = client.get("/services/IT234").json()["renewable_certificate"]
    return found


def begun(client: httpx.Client) -> tuple[int, str, str]:
    answer = client.post("/services/IT234/cases")
    return answer.status_code, answer.json()["code"], answer.json()["detail"]


PHOTO = {"file_name": "photo.jpg", "media_type": "image/jpeg", "size": 9000}


def slot_of(case: Row, name: str) -> Row:
    return next(one for one in case["materials"] if one["name"] == name)


def answer_to(field: Row) -> str:
    return field["choices"][0] if field["choices"] else "2020-01-01" if field["kind"] == "date" else "330106"


def hand_in(client: httpx.Client, case_id: str, tap: str) -> httpx.Response:
    return client.post(f"/cases/{case_id}/submission", headers={"Idempotency-Key": f"{tap}-tap-{case_id}"})


@pytest.mark.anyio
async def test_a_correction_about_to_lapse_and_a_case_to_be_rated_call_their_scenes(
    lin: httpx.Client, api: Api, sandbox: Sandbox, clock: Clock, database: Instance
) -> None:
    case = filled(lin)
    assert hand_in(lin, case["id"], "rated").status_code == 200
    until(lambda: {"got": received(sandbox, case["id"])}, lambda seen: bool(seen["got"]))
    desk = received(sandbox, case["id"])[0]["department"]
    sandbox.decide(desk, case["id"], "correction", reason="请把户籍地址写完整。")
    waiting = until(lambda: card_of(lin, case["id"]), lambda seen: seen.get("title", "").endswith("需要补正"))
    assert waiting["scene_code"] is None  # ten working days are left

    clock.move(timedelta(days=12))  # over two weekends: two days are left
    lin = api.citizen("lin")
    waiting = card_of(lin, case["id"])
    assert (waiting["scene_code"], waiting["reason"]) == ("SC154", "部门请您补正材料，请在2026年3月24日前补好提交，部门才能继续办。")
    assert await told(case["id"]) == {"case.state": "correction", "case.correction_days_left": 2}

    assert hand_in(lin, case["id"], "corrected").status_code == 200
    until(lambda: {"got": received(sandbox, case["id"])}, lambda seen: len(seen["got"]) == 2)
    sandbox.decide(desk, case["id"], "approved")
    done = until(lambda: card_of(lin, case["id"]), lambda seen: seen.get("scene_code") == "SC155")
    assert (done["title"], done["action"]["label"]) == ("“" + case["service"]["name"] + "”已办结", "去评价")
    assert done["action"]["params"] == {"id": case["id"]}
    why = lin.get(f"/home/cards/{done['id']}").json()
    assert [one["sentence"] for one in why["turns"]] == [
        "2026年3月28日起不再推荐",
        "“办件状态”不再是“已办结”后不再推荐",
        "“已评价”不再是“否”后不再推荐",
    ]
    assert await told(case["id"]) == {"case.state": "finished", "case.finished": "2026-03-22", "case.rated": False}

    assert lin.post(f"/cases/{case['id']}/rating", json={"level": 5, "aspects": {}, "words": ""}).status_code < 300
    assert card_of(lin, case["id"]) == {}
    assert (await told(case["id"]))["case.rated"] is True


def filled(client: httpx.Client) -> Row:
    case: Row = client.post("/services/IT117/cases", json={"version": 1, "answers": {"kin": "near", "same": "是"}}).json()
    blank = {one["key"]: answer_to(one) for one in case["fields"] if one["required"] and not one["value"]}
    return client.patch(f"/cases/{case['id']}", json={"fields": blank}).json()  # type: ignore[no-any-return]


def card_of(client: httpx.Client, case_id: str) -> Row:
    return next((one for one in client.get("/home").json()["cards"] if one["id"] == f"case-{case_id}"), {})


async def told(case_id: str) -> Row:
    """What the kept row says of cases, once it is the one that the ledger gives."""
    who = [(await sql("SELECT citizen_id FROM hall_case WHERE id = $1", UUID(case_id)))[0]["citizen_id"]]
    for _ in range(200):
        kept, anew = await traits.of(who), await traits.rebuilt(who, vocabulary.dictionary(), now.today())
        if kept == anew:
            break
        await anyio.sleep(0.1)
    assert kept == anew
    values = traits.values(kept[who[0]], vocabulary.dictionary(), now.today())
    return {name: value for name, value in values.items() if name.startswith("case.")}
