"""Tells holders what happened to their certificates: read from the ledger of events, each written once under its rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from core import clock
from core.calendar import workdays
from profile import certificates, rules
from profile.certificates import Held
from profile.events import Happening
from push import ledger, outbox, records
from push.announcing import Announcement, Happened, announcement
from push.compose import CERTIFICATE, Link
from push.ledger import Line
from push.records import News
from push.states import Kind

_RULES: dict[str, Happened] = {"certificate.changed": "changed", "certificate.revoked": "revoked", "certificate.superseded": "superseded"}
MOVED, LEFT = "holder.moved", "holder.left"
TOPICS = [*_RULES, MOVED, LEFT, "holder.back"]
# What must be acted on must arrive; that a new certificate lies in the wallet is worth no subscription.
_KINDS = {"changed": Kind.NEVER_TWICE, "revoked": Kind.MUST_ARRIVE, "superseded": Kind.NEVER_TWICE, "moved": Kind.MUST_ARRIVE}
RUNGS = 2**15  # ninety years of days, then from the start: registers write 1900-01-01 where they know no day of issue
_INSIDE = frozenset({"superseded"})


async def tell(events: Sequence[Happening], now: datetime) -> None:
    """Writes the messages of these events, and takes back waiting reminders that they made untrue, in the caller's transaction."""
    found = [*await _of_certificates(events), *await _of_moves(events)]
    fresh = await ledger.write([_line(held, news) for held, news in found], now)
    told = [(held, news) for held, news in found if _line(held, news).key in fresh]
    people = await certificates.recipients([held for held, _ in told])
    await records.write([_news(citizen_id, held, news) for held, news in told for citizen_id in people[held.id]], now)
    await _hush(events, now)


async def _of_certificates(events: Sequence[Happening]) -> list[tuple[Held, Announcement]]:
    ours = [(event.subject_id, event) for event in events if event.topic in _RULES and event.subject_id]
    known = await certificates.by_ids([certificate for certificate, _ in ours]) if ours else {}
    return [(known[one], _announced(known[one], _RULES[event.topic], _day(event))) for one, event in ours if one in known]


async def _of_moves(events: Sequence[Happening]) -> list[tuple[Held, Announcement]]:
    """Every certificate of somebody who moved whose type says that the move must be registered on it."""
    found: list[tuple[Held, Announcement]] = []
    for event in events:
        if event.topic == MOVED and event.subject_id:
            held = await certificates.valid_of(event.subject_id)
            found += [(one, _moved(one, event)) for one in held if one.type.moved and one.type.moved.place == event.data["place"]]
    return found


def _moved(held: Held, event: Happening) -> Announcement:
    duty, on = held.type.moved, _day(event)
    assert duty is not None
    due = duty.within.on(on, workdays()) if duty.within else None
    return _announced(held, "moved", on, place=duty.place, due_on=due, law=rules.law_text(duty.law))


def _announced(held: Held, happened: Happened, on: date, *, place: str = "", due_on: date | None = None, law: str = "") -> Announcement:
    return Announcement(held.type_name, held.enterprise_id is not None, held.department, happened, on, place, due_on, law)


def _day(event: Happening) -> date:
    told = event.data.get("on")
    return date.fromisoformat(told) if told else clock.local(event.at).date()


def _line(held: Held, news: Announcement) -> Line:
    """The day it happened, counted from the issue, is the rung: a second change on another day is another rung."""
    left = (news.due_on - news.on).days if news.due_on else 0
    return Line(held.id, held.version, news.happened, max((news.on - held.issued_on).days, 0) % RUNGS, left)


def _news(citizen_id: UUID, held: Held, news: Announcement) -> News:
    key = f"{news.happened}:{held.id}:{held.version}:{_line(held, news).rung}:{citizen_id}"
    link, outside = Link(CERTIFICATE, {"id": str(held.id)}), news.happened not in _INSIDE
    return News(key, citizen_id, held.id, announcement(news), link, _KINDS[news.happened], outside=outside)


async def _hush(events: Sequence[Happening], now: datetime) -> None:
    gone = [event.subject_id for event in events if event.topic == "certificate.revoked" and event.subject_id]
    if gone:
        await outbox.cancel(gone, "证照已注销，不再提醒", now)
    for event in events:
        if event.topic == LEFT and event.subject_id:
            held = await certificates.valid_of(event.subject_id)
            await outbox.cancel([one.id for one in held], "持证人已不在登记状态，不再提醒", now)
