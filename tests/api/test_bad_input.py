"""Nonsense gets a clear sentence, never a trace."""

from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

NONSENSE = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b'{"phone": NaN}',
    b'{"phone": "\\ud800"}',
    b'{"phone": "a\\u0000b"}',
    b"\xff\xfe",
    b'{"phone": 13800138000}',
    b'{"phone": "13800138000", "admin": true}',
    b'{"phone":' + b"[" * 5000 + b"]" * 5000 + b"}",
]


@pytest.mark.parametrize("body", NONSENSE)
def test_a_body_that_makes_no_sense_is_refused_in_words(api, body) -> None:
    answer = api.client().post("/sessions/sms-codes", content=body, headers={"Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["detail"]
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]


def test_a_body_beyond_a_megabyte_is_refused(api) -> None:
    answer = api.client().post("/sessions/sms-codes", content=b" " * (1 << 20) + b"{}", headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


def test_a_body_that_does_not_say_how_long_it_is_is_measured_as_it_comes(api) -> None:
    endless = (b" " * 65_536 for _ in range(40))
    answer = api.client().post("/sessions/sms-codes", content=endless, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


@pytest.mark.parametrize(
    ("path", "size", "in_pieces", "status"),
    [("/sessions/sms-codes", 3 << 20, False, 413), ("/sessions/sms-codes", 3 << 20, True, 413), ("/public/info", 900_000, False, 405)],
)
def test_whoever_is_still_sending_gets_the_sentence_and_can_go_on_asking(api, path, size, in_pieces, status) -> None:
    """As a slow phone does: the refusal is decided while most of the body is under way. The next request takes the same connection."""
    line = HTTPConnection("127.0.0.1", api.instance.ports.api, timeout=20)
    line.connect()
    socket = line.sock
    length = {"Transfer-Encoding": "chunked"} if in_pieces else {"Content-Length": str(size)}
    line.request("POST", f"/api/v1{path}", slowly(size), {"Content-Type": "application/json"} | length, encode_chunked=in_pieces)
    answer = line.getresponse()
    assert (answer.status, bool(json.loads(answer.read())["detail"])) == (status, True)
    line.request("GET", "/api/v1/public/info")
    assert (line.getresponse().status, line.sock) == (200, socket)
    line.close()


def slowly(size: int) -> Iterator[bytes]:
    for number in range(8):
        time.sleep(0.1 if number in {1, 7} else 0)
        yield b" " * (size // 8)


def test_what_claims_to_be_endless_is_refused_unread_and_its_connection_closed(api) -> None:
    line = HTTPConnection("127.0.0.1", api.instance.ports.api, timeout=20)
    line.request("POST", "/api/v1/sessions/sms-codes", b"", {"Content-Length": str(900 << 20)})
    answer = line.getresponse()
    assert (answer.status, answer.headers["Connection"]) == (413, "close")
    line.close()


DAYS = ("2026-01-01", "0001-01-01", "9999-12-31", "9999-12-31T23:59:59-12:00")
CURSORS = ["x", "=", "0" * 3000, "Mg==", *(base64.urlsafe_b64encode(f"{day}|{uuid.UUID(int=7)}".encode()).decode() for day in DAYS)]


@pytest.mark.parametrize("cursor", CURSORS)
def test_a_place_in_a_list_that_somebody_made_up_is_no_failure(api, sandbox, cursor) -> None:
    assert api.citizen("wang").get("/messages", params={"cursor": cursor}).status_code in {200, 422}


@pytest.mark.parametrize("query", ["%00", "%ff%fe", "'; DROP TABLE hall_service; --", "%25%5F\\", "🙂" * 50, "a" * 200, '（）*?"“”'])
def test_any_search_gets_an_answer(api, query) -> None:
    answer = api.client().get(f"/services?q={query}")
    assert answer.status_code in {200, 400, 422}, answer.text


@pytest.mark.parametrize("path", ["/nowhere", "/certificates/not-an-id", "/cases/00000000-0000-0000-0000-000000000000"])
def test_unknown_addresses_and_ids_are_problems_too(api, sandbox, path) -> None:
    answer = api.citizen("wang").get(path)
    assert answer.status_code in {404, 422}
    assert answer.json()["detail"]


def test_every_answer_carries_safe_headers(api) -> None:
    for path in ("/public/info", "/me", "/nowhere"):
        headers = api.client().get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
