"""Guides through the API's doors: a conversation that ends in a list of materials, bundles to browse."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from local.instance import Api


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
