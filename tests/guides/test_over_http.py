"""Guides through the API's doors: a conversation that ends in a list of materials, bundles to browse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from local.instance import Api, Sandbox


def get(api: Api, path: str, **limits: str) -> httpx.Response:
    with api.client() as client:
        return client.get(path, params=limits)


def answer(api: Api, code: str, body: object) -> httpx.Response:
    with api.client() as client:
        return client.post(f"/services/{code}/situations/answers", json=body)


def test_a_conversation_leads_to_what_to_bring(api: Api) -> None:
    tree = get(api, "/services/IT025/situations").json()
    assert tree["sample"] is True
    answers: dict[str, str] = {}
    step: dict[str, Any] = answer(api, "IT025", {"answers": answers, "version": tree["version"]}).json()
    while step["question"]:
        answers[step["question"]["key"]] = step["question"]["answers"][0]["value"]
        step = answer(api, "IT025", {"answers": answers, "version": tree["version"]}).json()
    assert [one["key"] for one in step["path"]] == list(answers)
    situation = step["situation"]
    assert situation in tree["situations"]
    assert situation["name"] == "未满16周岁换领"
    assert {one["name"] for one in situation["materials"]} == {"原居民身份证", "照片", "居民户口簿", "父母居民身份证"}
    assert {section["name"] for section in situation["form"]} >= {"监护人", "孩子"}


def test_what_is_looked_up_need_not_be_brought(api: Api) -> None:
    step = answer(api, "IT018", {"answers": {"who": "mainland", "before": "never", "military": "否"}}).json()
    sources = {one["name"]: one["waived_source"] for one in step["situation"]["materials"]}
    assert sources["居民身份证"] == "数据共享"
    assert sources["合影照片"] is None


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"answers": []},
        {"answers": {"why": 3}},
        {"answers": {"why": "no such answer"}},
        {"answers": {"no such question": "是"}},
        {"answers": {"why": "😀' OR 1=1 --"}},
        {"answers": {"why": "长" * 10_000}},
        {"answers": {str(number): "是" for number in range(1_000)}},
        {"answers": {}, "more": 1},
        {"answers": {"why": "nul\0"}},
    ],
)
def test_an_answer_that_makes_no_sense_is_refused_in_words(api: Api, body: object) -> None:
    refused = answer(api, "IT025", body)
    assert refused.status_code == 422
    assert refused.json()["code"]


def test_answers_to_an_older_version_are_not_carried_over(api: Api) -> None:
    refused = answer(api, "IT025", {"answers": {}, "version": 99})
    assert refused.status_code == 409
    assert refused.json()["code"] == "situation.changed"


@pytest.mark.parametrize("path", ["/services/IT323/situations", "/services/x'--/situations", "/bundles/B99", "/bundles/%F0%9F%98%80"])
def test_what_is_not_there_is_said_plainly(api: Api, path: str) -> None:
    assert get(api, path).status_code == 404


def test_bundles_are_listed_by_audience_and_stage_and_read_one_by_one(api: Api) -> None:
    found = get(api, "/bundles", audience="citizen", stage="出生").json()
    assert [one["name"] for one in found["items"]] == ["新生儿出生"]
    assert "就业" in found["stages"]
    assert "准营" not in found["stages"]
    bundle = get(api, "/bundles/B01").json()
    assert bundle["sample"] is True
    assert bundle["fields"] < bundle["fields_apart"]
    assert bundle["days"] < bundle["days_apart"]
    assert bundle["bring"] == sum(not one["waived"] for one in bundle["materials"])
    assert get(api, "/bundles", audience="everybody").status_code == 422


def test_a_bundle_is_found_by_search(api: Api) -> None:
    groups = get(api, "/search", q="新生儿出生").json()["groups"]
    assert "B01" in [hit["id"] for group in groups if group["kind"] == "bundle" for hit in group["hits"]]


@pytest.fixture(scope="module")
def lin(api: Api, sandbox: Sandbox) -> Iterator[httpx.Client]:
    """Lin, who has proved her name."""
    client, person = api.citizen("lin"), sandbox.person("lin")
    named = client.post("/me/real-name", json={"name": person["name"], "id_number": person["id_number"], "consent": True})
    assert named.json()["state"] == "passed", named.text
    yield client
    client.close()


def test_what_was_answered_is_what_is_begun(api: Api, lin: httpx.Client) -> None:
    answers = {"age": "3", "parent": "是"}
    end = answer(api, "IT045", {"answers": answers, "version": 1}).json()["situation"]
    begun = lin.post("/services/IT045/cases", json={"version": 1, "answers": answers})
    assert begun.status_code == 201, begun.text
    case = begun.json()
    assert (case["situation"]["name"], case["fee"], case["promise_days"], case["visits"]) == (end["name"], end["fee"], end["days"], 1)
    assert [slot["name"] for slot in case["materials"]] == [one["name"] for one in end["materials"]]
    assert {field["key"] for section in end["form"] for field in section["fields"]} <= {field["key"] for field in case["fields"]}


@pytest.mark.parametrize(
    ("code", "body", "status", "why"),
    [
        ("IT045", {"version": 1, "answers": {"age": "3"}}, 422, "situation.unfinished"),
        ("IT045", {"version": 1, "answers": {"age": "old"}}, 422, "situation.no_such_answer"),
        ("IT045", {"version": 1, "answers": {"nothing": "是"}}, 422, "situation.no_such_question"),
        ("IT045", {"version": 2, "answers": {"age": "3", "parent": "是"}}, 409, "situation.changed"),
        ("IT323", {"version": 1, "answers": {}}, 404, "situation.none"),
    ],
)
def test_answers_that_lead_nowhere_begin_nothing(lin: httpx.Client, code: str, body: object, status: int, why: str) -> None:
    before = [one["id"] for one in lin.get("/cases").json()["items"]]
    refused = lin.post(f"/services/{code}/cases", json=body)
    assert (refused.status_code, refused.json()["code"]) == (status, why), refused.text
    assert refused.json()["detail"].endswith(("。", "？"))
    assert [one["id"] for one in lin.get("/cases").json()["items"]] == before


def test_without_answers_a_case_is_begun_as_before(lin: httpx.Client) -> None:
    case = lin.post("/services/IT046/cases").json()
    assert case["situation"] is None
    assert [slot["name"] for slot in case["materials"]] == ["居民身份证", "原普通护照", "照片"]
