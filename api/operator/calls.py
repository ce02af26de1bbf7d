"""The call list: whom to call before a certificate lapses; a number is shown alone, with a reason, and that is written down."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api.locks import Operator
from api.shapes.calls import Call, CallDetail, CallNumber, CallOutcome, CallReason, Calls
from push import calls

router = APIRouter(prefix="/calls", tags=["运营"])


@router.get("")
async def call_list(who: Operator, state: str | None = None) -> Calls:
    return Calls(items=[Call.model_validate(one) for one in await calls.board(who.subject, state or None)])


@router.get("/{id}")
async def call(id: UUID, who: Operator) -> CallDetail:
    return CallDetail.model_validate(await calls.one(id, who.subject))


@router.post("/{id}/outcome")
async def settle(id: UUID, asked: CallOutcome, who: Operator) -> CallDetail:
    return CallDetail.model_validate(await calls.settle(id, who.subject, asked.outcome, asked.note))


@router.post("/{id}/number")
async def number(id: UUID, asked: CallReason, who: Operator) -> CallNumber:
    return CallNumber(number=await calls.show_number(id, who.subject, asked.reason))
