"""The operators' side: open tickets by their day, taken by somebody, closed with an outcome and a reply that the person reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from core import clock, crypto, masks
from core.errors import Conflict, Invalid, NotFound
from core.tables import sql, transaction
from hall.models import Ticket
from hall.tickets.opening import KINDS, OF_KIND, OUTCOMES, opened, sealed_in
from profile import events, ledger, people, staff

PAGE = 30
REPLY_MAX = 500


@dataclass(frozen=True)
class Row:
    """One ticket in the list: who asks stands in the detail alone."""

    id: UUID
    kind: str
    kind_name: str
    subject: str
    department: str
    created_at: datetime
    due_on: date
    overdue: bool
    owner: str | None
    outcome_name: str | None
    closed_at: datetime | None


@dataclass(frozen=True)
class Page:
    """One page; hand `next_after` back for the next, None at the end. `open` and `late` count all."""

    items: tuple[Row, ...]
    next_after: int | None
    open: int
    late: int


@dataclass(frozen=True)
class Detail(Row):
    """A ticket in full, the person masked and numbers in the words struck out; `outcomes` are those it may be closed with."""

    person: str
    words: str
    reply: str
    outcomes: tuple[tuple[str, str], ...]


async def page(*, closed: bool = False, after: int = 0) -> Page:
    """Open ones by their day, or closed ones, the last first; `after` is how many were seen already."""
    found = Ticket.filter(closed_at__isnull=not closed).order_by(*(("-closed_at", "id") if closed else ("due_on", "id")))
    rows = await found.offset(after).limit(PAGE + 1)
    counted = await sql(
        "SELECT count(*) AS open, count(*) FILTER (WHERE due_on < $1) AS late FROM hall_ticket WHERE closed_at IS NULL", clock.today()
    )
    names = await staff.names([row.owner_id for row in rows if row.owner_id])
    items = tuple(Row(**_shown(row, names)) for row in rows[:PAGE])
    return Page(items, after + PAGE if len(rows) > PAGE else None, int(counted[0]["open"]), int(counted[0]["late"]))


async def one(ticket_id: UUID, staff_id: UUID) -> Detail:
    """One of them, looked at by this operator, which the person can see. Raises `NotFound`."""
    async with transaction():
        row = await Ticket.get_or_none(id=ticket_id)
        if row is None:
            raise _unknown()
        await ledger.read(await ledger.operator(staff_id), "ticket_view", [(row.citizen_id, row.id)])
    names = await staff.names([row.owner_id] if row.owner_id else [])
    return Detail(
        **_shown(row, names),
        person=(await people.person(row.citizen_id)).display_name,
        words=masks.scrub(opened(row, "words"), "（号码已隐去）"),
        reply=opened(row, "reply"),
        outcomes=tuple((key, OUTCOMES[key]) for key in OF_KIND[row.kind]),
    )


async def take(ticket_id: UUID, staff_id: UUID) -> Detail:
    """This operator answers for it from now on. Raises `Conflict` once it is closed."""
    async with transaction():
        row = await _open(ticket_id)
        row.owner_id = staff_id
        await row.save(update_fields=["owner_id"])
    return await one(ticket_id, staff_id)


async def close(ticket_id: UUID, staff_id: UUID, outcome: str, reply: str) -> Detail:
    """Closes it with a reply that the person reads. Raises `Conflict` the second time."""
    text = reply.strip()
    if not text or len(text) > REPLY_MAX:
        raise Invalid("ticket.reply", f"请写 1 到 {REPLY_MAX} 个字的答复，本人会看到。", "reply")
    async with transaction():
        row = await _open(ticket_id)
        if outcome not in OF_KIND[row.kind]:
            raise Invalid("ticket.outcome", "请选择处理结果。", "outcome")
        row.outcome, row.closed_at, row.owner_id = outcome, clock.now(), staff_id
        row.reply_sealed = crypto.seal(text, sealed_in("reply", row.id))
        await row.save(update_fields=["outcome", "closed_at", "owner_id", "reply_sealed"])
        await events.record("ticket.closed", citizen_id=row.citizen_id, subject_id=row.id)
    return await one(ticket_id, staff_id)


async def _open(ticket_id: UUID) -> Ticket:
    row = await Ticket.filter(id=ticket_id).select_for_update().first()
    if row is None:
        raise _unknown()
    if row.closed_at:
        raise Conflict("ticket.closed", "这一条已经办结。")
    return row


def _unknown() -> NotFound:
    return NotFound("ticket.unknown", "没有找到这一条。")


def _shown(row: Ticket, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "kind_name": KINDS[row.kind],
        "subject": row.subject,
        "department": row.department,
        "created_at": row.created_at,
        "due_on": row.due_on,
        "overdue": row.closed_at is None and row.due_on < clock.today(),
        "owner": names.get(row.owner_id) if row.owner_id else None,
        "outcome_name": OUTCOMES[row.outcome] if row.outcome else None,
        "closed_at": row.closed_at,
    }
