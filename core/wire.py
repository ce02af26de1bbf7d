"""HTTP/1.1 as the house needs it, and no more: one request, one answer of known size at most, connections kept for the next.

Measured here, a general client costs more processor time a call than everything else about a delivery together.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from functools import cache
from urllib.parse import SplitResult

LARGEST_HEAD = 32 << 10
IDLE_SECONDS = 8.0  # a connection left alone for longer is likely to be closed by the other side just as we use it
CONNECTIONS = 64  # to one address at once
_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-5]\d\d)(?: |$)")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d{1,12}) *(?=\r\n|$)")
_CHUNK = re.compile(rb"[0-9a-f]{1,7}(?:;.*)?", re.IGNORECASE | re.DOTALL)


class Torn(Exception):
    """The answer broke off, grew too large, or was no HTTP."""


class Answering:
    """Reads one answer out of bytes that arrive in any pieces. `done` once whole; `keep` when the connection may be used again."""

    def __init__(self, largest: int) -> None:
        self.largest = largest
        self.status, self.body = 0, b""
        self.done = self.keep = False
        self._raw = bytearray()
        self._length: int | None = None
        self._chunked = False
        self._pieces: list[bytes] = []

    def feed(self, data: bytes) -> None:
        self._raw += data
        if self.status or self._head():
            self._read_body()

    def end(self) -> None:
        """The other side has closed: that is the end of an answer that did not say how long it is, and breaks off any other."""
        if self.done:
            return
        if not self.status or self._chunked or self._length is not None:
            raise Torn("closed before the answer was whole")
        self._finish(bytes(self._raw))

    def _head(self) -> bool:
        """Reads status and headers once they are whole, passing over the `1xx` that may come before."""
        while (end := self._raw.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._raw[:end])
            del self._raw[: end + 4]
            status = _STATUS.match(head)
            if status is None or end > LARGEST_HEAD:
                raise Torn("no answer of HTTP/1.1")
            if int(status[2]) >= 200:
                self._headers(head.lower(), int(status[2]), newer=status[1] == b"1")
                return True
        if len(self._raw) > LARGEST_HEAD:
            raise Torn("the head is too large")
        return False

    def _headers(self, head: bytes, status: int, *, newer: bool) -> None:
        self.status = status
        self._chunked = b"\r\ntransfer-encoding:" in head
        lengths = set(_LENGTH.findall(head))
        if len(lengths) > 1 or (self._chunked and not re.search(rb"\r\ntransfer-encoding: *chunked *(?=\r\n|$)", head)):
            raise Torn("the answer's length is told in two ways")
        if lengths and not self._chunked:
            self._length = int(lengths.pop())
        if status in (204, 304):
            self._length = 0
        self.keep = newer and b"\r\nconnection: close" not in head

    def _read_body(self) -> None:
        if self._chunked:
            self._read_chunks()
        elif len(self._raw) > self.largest or (self._length or 0) > self.largest:
            raise Torn("the answer is too large")
        elif self._length is not None and len(self._raw) >= self._length:
            self.keep = self.keep and len(self._raw) == self._length
            self._finish(bytes(self._raw[: self._length]))

    def _read_chunks(self) -> None:
        while (line := self._raw.find(b"\r\n")) >= 0:
            told = bytes(self._raw[:line])
            if not _CHUNK.fullmatch(told):
                raise Torn("a piece without a length")
            size = int(told.split(b";")[0], 16)
            if sum(map(len, self._pieces)) + size > self.largest:
                raise Torn("the answer is too large")
            if size == 0:
                self._last_chunk(line)
                return
            if len(self._raw) < line + 2 + size + 2:
                return
            self._pieces.append(bytes(self._raw[line + 2 : line + 2 + size]))
            del self._raw[: line + 2 + size + 2]
        if len(self._raw) > LARGEST_HEAD:
            raise Torn("a piece without a length")

    def _last_chunk(self, line: int) -> None:
        """The empty piece, perhaps with trailers after it, which are passed over."""
        end = self._raw.find(b"\r\n\r\n", line)
        if end >= 0:
            self.keep = self.keep and len(self._raw) == end + 4
            self._finish(b"".join(self._pieces))
        elif len(self._raw) > LARGEST_HEAD:
            raise Torn("the trailers are too large")

    def _finish(self, body: bytes) -> None:
        self.body, self.done = body, True


class Wire(asyncio.Protocol):
    """One connection, used for one exchange at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.answering: Answering | None = None
        self.waiting: asyncio.Future[Answering] | None = None
        self.ends = self.idle_since = 0.0
        self.patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if self.answering is None:  # nobody has asked: whatever this is, it must not be taken for the next answer
            self.close()
            return
        try:
            self.answering.feed(data)
        except Torn as torn:
            self._fail(torn)
        else:
            self._tell()

    def connection_lost(self, error: Exception | None) -> None:
        if self.answering is not None:
            try:
                if error:
                    raise Torn(type(error).__name__) from error
                self.answering.end()
            except Torn as torn:
                self._fail(torn)
            else:
                self.answering.keep = False
                self._tell()

    def _tell(self) -> None:
        if self.answering and self.answering.done and self.waiting and not self.waiting.done():
            self.waiting.set_result(self.answering)
            self.answering = None

    def _fail(self, error: Exception) -> None:
        self.answering = None
        self.close()
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(error)

    async def ask(self, request: bytes, largest: int, seconds: float) -> Answering:
        """Sends the request and waits so long for its answer; a connection given up in between is closed. Raises `Torn`."""
        assert self.transport is not None
        loop = asyncio.get_running_loop()
        self.answering, self.waiting = Answering(largest), loop.create_future()
        self.ends = loop.time() + seconds
        self._be_patient(loop)
        self.transport.write(request)
        try:
            return await self.waiting
        except BaseException:
            self.close()
            raise

    def _be_patient(self, loop: asyncio.AbstractEventLoop) -> None:
        """One timer goes on from question to question; setting and striking one for each cost a tenth of the call."""
        if self.patience is not None and self.patience.when() > self.ends:
            self.patience.cancel()
            self.patience = None
        if self.patience is None:
            self.patience = loop.call_at(self.ends, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self.patience = None
        if self.answering is None:
            return
        if self.ends <= loop.time():
            self._fail(Torn("no answer in time"))
        else:
            self._be_patient(loop)

    def close(self) -> None:
        self.answering = None
        if self.patience is not None:
            self.patience.cancel()
            self.patience = None
        if self.transport is not None:
            self.transport.abort()

    @property
    def usable(self) -> bool:
        fresh = time.monotonic() - self.idle_since < IDLE_SECONDS
        return fresh and self.transport is not None and not self.transport.is_closing()


class Line:
    """Every connection to one address: as many as `CONNECTIONS` at work, the rest kept for a moment."""

    def __init__(self, address: SplitResult) -> None:
        self.host, self.tls = address.hostname or "", address.scheme == "https"
        self.port = address.port or (443 if self.tls else 80)
        self.places = asyncio.Semaphore(CONNECTIONS)
        self.idle: list[Wire] = []

    async def enter(self, seconds: float) -> None:
        """One of the places at work, to be left again by `places.release`. Raises `TimeoutError` when none gets free in so many seconds."""
        if not self.places.locked():
            await self.places.acquire()
            return
        async with asyncio.timeout(seconds):
            await self.places.acquire()

    async def wire(self, seconds: float) -> Wire:
        """A connection that is up. Raises `OSError` or `TimeoutError` when none comes about in so many seconds."""
        while self.idle:
            wire = self.idle.pop()
            if wire.usable:
                return wire
            wire.close()
        loop, context = asyncio.get_running_loop(), _trusted() if self.tls else None
        async with asyncio.timeout(seconds):
            _, made = await loop.create_connection(Wire, self.host, self.port, ssl=context, server_hostname=self.host if self.tls else None)
        return made

    def put_back(self, wire: Wire, answer: Answering) -> None:
        if answer.keep:
            wire.idle_since = time.monotonic()
            self.idle.append(wire)
        else:
            wire.close()

    def close(self) -> None:
        for wire in self.idle:
            wire.close()
        self.idle.clear()


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()
