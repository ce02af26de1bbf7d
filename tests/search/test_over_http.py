"""The search through the API's doors, with the worker building the index."""

from __future__ import annotations

import time
from urllib.parse import quote

import httpx
import pytest

from local.instance import Api, Worker
from tests.search.test_bad_input import NASTY


def search(api: Api, words: str, **limits: str) -> httpx.Response:
    with api.client() as client:
        return client.get("/search", params={"q": words, **limits})


def test_the_worker_builds_the_index_and_the_api_takes_it_up(api: Api, worker: Worker) -> None:
    assert search(api, "社保卡丢了").json()["from_fallback"]
    until = time.monotonic() + 60
    while (found := search(api, "社保卡丢了").json())["from_fallback"] and time.monotonic() < until:
        time.sleep(0.5)
    assert not found["from_fallback"]
    assert "IT009" in [hit["id"] for group in found["groups"] for hit in group["hits"]][:3]


@pytest.mark.parametrize("words", [one for one in NASTY if "\0" not in one])
def test_nasty_input_is_no_failure_of_ours(api: Api, words: str) -> None:
    with api.client() as client:
        for path in ("search", "search/suggestions"):
            answer = client.get(f"/{path}?q={quote(words, errors='surrogatepass')[:6000]}")
            assert answer.status_code == 200, answer.text


def test_an_unknown_region_is_a_clear_refusal(api: Api) -> None:
    answer = search(api, "身份证", region="999999")
    assert answer.status_code == 422
    assert answer.json()["code"] == "search.unknown_region"
    assert search(api, "身份证", audience="x").status_code == 422


def test_operators_alone_see_failed_searches(api: Api) -> None:
    with api.client() as client:
        assert client.get("/operator/searches/failed").status_code == 401
        assert client.post("/operator/aliases", json={"text": "甲乙", "target": "IT001"}).status_code == 401
