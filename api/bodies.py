"""What is sent with a request: measured as it comes, and read to its end before the answer goes out.

Whoever is still sending when the answer comes and the connection closes sees a broken connection and no sentence, and the
next request on a connection that was kept open goes nowhere.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from fastapi import HTTPException
from starlette.types import Message, Receive

FORGOTTEN_BYTES = 32 << 20  # a few photos too many; what claims more is told so at once, and its connection closed
PAUSE_SECONDS, ALL_SECONDS = 5, 60


class Body:
    """`told` is how long the request says it is (None: it does not say), `most` how much is taken."""

    def __init__(self, receive: Receive, told: int | None, most: int) -> None:
        self._receive, self._most = receive, most
        self._seen, self._whole, self._patient = 0, told == 0, (told or 0) <= FORGOTTEN_BYTES

    async def receive(self) -> Message:
        """The next piece for those who want it. Raises 413 where it grows too long."""
        message = await self._next()
        if self._seen > self._most:
            raise HTTPException(413)
        return message

    async def _next(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        return message

    async def is_read(self) -> bool:
        """Reads and forgets what nobody wanted. False when that is too much or takes too long: the connection is of no more use then."""
        if self._whole:
            return True
        patient, self._patient = self._patient, False
        with suppress(TimeoutError):
            async with asyncio.timeout(ALL_SECONDS):
                while patient and not self._whole and self._seen <= FORGOTTEN_BYTES:
                    async with asyncio.timeout(PAUSE_SECONDS):
                        await self._next()
        return self._whole
