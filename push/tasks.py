"""What the voice does when nobody is waiting: three lines each."""

from __future__ import annotations

from uuid import UUID

from core import clock
from core.queue import task
from push import notices, outbox, reconcile, reminders


@task(name="push.sweep", every=30)
async def sweep() -> None:
    await reminders.sweep(clock.now())


@task(name="push.dispatch", every=2)
async def dispatch() -> None:
    await outbox.dispatch(clock.now())


@task(name="push.deliver")
async def deliver(token: str) -> None:
    await outbox.deliver(UUID(token))


@task(name="push.reconcile", every=5)
async def settle_doubts() -> None:
    await reconcile.reconcile(clock.now())


@task(name="push.notify_events", every=2)
async def notify_events() -> None:
    await notices.tell_events(clock.now())
