"""Cases: filled, submitted, followed, taken back."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header

from api.citizen.work import case_row, case_shown
from api.locks import Citizen
from api.shapes.cases import Case, CaseRows, Filled
from api.shapes.home import Card, Following
from hall import cases
from recommend import following, offers

router = APIRouter(tags=["办件"])
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=128)]


@router.post("/offers/{id}/take")
async def take(id: UUID, who: Citizen) -> Case:
    """What a reminder links to: the case, already filled."""
    return await case_shown(who.subject, await offers.take(who.subject, id))


@router.get("/cases")
async def my_cases(who: Citizen) -> CaseRows:
    return CaseRows(items=[case_row(one) for one in await cases.mine(who.subject)])


@router.get("/cases/{id}")
async def case(id: UUID, who: Citizen) -> Case:
    return await case_shown(who.subject, await cases.view(who.subject, id))


@router.get("/cases/{id}/following")
async def next_services(id: UUID, who: Citizen) -> Following:
    """What fits the person next, once the case has ended."""
    return Following(items=[Card.model_validate(one) for one in await following.after(who.subject, id)])


@router.patch("/cases/{id}")
async def fill(id: UUID, asked: Filled, who: Citizen) -> Case:
    return await case_shown(who.subject, await cases.fill(who.subject, id, asked.fields))


@router.post("/cases/{id}/submission")
async def submit(id: UUID, who: Citizen, key: Key) -> Case:
    """Handing in; the same key, or a case handed in already, answers with what is there."""
    return await case_shown(who.subject, await cases.submit(who.subject, id, key))


@router.post("/cases/{id}/withdrawal")
async def withdraw(id: UUID, who: Citizen) -> Case:
    return await case_shown(who.subject, await cases.withdraw(who.subject, id))
