"""The sweep: finds certificates whose rung has come and writes one reminder each, whoever else is sweeping and however long nobody did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from core import clock
from core.queue import enqueue
from core.tables import transaction
from hall import cases
from profile import certificates, issuing, rules
from profile.certificates import Dated
from profile.rules import Rung
from push import compose, hearers, ledger, policy, records
from push.compose import HELPED, RENEWAL, Expiring, Link, Message
from push.courtesy import Weight
from push.hearers import Hearer
from push.ledger import Line
from push.records import News
from push.states import Kind
from recommend import cards, offers

BATCH = 1000


@dataclass(frozen=True)
class Due:
    """The one rung of a ladder that is in force today, and what is said of it."""

    rung: Rung
    about: Expiring
    message: Message


Place = tuple[date, UUID]
Told = tuple[Dated, Due]


async def sweep(now: datetime) -> int:
    """Writes every reminder that is due, batch by batch, each batch whole or not at all; how many. Silent in quiet hours."""
    if not policy.may_send(now):
        return 0
    made, place = 0, None
    while True:
        async with transaction():
            count, place = await _batch(now, place)
        made += count
        if count:
            await enqueue("push.dispatch")
        if place is None:
            return made


async def _batch(now: datetime, place: Place | None) -> tuple[int, Place | None]:
    """One batch from `place` on; how many reminders are new, and where to go on, or None at the end.

    A certificate with a case under way is passed by, not ticked off: should the case fail, the rung then in force still speaks. Those
    that are alike are judged and worded once.
    """
    today = clock.local(now).date()
    found = await certificates.expiring(today, BATCH, place)
    if not found:
        return 0, None
    busy = await cases.under_way([held.id for held in found])
    await issuing.come_round([held.id for held in found if held.id not in busy and held.comes_round])
    free = [held for held in found if held.id not in busy and not held.comes_round]
    judged = {alike: _judged(held, today) for alike, held in {held.alike: held for held in free}.items()}
    fresh = await _new([(held, due) for held in free if (due := judged[held.alike][0])], now)
    await _tell(fresh, now)
    await certificates.move_on([(held, judged[held.alike][1]) for held in free])
    last = found[-1] if len(found) == BATCH else None
    return len(fresh), (last.next_rung_on, last.id) if last and last.next_rung_on else None


def _judged(held: Dated, today: date) -> tuple[Due | None, Rung | None]:
    """What is to be said today, and the rung to wait for next."""
    ladder = held.ladder
    rung = rules.rung_now(ladder, today)
    return _due(held, rung, today, last=rung == ladder[-1]) if rung else None, rules.rung_after(ladder, today)


def _due(held: Dated, rung: Rung, today: date, *, last: bool) -> Due:
    kind, deadline_on = held.type, rung.deadline_on
    about = Expiring(
        kind.name,
        held.citizen_id is None,
        held.opens_on,
        deadline_on,
        held.expires_on,
        (deadline_on - today).days,
        last=last,
        unsure=kind.is_unsure,
        too_late=held.too_late(today),
    )
    return Due(rung, about, compose.expiring(about))


async def _new(told: Sequence[Told], now: datetime) -> list[Told]:
    lines = [Line(held.id, held.version, due.rung.rule, due.rung.days, due.about.days_left) for held, due in told]
    mine = {certificate for certificate, _, _ in await ledger.write(lines, now)}
    return [one for one in told if one[0].id in mine]


async def _tell(fresh: Sequence[Told], now: datetime) -> None:
    if not fresh:
        return
    heard = await hearers.who_hears([held for held, _ in fresh], now)
    told = [(hearer, held, due) for held, due in fresh for hearer in heard[held.id]]
    made = await offers.make_for_certificates([(hearer.citizen_id, held) for hearer, held, _ in told if not hearer.delegation_id], now)
    await records.write([_news(hearer, held, due, made.get((hearer.citizen_id, held.id))) for hearer, held, due in told], now)


def _news(hearer: Hearer, held: Dated, due: Due, offer_id: UUID | None) -> News:
    rung, way = due.rung, due.rung.channel
    key = f"reminder:{held.id}:{held.version}:{rung.rule}:{rung.days}:{hearer.citizen_id}"
    message = compose.looked_after(due.about) if hearer.delegation_id else due.message
    weight, link = Weight.URGENT if due.about.last else Weight.ORDINARY, _link(hearer, held, due, offer_id)
    return News(key, hearer.citizen_id, held.id, message, link, Kind.MUST_ARRIVE, outside=way != "inbox", weight=weight, first=way)


def _link(hearer: Hearer, held: Dated, due: Due, offer_id: UUID | None) -> Link:
    """Where the message leads: to who is looked after, to applying anew, or to the renewal."""
    if hearer.delegation_id:
        return Link(HELPED, {"id": str(hearer.delegation_id)})
    if due.about.too_late:
        action = cards.anew(held)
        return Link(action.page, action.params)
    return Link(RENEWAL, {"offer": str(offer_id)} if offer_id else {"certificate": str(held.id)})
