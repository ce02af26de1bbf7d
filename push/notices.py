"""News of cases, and what a new certificate makes untrue: read from the ledger of events, so a lost Celery message only delays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from core import clock, log
from core.queue import enqueue
from core.tables import AWAY, is_passing, transaction
from hall import cases
from profile import certificates, events
from profile.events import Happening
from push import compose, disputes, happenings, life, outbox, records, relatives
from push.compose import CASE, Link
from push.courtesy import Weight
from push.records import News
from push.states import Kind
from recommend import following

LIMIT = 200
# Telling that a case was accepted is not worth a person's subscription: the inbox says it.
_OUTSIDE = frozenset({"approved", "rejected", "correction"})
_QUIET = ("case.begun", "case.submitted", "case.withdrawn", "case.stuck", "case.rated")
CALENDAR = "calendar.published"
TOPICS = [
    *(f"case.{outcome}" for outcome in sorted(compose.OUTCOMES)),
    *_QUIET,
    *happenings.TOPICS,
    *relatives.TOPICS,
    *disputes.TOPICS,
    *life.TOPICS,
    "facts.changed",
    CALENDAR,
    "certificate.issued",
    "wallet.filled",
]


async def tell_events(now: datetime) -> int:
    """Handles the oldest open events together. Where one can't be told, each goes by itself: it stays open and holds up no other."""
    try:
        return await _told(now)
    except Exception as error:
        if is_passing(error) or (isinstance(error, AWAY) and not isinstance(error, ValueError)):
            raise
        log.get("push").exception("events not told together, each by itself")
    async with transaction():
        ids = [event.id for event in await events.pending(TOPICS, LIMIT)]
    return sum([await _by_itself(one, now) for one in ids])


async def _by_itself(event_id: UUID, now: datetime) -> int:
    try:
        return await _told(now, event_id)
    except Exception:
        log.get("push").exception("an event can't be told", event_id=str(event_id))
        return 0


async def _told(now: datetime, only: UUID | None = None) -> int:
    """In one transaction: messages written, stale reminders taken back, events ticked off."""
    async with transaction():
        found = await events.pending(TOPICS, LIMIT, only)
        if not found:
            return 0
        await tell([event for event in found if event.topic.removeprefix("case.") in compose.OUTCOMES], now)
        await happenings.tell(found, now)
        await relatives.tell(found, now)
        await disputes.tell(found, now)
        await life.tell(found, now)
        await _hush(found, now)
        await events.handled([event.id for event in found])
        if any(event.topic == CALENDAR for event in found):
            await enqueue("hall.redue")
        # A wallet just filled may hold something urgent: nobody waits for the next sweep.
        await enqueue("push.sweep" if any(event.topic == "wallet.filled" for event in found) else "push.dispatch")
    return len(found)


async def tell(outcomes: Sequence[Happening], now: datetime) -> None:
    """Writes one message for each outcome, in the caller's transaction; the event's id makes it one."""
    known = await cases.news([event.subject_id for event in outcomes if event.subject_id]) if outcomes else {}
    found = [(event, event.citizen_id, known.get(event.subject_id)) for event in outcomes if event.citizen_id and event.subject_id]
    written = [_news(event, citizen_id, case, await _following(event, citizen_id, case)) for event, citizen_id, case in found if case]
    await records.write(written, now)


async def _following(event: Happening, citizen_id: UUID, case: cases.CaseNews) -> str:
    return await following.name_after(citizen_id, case.id) if event.topic == "case.approved" else ""


def _news(event: Happening, citizen_id: UUID, case: cases.CaseNews, onward: str) -> News:
    outcome = event.topic.removeprefix("case.")
    message = compose.case_news(
        compose.CaseNews(
            case.service_name,
            outcome,
            clock.local(event.at),
            new_certificate=case.new_certificate and outcome == "approved",
            following=onward,
        )
    )
    key, link = f"{event.topic}:{event.id}:{citizen_id}", Link(CASE, {"id": str(case.id)})
    return News(key, citizen_id, case.id, message, link, Kind.NEVER_TWICE, outcome in _OUTSIDE, Weight.WANTED)


async def _hush(found: Sequence[Happening], now: datetime) -> None:
    """A reminder that has not left yet is taken back once its certificate is renewed."""
    fresh = await certificates.by_ids({event.subject_id for event in found if event.topic == "certificate.issued" and event.subject_id})
    old = [version.id for one in fresh.values() for version in await certificates.versions(one) if version.version < one.version]
    if old:
        await outbox.cancel(old, "证照已换新，不再提醒", now)
