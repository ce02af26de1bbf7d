"""Operators and people at the front door: browsing, drafts, publication, roll back, files, and a service as a region has it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import httpx
import pytest

from local.instance import Api, Instance
from local.programs import environment
from tests.items.steps import as_csv, as_xlsx, line

Row = dict[str, Any]


@pytest.fixture(scope="module")
def duty(api: Api, bare_database: Instance) -> httpx.Client:
    command = [sys.executable, "-m", "profile.staff", "duty"]
    subprocess.run(command, input="a-long-enough-password", text=True, check=True, env=environment(bare_database.env), capture_output=True)
    session = api.client().post("/operator/sessions", json={"username": "duty", "password": "a-long-enough-password"}).json()
    return api.client(session["access_token"])


def upload(http: httpx.Client, name: str, data: bytes, **fields: str) -> httpx.Response:
    return http.post("/operator/imports", files={"file": (name, data)}, data=fields)


def test_a_service_is_edited_shown_published_and_rolled_back(duty: httpx.Client, api: Api) -> None:
    drafted = duty.patch("/operator/services/IT051", json={"fee": "12元", "materials": [{"name": "申请表"}]})
    assert drafted.status_code == 200, drafted.text
    service = drafted.json()
    assert {change["field"] for change in service["draft"]["difference"]} == {"fee", "materials"}
    assert service["content"]["fee"] != "12元"
    assert [row["code"] for row in duty.get("/operator/services", params={"drafts": True}).json()["items"]] == ["IT051"]
    seen = {"version": service["version"], "revision": service["draft"]["revision"], "note": "按新规调整"}
    published = duty.post("/operator/services/IT051/publication", json=seen)
    assert published.status_code == 200, published.text
    assert (published.json()["version"], published.json()["draft"]) == (2, None)
    newest = published.json()["versions"][0]
    assert (newest["number"], newest["staff"], newest["note"]) == (2, "duty", "按新规调整")
    assert api.client().get("/services/IT051").json()["fee"] == "12元"
    again = duty.post("/operator/services/IT051/publication", json=seen)
    assert (again.status_code, again.json()["code"]) == (409, "service.moved_on")
    changed = duty.get("/operator/services/IT051/difference", params={"older": 1, "newer": 2}).json()["items"]
    assert {change["field"] for change in changed} == {"fee", "materials"}
    back = duty.post("/operator/services/IT051/rollback", json={"to": 1, "version": 2})
    assert back.json()["version"] == 3
    assert back.json()["content"] == duty.get("/operator/services/IT051/versions/1").json()
    assert api.client().get("/services/IT051").json()["fee"] != "12元"


def test_a_draft_is_thrown_away(duty: httpx.Client) -> None:
    assert duty.patch("/operator/services/IT052", json={"hours": "工作日"}).json()["draft"]
    assert duty.delete("/operator/services/IT052/draft").json()["draft"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"code": "IT999"}, "code"),
        ({"promise_days": "五"}, "promise_days"),
        ({"promise_days": 10**30}, "promise_days"),
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"verified": "yes"}, "verified"),
        ({"materials": [{"name": "表", "other": 1}]}, "materials.0.other"),
        ({"theme": "没有的主题"}, "theme"),
    ],
)
def test_what_will_not_do_is_a_422_that_names_the_field(duty: httpx.Client, body: Row, field: str) -> None:
    answer = duty.patch("/operator/services/IT053", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == field
    assert duty.get("/operator/services/IT053").json()["draft"] is None


def test_numbers_beyond_all_bounds_are_refused(duty: httpx.Client) -> None:
    for body in ({"to": 10**12, "version": 1}, {"to": 1, "version": -1}, {"to": "1", "version": 1}):
        assert duty.post("/operator/services/IT053/rollback", json=body).status_code == 422
    assert duty.get(f"/operator/services/IT053/versions/{10**12}").status_code == 404
    assert duty.get("/operator/services/没有/difference", params={"older": 1, "newer": 2}).status_code == 404
    assert duty.get("/operator/services", params={"page": 10_001}).status_code == 422


def test_the_list_is_narrowed_by_every_filter(duty: httpx.Client) -> None:
    def total(**by: str) -> int:
        answer = duty.get("/operator/services", params=by)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["total"])

    everything = total()
    assert everything >= 3665
    assert total(item_type="行政征收") == 5
    assert total(source="zhiban") == 452
    assert 0 < total(q="驾驶证") < total(theme="交通出行") < everything
    assert total(q="IT189") == 1
    assert total(status="取消") == total(verified="true") == 0
    assert total(department="traffic-police") > 0
    assert total(q="%' OR 1=1 --") == 0
    citizens, enterprises = total(audience="citizen"), total(audience="enterprise")
    assert citizens < everything > enterprises
    assert citizens + enterprises > everything
    assert duty.get("/operator/services", params={"audience": "dogs"}).status_code == 422


def test_a_region_has_its_own_counter_and_nothing_else(duty: httpx.Client, api: Api) -> None:
    visitor = api.client()
    base = visitor.get("/services/IT189").json()
    example = visitor.get("/services/IT189", params={"region": "330106109000"}).json()
    assert example["region_name"] == "浙江省杭州市西湖区三墩镇"
    assert (example["local"], example["local_verified"]) == (True, False)
    assert "示例" in example["address"]
    assert {key for key in base if base[key] != example[key]} == {"address", "hours", "phone", "local", "region", "region_name"}
    put = duty.patch("/operator/services/IT189/variants/330106", json={"fee": "10元", "address": "文三路 1 号", "verified": True})
    assert put.json()["region_name"] == "浙江省杭州市西湖区"
    local = visitor.get("/services/IT189", params={"region": "330106"}).json()
    assert (local["fee"], local["address"], local["local_verified"]) == ("10元", "文三路 1 号", True)
    listed = duty.get("/operator/services/IT189/variants").json()["items"]
    assert len(listed) == duty.get("/operator/services/IT189").json()["variants"] == 90
    undone = duty.patch("/operator/services/IT189/variants/330106", json=dict.fromkeys(("fee", "address", "hours", "phone")))
    assert (undone.status_code, undone.json()) == (200, None)
    assert visitor.get("/services/IT189", params={"region": "330106"}).json()["local"] is False
    places = {one["code"]: one["name"] for one in duty.get("/operator/regions").json()["items"]}
    assert (places["330106"], places["330100"], len(places)) == ("杭州市西湖区", "杭州市", 101)
    for refused in ({"promise_days": 1}, {"name": "x"}, {"fee": "元" * 41}, {"phone": "打我"}):
        assert duty.patch("/operator/services/IT189/variants/330106", json=refused).status_code == 422
    for region in ("999999", "杭州", "' OR 1=1", "🙂", "3301061090001"):
        answer = visitor.get("/services/IT189", params={"region": region})
        assert (answer.status_code, answer.json()["code"]) == (422, "region.unknown"), region


def test_a_file_is_tried_first_and_brought_when_asked(duty: httpx.Client, api: Api) -> None:
    data = as_xlsx([line(1), line(2)])
    tried = upload(duty, "事项.xlsx", data)
    assert tried.status_code == 200, tried.text
    assert (tried.json()["dry_run"], tried.json()["applied"], tried.json()["created"]) == (True, False, 2)
    assert api.client().get("/services/QX00001").status_code == 404
    brought = upload(duty, "事项.xlsx", data, dry_run="false").json()
    assert (brought["applied"], brought["created"]) == (True, 2)
    assert api.client().get("/services/QX00001").json()["materials"][0] == {
        "name": "居民身份证",
        "waived": True,
        "waived_source": "数据共享",
        "note": "",
    }
    bad = upload(duty, "事项.csv", as_csv([line(3), line(4, 事项名称="")]), dry_run="false").json()
    assert (bad["applied"], bad["fault_count"]) == (False, 1)
    assert bad["faults"] == [{"line": 3, "column": "事项名称", "code": "QX00004", "reason": "不能为空"}]
    assert api.client().get("/services/QX00003").status_code == 404


def test_five_megabytes_are_taken_at_this_door_alone(duty: httpx.Client) -> None:
    wide = upload(duty, "大.csv", as_csv([line(5)]) + b" " * (3 << 20))
    assert wide.status_code in {200, 422}, wide.text
    assert upload(duty, "大.csv", b"x" * (5 << 20) + b"y").json()["code"] == "import.too_large"
    assert upload(duty, "大.csv", b"x" * (6 << 20)).status_code == 413
    other = duty.patch("/operator/services/IT053", content=b" " * (2 << 20), headers={"Content-Type": "application/json"})
    assert other.status_code == 413


def test_broken_uploads_are_a_422_in_words(duty: httpx.Client) -> None:
    for name, data in (("a.csv", b""), ("a.csv", b"\xff\xfe\x00x"), ("a.xlsx", b"PK"), ("a.json", b"{"), ("", b"x"), ("../../a.exe", b"x")):
        answer = upload(duty, name, data)
        assert answer.status_code == 422, answer.text
    assert duty.post("/operator/imports", data={"dry_run": "false"}).status_code == 422
    assert upload(duty, "a.csv", as_csv([line(6)]), dry_run="perhaps").status_code == 422


def test_people_do_not_get_in(api: Api) -> None:
    for client in (api.client(), api.citizen("lin")):
        assert client.get("/operator/services").status_code == 401
        assert upload(client, "a.csv", as_csv([line(7)]), dry_run="false").status_code == 401
