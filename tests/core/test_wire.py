"""The wire: an answer is the same in whatever pieces it comes, and what is not whole is never taken for one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import outside, wire
from core.wire import Answering, Torn

pytestmark = pytest.mark.anyio
BODY = b'{"errcode":0}'
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n" + BODY
CHUNKED = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{"errc\r\n7;x=1\r\node":0}\r\n0\r\nX: y\r\n\r\n'
EARLY = b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN
UNTIL_CLOSED = b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + BODY


def read(data: bytes, cuts: list[int], *, closed: bool = False) -> Answering:
    answer = Answering(100)
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for begin, end in pairwise(edges):
        if end > begin and not answer.done:
            answer.feed(data[begin:end])
    if closed:
        answer.end()
    return answer


@given(st.sampled_from([PLAIN, CHUNKED, EARLY]), st.lists(st.integers(0, 200), max_size=30))
def test_an_answer_is_the_same_in_whatever_pieces_it_comes(data: bytes, cuts: list[int]) -> None:
    answer = read(data, cuts)
    assert (answer.status, answer.body, answer.done, answer.keep) == (200, BODY, True, True)


@given(st.lists(st.integers(0, 200), max_size=10))
def test_an_answer_of_untold_length_ends_with_its_connection(cuts: list[int]) -> None:
    answer = read(UNTIL_CLOSED, cuts, closed=True)
    assert (answer.body, answer.done, answer.keep) == (BODY, True, False)


@given(st.sampled_from([PLAIN, CHUNKED]), st.integers(1, 200))
def test_an_answer_cut_short_is_none(data: bytes, missing: int) -> None:
    cut = max(len(data) - missing, 0)
    with pytest.raises(Torn):
        read(data[:cut], [], closed=True)


@pytest.mark.parametrize(
    "data",
    [
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\nContent-Length: 14\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * wire.LARGEST_HEAD + b"\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 101,
    ],
)
def test_what_is_too_large_or_no_answer_is_refused(data: bytes) -> None:
    with pytest.raises(Torn):
        read(data, [])


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=5))
def test_no_bytes_break_the_reader(data: bytes, cuts: list[int]) -> None:
    with suppress(Torn):
        read(data, cuts, closed=True)


def test_more_than_was_asked_for_ends_the_connection() -> None:
    assert not read(PLAIN + b"HTTP/1.1 200 OK", []).keep


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(talk: Talk) -> AsyncIterator[str]:
    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/x"
    await outside.close()
    server.close()


async def heard(reader: asyncio.StreamReader) -> bytes:
    """One request, its head and its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return head + await reader.readexactly(length)


async def test_connections_are_kept_and_requests_say_what_they_hold():
    requests, connections = list[bytes](), 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while True:
            requests.append(await heard(reader))
            writer.write(PLAIN)

    async with serving(talk) as url:
        for _ in range(3):
            answer = await outside.call("test", "POST", f"{url}?a=1", body=b"{}", params={"b": "二 三"}, headers={"X-Key": "k"})
            assert answer.json() == {"errcode": 0}
    assert connections == 1
    assert requests[0].startswith(b"POST /x?a=1&b=%E4%BA%8C+%E4%B8%89 HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nX-Key: k\r\nContent-Length: 2\r\n\r\n{}" in requests[0]


async def test_nobody_there_means_that_nothing_was_sent():
    with pytest.raises(outside.Unreached):
        await outside.call("test", "POST", "http://127.0.0.1:1/x")


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{", b"HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n"]
)
async def test_an_answer_that_breaks_off_is_a_doubt(said: bytes):
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await heard(reader)
        writer.write(said)
        writer.close()

    async with serving(talk) as url:
        with pytest.raises(outside.Doubtful):
            await outside.call("test", "POST", url)


async def test_an_answer_that_does_not_come_is_a_doubt_and_its_late_words_reach_nobody(monkeypatch):
    monkeypatch.setattr(outside, "SECONDS", 0.2)
    asked = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        first = asked == 1
        await heard(reader)
        await asyncio.sleep(0.4 if first else 0)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate" if first else PLAIN)

    async with serving(talk) as url:
        with pytest.raises(outside.Doubtful):
            await outside.call("test", "POST", url)
        assert (await outside.call("test", "POST", url)).body == BODY


async def test_a_connection_that_was_closed_meanwhile_is_not_used_again():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await heard(reader)
        writer.write(PLAIN)
        writer.close()

    async with serving(talk) as url:
        for _ in range(3):
            assert (await outside.call("test", "POST", url)).body == BODY
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("spoilt", ["a\r\nX-Evil: 1", "a\nb"])
async def test_nobody_smuggles_a_header(spoilt: str):
    with pytest.raises(ValueError, match="may not"):
        await outside.call("test", "POST", "http://127.0.0.1:1/x", headers={"X-Key": spoilt})
    with pytest.raises(ValueError, match="may not"):
        await outside.call("test", "GET", f"http://127.0.0.1:1/x y{spoilt}")
