"""Policies and points under operators' hands: changed field by field, seen at once, verified by name."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from local.instance import Api, Instance, Worker
from profile import staff

PASSWORD = "a-long-enough-password"


@pytest.fixture(scope="module")
async def duty(api: Api, database: Instance, worker: object) -> httpx.Client:
    await staff.appoint("place-keeper", "当班员", PASSWORD)
    answer = api.client().post("/operator/sessions", json={"username": "place-keeper", "password": PASSWORD})
    return api.client(answer.json()["access_token"])


def done(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_policy_is_changed_verified_and_found_by_its_new_words(duty: httpx.Client, api: Api) -> None:
    path = "/operator/policies/birth-registration"
    before = done(duty.get(path))
    assert (before["verified"], before["verified_by"]) == (False, "")
    changed = done(duty.patch(path, json={"title": "怀孕登记小贴士", "services": ["IT001", "IT003"], "verified": True}))
    assert (changed["verified"], changed["verified_by"], bool(changed["verified_at"])) == (True, "当班员", True)
    seen = done(api.client().get(f"/policies/{before['id']}"))
    assert (seen["title"], seen["label"], [one["code"] for one in seen["services"]]) == ("怀孕登记小贴士", "", ["IT001", "IT003"])
    again = done(duty.patch(path, json={"summary": "换一句话。"}))
    assert (again["verified"], again["verified_by"]) == (False, "")
    assert done(api.client().get(f"/policies/{before['id']}"))["label"] == "示例"
    assert done(duty.get("/operator/policies", params={"q": "小贴士"}))["items"][0]["edited"] is True
    until_found(api, "怀孕登记小贴士", "policy", before["id"], there=True)


def test_a_point_has_its_own_hours_and_services_and_closes_for_itself_alone(duty: httpx.Client, api: Api) -> None:
    first, other = done(duty.get("/operator/points", params={"region": "330106", "kind": "county_centre"}))["items"][0], None
    near = done(api.client().get("/points", params={"region": "330106", "service": "IT024", "open_now": True, "limit": 50}))["items"]
    other = next(one for one in near if one["name"] != first["name"])
    path = f"/operator/points/{first['code']}"
    changes = {
        "address": "文三路 1 号",
        "hours": "workday 09:00-10:30; sunday 09:00-10:00",
        "phone": "0571-12345",
        "services": ["police", "IT189"],
    }
    changed = done(duty.patch(path, json=changes))
    shown = done(api.client().get(f"/points/{changed['id']}"))
    assert (shown["address"], shown["phone"], {one["name"] for one in shown["can"]}) == (
        "文三路 1 号",
        "0571-12345",
        {"公安", "机动车驾驶证期满换证"},
    )
    assert {one["day"]: one["hours"] for one in shown["week"]}["周日"] == "9:00–10:00"
    listed = done(api.client().get("/points", params={"region": "330106", "service": "IT018", "limit": 50}))["items"]
    assert changed["id"] not in {one["id"] for one in listed}
    done(duty.patch(path, json={"closed": True}))
    assert done(api.client().get(f"/points/{changed['id']}"))["opening"]["open"] is False
    still = done(api.client().get("/points", params={"region": "330106", "service": "IT024", "open_now": True, "limit": 50}))["items"]
    assert changed["id"] not in {one["id"] for one in still}
    assert other["id"] in {one["id"] for one in still}


@pytest.mark.parametrize(
    ("path", "changes", "field"),
    [
        ("policies/birth-registration", {"title": ""}, "title"),
        ("policies/birth-registration", {"theme": "没有这个主题"}, "theme"),
        ("policies/birth-registration", {"services": ["IT999"]}, "services"),
        ("policies/birth-registration", {"for_citizens": False, "for_enterprises": False}, "for_citizens"),
        ("policies/birth-registration", {"basis": ["同一部法", "同一部法"]}, "basis"),
        ("points/{}", {"hours": "早上到晚上"}, "hours"),
        ("points/{}", {"hours": ""}, "hours"),
        ("points/{}", {"services": []}, "services"),
        ("points/{}", {"services": ["dragons"]}, "services"),
        ("points/{}", {"phone": "打我"}, "phone"),
        ("points/{}", {"longitude": 1.0}, "longitude"),
    ],
)
def test_what_will_not_do_is_named_and_changes_nothing(duty: httpx.Client, path: str, changes: dict[str, object], field: str) -> None:
    code = done(duty.get("/operator/points", params={"region": "330102"}))["items"][0]["code"]
    where = f"/operator/{path.format(code)}"
    before = done(duty.get(where))
    refused = duty.patch(where, json=changes)
    assert refused.status_code == 422
    assert field in refused.text
    assert done(duty.get(where)) == before


def test_people_do_not_get_in(api: Api) -> None:
    for client in (api.client(), api.citizen("lin")):
        assert client.get("/operator/policies").status_code == client.get("/operator/points").status_code == 401
        assert client.patch("/operator/policies/birth-registration", json={"title": "x"}).status_code == 401


POLICY = {
    "code": "warm-homes",
    "title": "老旧小区暖心改造补助",
    "theme": "住房与不动产",
    "for_citizens": True,
    "summary": "给装电梯的楼道一笔钱。",
    "gives": "每个楼道一万元。",
    "who": "住在老楼里的人。",
    "how": "全楼商量\n社区登记",
    "place": "社区服务站。",
    "services": ["IT164"],
}
POINT = {
    "code": "river-station",
    "kind": "county_centre",
    "region": "330106",
    "latitude": 30.2741,
    "longitude": 120.1551,
    "name": "河边便民小站",
    "address": "河边路 3 号",
    "phone": "0571-12345",
    "hours": "workday 09:00-17:00",
    "services": ["police"],
}


def found(api: Api, q: str, kind: str) -> set[str]:
    groups = done(api.client().get("/search", params={"q": q}))["groups"]
    return {hit["id"] for group in groups if group["kind"] == kind for hit in group["hits"]}


def until_found(api: Api, q: str, kind: str, ref: str, *, there: bool) -> None:
    for _ in range(600):
        if (ref in found(api, q, kind)) == there:
            return
        time.sleep(0.1)
    pytest.fail(f"{q}: not {'found' if there else 'gone'} within a minute")


def test_a_new_policy_is_found_withdrawn_and_given_back_as_it_was(duty: httpx.Client, api: Api, worker: Worker) -> None:
    made = duty.post("/operator/policies", json=POLICY | {"verified": True})
    assert made.status_code == 201, made.text
    ref, path = made.json()["id"], "/operator/policies/warm-homes"
    until_found(api, "暖心改造", "policy", ref, there=True)
    assert ref in {one["id"] for one in done(api.client().get("/policies", params={"service": "IT164"}))["items"]}
    assert done(duty.patch(path, json={"withdrawn": True}))["verified"] is True
    assert api.client().get(f"/policies/{ref}").status_code == 404
    assert ref not in {one["id"] for one in done(api.client().get("/policies", params={"service": "IT164"}))["items"]}
    until_found(api, "暖心改造", "policy", ref, there=False)
    assert done(duty.get("/operator/policies", params={"q": "暖心"}))["items"][0]["withdrawn"] is True
    assert duty.post("/operator/policies", json=POLICY).json()["code"] == "policy.taken"
    assert done(duty.patch(path, json={"withdrawn": False}))["verified_by"] == "当班员"
    assert done(api.client().get(f"/policies/{ref}"))["title"] == POLICY["title"]


def test_a_new_point_is_near_withdrawn_and_given_back(duty: httpx.Client, api: Api, worker: Worker) -> None:
    made = duty.post("/operator/points", json=POINT)
    assert made.status_code == 201, made.text
    ref, path, here = made.json()["id"], "/operator/points/river-station", {"near": "30.2741,120.1551", "limit": 5}
    assert ref in {one["id"] for one in done(api.client().get("/points", params=here))["items"]}
    shown = done(api.client().get(f"/points/{ref}"))
    assert (shown["address"], [one["name"] for one in shown["can"]]) == ("河边路 3 号", ["公安"])
    until_found(api, "河边便民小站", "point", ref, there=True)
    done(duty.patch(path, json={"withdrawn": True}))
    assert ref not in {one["id"] for one in done(api.client().get("/points", params=here))["items"]}
    assert api.client().get(f"/points/{ref}").status_code == 404
    until_found(api, "河边便民小站", "point", ref, there=False)
    done(duty.patch(path, json={"withdrawn": False}))
    assert done(api.client().get(f"/points/{ref}"))["name"] == POINT["name"]
    assert duty.post("/operator/points", json=POINT).json()["code"] == "point.taken"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("policies", POLICY | {"code": "Big Letters"}, "code"),
        ("policies", {"code": "empty-one"}, "title"),
        ("policies", POLICY | {"code": "no-theme", "theme": ""}, "theme"),
        ("points", POINT | {"code": "no-services", "services": []}, "services"),
        ("points", POINT | {"code": "no-such-kind", "kind": "castle"}, "kind"),
        ("points", POINT | {"code": "no-such-place", "region": "999999"}, "region"),
        ("points", POINT | {"code": "in-the-sea", "latitude": 120.1, "longitude": 30.2}, "near"),
        ("points", POINT | {"code": "no-hours", "hours": ""}, "hours"),
    ],
)
def test_a_new_thing_that_will_not_do_is_not_made(duty: httpx.Client, path: str, body: dict[str, object], field: str) -> None:
    refused = duty.post(f"/operator/{path}", json=body)
    assert (refused.status_code, field in refused.text) == (422, True), refused.text
    assert duty.get(f"/operator/{path}/{body['code']}").status_code == 404
