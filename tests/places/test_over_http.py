"""Points and policies through the API, good questions and bad ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import httpx
import pytest

from core.clock import SHANGHAI
from local.clock import Clock
from local.instance import Api


@pytest.fixture(scope="module")
def anybody(api: Api) -> Iterator[httpx.Client]:
    with api.client() as client:
        yield client


def test_what_is_near_is_shown_without_signing_in(anybody: httpx.Client) -> None:
    answer = anybody.get("/points", params={"near": "30.27,120.13", "service": "IT189", "limit": 5})
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert [one["distance_m"] for one in items] == sorted(one["distance_m"] for one in items)
    assert items[0]["opening"]["text"].startswith("今天 ")
    assert items[0]["label"] == "演示数据"
    whole = anybody.get(f"/points/{items[0]['id']}", params={"near": "30.27,120.13"}).json()
    assert whole["name"] == items[0]["name"]
    assert whole["distance_m"] == items[0]["distance_m"]
    assert len(whole["week"]) == 4
    assert whole["can"]


def test_open_now_follows_the_clock(anybody: httpx.Client, clock: Clock) -> None:
    day = {one["kind"] for one in anybody.get("/points", params={"near": "30.27,120.13", "open_now": True}).json()["items"]}
    clock.set(datetime(2026, 3, 15, 23, 30, tzinfo=SHANGHAI))
    night = anybody.get("/points", params={"near": "30.27,120.13", "open_now": True}).json()["items"]
    clock.set(datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI))
    assert len(day) > 1
    assert {one["kind"] for one in night} == {"terminal"}


def test_nothing_to_show_comes_with_a_sentence(anybody: httpx.Client) -> None:
    answer = anybody.get("/points", params={"region": "110101"}).json()
    assert answer["items"] == []
    assert "换一个地区" in answer["sentence"]


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({}, 422, "near"),
        ({"near": "somewhere"}, 422, "near"),
        ({"near": "120.13,30.27"}, 422, "near"),
        ({"near": "0,0"}, 422, "near"),
        ({"near": "nan,nan"}, 422, "near"),
        ({"near": "1" * 500}, 422, "near"),
        ({"near": "30.27,120.13", "limit": 51}, 422, "limit"),
        ({"near": "30.27,120.13", "limit": 10**30}, 422, "limit"),
        ({"near": "30.27,120.13", "limit": -1}, 422, "limit"),
        ({"region": "999999"}, 422, "region"),
        ({"region": "'; --"}, 422, "region"),
        ({"region": "330106", "open_now": "perhaps"}, 422, "open_now"),
        ({"region": "330106", "service": "IT99999"}, 404, None),
        ({"region": "330106", "service": "😀"}, 404, None),
    ],
)
def test_a_bad_question_is_refused_in_words(anybody: httpx.Client, asked: dict[str, str], status: int, field: str | None) -> None:
    answer = anybody.get("/points", params=asked)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]
    if field:
        assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("path", ["/points/x", f"/points/{UUID(int=0)}", "/policies/x", f"/policies/{UUID(int=0)}"])
def test_what_is_not_there_is_a_clear_answer(anybody: httpx.Client, path: str) -> None:
    assert anybody.get(path).status_code in (404, 422)


@pytest.mark.parametrize("query", ["kind=%F0%9F%98%80", "kind=' OR 1=1", "kind=%ED%A0%80", "near=30.27,120.13&near=0,0", "accessible=yes"])
def test_strange_words_are_no_failure(anybody: httpx.Client, query: str) -> None:
    assert anybody.get(f"/points?region=330106&{query}").status_code < 500


def test_policies_are_found_and_read(anybody: httpx.Client) -> None:
    found = anybody.get("/policies", params={"q": "育儿补贴"}).json()["items"]
    assert found[0]["title"] == "育儿补贴申领"
    whole = anybody.get(f"/policies/{found[0]['id']}").json()
    assert whole["label"] == "示例"
    assert {"code": "IT014", "name": "育儿补贴申领"} in whole["services"]
    of_item = anybody.get("/policies", params={"service": "IT014"}).json()["items"]
    assert found[0]["id"] in {one["id"] for one in of_item}


@pytest.mark.parametrize("asked", [{"q": "字" * 300}, {"page": 0}, {"page": 10**9}, {"page": "x"}])
def test_a_bad_question_about_policies_is_refused(anybody: httpx.Client, asked: dict[str, str]) -> None:
    assert anybody.get("/policies", params=asked).status_code == 422
