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
from profile import certificates, rules
from profile.certificates import Held
from profile.rules import Rung
from push import compose, hearers, ledger, policy, records
from push.compose import Link
from push.courtesy import Weight
from push.hearers import Hearer
from push.ledger import Line
from push.records import News
from push.states import Kind
from recommend import cards, offers

BATCH = 1000
Place = tuple[date, UUID]


@dataclass(frozen=True)
class Due:
    """A certificate and the one rung of its ladder that is in force today."""

    held: Held
    rung: Rung
    days_left: int
    too_late: str = ""


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

    A certificate with a case under way is passed by, not ticked off: should the case fail, the rung then in force still speaks.
    """
    today = clock.local(now).date()
    found = await certificates.expiring(today, BATCH, place)
    busy = await cases.under_way([held.id for held in found])
    await certificates.come_round([held for held in found if held.id not in busy and held.comes_round])
    free = [held for held in found if held.id not in busy and not held.comes_round]
    fresh = await _new([due for held in free if (due := due_today(held, today))], now)
    await _tell(fresh, now)
    if free:
        await certificates.rung_done(free, today)
    last = found[-1] if len(found) == BATCH else None
    return len(fresh), (last.next_rung_on, last.id) if last and last.next_rung_on else None


def due_today(held: Held, today: date) -> Due | None:
    """What is to be said today: the latest rung reached, never the ones missed before it; None when it is of no use any more."""
    rung = rules.rung_now(held.ladder, today)
    left = held.days_left(today)
    return Due(held, rung, left, held.too_late(today)) if rung is not None and left is not None and held.state == "valid" else None


async def _new(due: Sequence[Due], now: datetime) -> list[Due]:
    lines = [Line(one.held.id, one.held.version, one.rung.rule, one.rung.days, one.days_left) for one in due]
    mine = {certificate for certificate, _, _ in await ledger.write(lines, now)}
    return [one for one in due if one.held.id in mine]


async def _tell(fresh: Sequence[Due], now: datetime) -> None:
    if not fresh:
        return
    heard = await hearers.who_hears([one.held for one in fresh], now)
    told = [(hearer, one) for one in fresh for hearer in heard[one.held.id]]
    made = await offers.make_for_certificates([(hearer.citizen_id, one.held) for hearer, one in told if not hearer.delegation_id], now)
    await records.write([_news(hearer, one, made.get((hearer.citizen_id, one.held.id))) for hearer, one in told], now)


def _news(hearer: Hearer, due: Due, offer_id: UUID | None) -> News:
    held, last = due.held, due.rung == due.held.ladder[-1]
    key = f"reminder:{held.id}:{held.version}:{due.rung.rule}:{due.rung.days}:{hearer.citizen_id}"
    about = compose.Expiring(
        held.id,
        offer_id,
        held.type_name,
        held.holder_kind == "enterprise",
        held.opens_on,
        due.rung.deadline_on,
        held.expires_on,
        due.days_left,
        last=last,
        unsure=held.type.is_unsure,
        too_late=due.too_late,
        anew=_anew(held) if due.too_late else None,
    )
    message = compose.looked_after(about, hearer.delegation_id) if hearer.delegation_id else compose.expiring(about)
    weight, way = Weight.URGENT if last else Weight.ORDINARY, due.rung.channel
    return News(key, hearer.citizen_id, held.id, message, Kind.MUST_ARRIVE, outside=way != "inbox", weight=weight, first=way)


def _anew(held: Held) -> Link:
    action = cards.anew(held)
    return Link(action.page, action.params)
