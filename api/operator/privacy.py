"""What people dispute, under operators' hands; and reads that an investigation keeps back, which takes two."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.locks import Operator
from api.shapes.privacy import Deferral, DeferralAsk, Deferrals, Ticket, TicketOutcome, TicketPage, TicketReply
from hall import board, tickets
from profile import ledger

router = APIRouter(tags=["隐私"])


@router.get("/tickets")
async def listed(who: Operator, closed: bool = False, after: Annotated[int, Query(ge=0, le=100_000)] = 0) -> TicketPage:
    """Open ones by their day, or closed ones, the last first; `after` is how many were seen already."""
    return TicketPage.model_validate(await tickets.page(closed=closed, after=after))


@router.get("/tickets/{id}")
async def one(id: UUID, who: Operator) -> Ticket:
    return _shape(await tickets.one(id, who.subject))


@router.post("/tickets/{id}/owner")
async def take(id: UUID, who: Operator) -> Ticket:
    """This operator answers for it."""
    return _shape(await tickets.take(id, who.subject))


@router.post("/tickets/{id}/reply")
async def reply(id: UUID, asked: TicketReply, who: Operator) -> Ticket:
    """Closes it with a reply that the person reads."""
    return _shape(await tickets.close(id, who.subject, asked.outcome, asked.reply))


def _shape(found: tickets.Detail) -> Ticket:
    return Ticket.model_validate({**vars(found), "outcomes": [TicketOutcome(key=key, name=name) for key, name in found.outcomes]})


@router.get("/deferrals")
async def deferrals(who: Operator) -> Deferrals:
    return Deferrals(items=[Deferral.model_validate(one) for one in await ledger.waiting(who.subject)])


@router.post("/cases/{id}/deferral", status_code=202)
async def defer(id: UUID, asked: DeferralAsk, who: Operator) -> Deferrals:
    """Asks that this operator's reads of the case's applicant appear to them later; a second operator has to agree."""
    await ledger.defer(who.subject, await board.applicant_of(id), asked.basis, timedelta(days=asked.days))
    return await deferrals(who)


@router.post("/deferrals/{id}/approval")
async def approve(id: UUID, who: Operator) -> Deferrals:
    await ledger.approve(id, who.subject)
    return await deferrals(who)
