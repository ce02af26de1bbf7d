"""What the voice does when nobody is waiting: three lines each."""

from __future__ import annotations

from uuid import UUID

from core import clock, log
from core.queue import task
from push import bookkeeping, calls, closing, drafts, notices, official_events, outbox, reads, reconcile, reminders, simulate, sms_reports


@task(name="push.sweep", every=30)
async def sweep() -> None:
    if made := await reminders.sweep(clock.now()):
        log.get("push").info("reminders written", count=made)


@task(name="push.dispatch", every=2)
async def dispatch() -> None:
    await outbox.dispatch(clock.now())


@task(name="push.deliver")
async def deliver(token: str) -> None:
    if sent := await outbox.deliver(UUID(token)):
        log.get("push").info("deliveries tried", count=sent)


@task(name="push.reconcile", every=5)
async def settle_doubts() -> None:
    await reconcile.reconcile(clock.now())


@task(name="push.point_out_drafts", every=600)
async def point_out_drafts() -> None:
    await drafts.point_out(clock.now())


@task(name="push.list_calls", every=600)
async def list_calls() -> None:
    if listed := await calls.list_up(clock.now()):
        log.get("push").info("calls listed", count=listed)


@task(name="push.compare_grants", every=600)
async def compare_grants() -> None:
    if found := await bookkeeping.nightly(clock.now()):
        log.get("push").warning("the ledger of subscriptions differs", people=found)


@task(name="push.notify_events", every=2)
async def notify_events() -> None:
    if told := await notices.tell_events(clock.now()):
        log.get("push").info("events handled", count=told)


@task(name="push.ask_sms", every=15)
async def ask_sms() -> None:
    await sms_reports.ask(clock.now())


@task(name="push.name_followers", every=5)
async def name_followers() -> None:
    await official_events.name_followers()


@task(name="push.simulate", every=5)
async def simulate_on() -> None:
    if looked := await simulate.go_on():
        log.get("push").info("certificates simulated", count=looked)


@task(name="push.note_reads", every=10)
async def note_reads() -> None:
    await reads.note()


@task(name="push.close_accounts", every=600)
async def close_accounts() -> None:
    if closed := await closing.close_due(clock.now()):
        log.get("push").info("accounts closed", count=closed)


@task(name="push.keep_no_longer", every=3600)
async def keep_no_longer() -> None:
    if gone := await closing.expire(clock.now()):
        log.get("push").info("rows kept long enough", count=gone)
