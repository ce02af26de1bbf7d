"""Steps that the tests of the voice share: turning the outbox's crank, looking at rows, waiting for real processes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import clock
from core.tables import sql
from local.instance import Sandbox
from push import outbox, quota, reconcile

EXPIRING = "tpl-certificate-expiring"


# Ends a test that hangs, and judges nobody: how long real processes take is the machine's affair.
PATIENCE = 90.0


async def eventually(true: Callable[[], Awaitable[bool]], seconds: float = PATIENCE) -> None:
    """Waits for something that real processes bring about."""
    for _ in range(int(seconds / 0.05)):
        if await true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"did not happen within {seconds} s")


@dataclass(frozen=True)
class Guest:
    """Somebody with a phone in the sandbox and an account here."""

    user: str
    openid: str
    citizen_id: UUID
    sandbox: Sandbox

    def messages(self, channel: str) -> list[dict[str, Any]]:
        """What the phone shows, without the texts of signing in."""
        return [one for one in self.sandbox.messages(self.user) if one["channel"] == channel]


async def balance(guest: Guest) -> int:
    return int((await quota.templates(guest.citizen_id))[0]["balance"])


async def has_grants(guest: Guest, grants: int) -> bool:
    return await balance(guest) == grants


async def turn() -> int:
    """One turn of the crank in this process: a batch leased, sent and settled. How many calls were made."""
    token, count = await outbox.claim(clock.now())
    return await outbox.deliver(token) if count else 0


async def crank(turns: int = 4) -> None:
    """Turns until nothing is due."""
    for _ in range(turns):
        if not await turn():
            return


async def tries(subject: UUID) -> list[dict[str, Any]]:
    """The deliveries about a subject, in the order of their channels."""
    return await sql("SELECT * FROM push_delivery WHERE subject_id = $1 ORDER BY dedupe_key", subject)


async def state(subject: UUID) -> list[tuple[str, str]]:
    return [(row["channel"], row["state"]) for row in await tries(subject)]


async def settled(subject: UUID, wanted: list[tuple[str, str]], seconds: float = PATIENCE) -> None:
    """Reconciles until the deliveries about the subject stand as wanted."""

    async def there() -> bool:
        await reconcile.reconcile(clock.now())
        return await state(subject) == wanted

    await eventually(there, seconds)
