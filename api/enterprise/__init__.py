"""The enterprises' door: a member sees what the enterprise holds, who answers for it also who read that; for others it does not exist."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.citizen.views import shown
from api.locks import Citizen
from api.shapes.certificates import Certificates, Enterprise
from api.shapes.privacy import ChallengeAsk, OwnTicket, ReadPage
from hall import tickets
from profile import certificates, enterprises, ledger

router = APIRouter(prefix="/enterprises", tags=["企业"])


@router.get("/{id}")
async def space(id: UUID, who: Citizen) -> Enterprise:
    found = await enterprises.space(who.subject, id)
    return Enterprise(id=found.id, name=found.name, uscc=found.uscc, role_name=enterprises.ROLES.get(found.role, found.role))


@router.get("/{id}/certificates")
async def wallet(id: UUID, who: Citizen) -> Certificates:
    return Certificates(items=await shown(await certificates.of_enterprise(who.subject, id)))


@router.get("/{id}/reads")
async def reads(id: UUID, who: Citizen, cursor: Annotated[str | None, Query(max_length=120)] = None) -> ReadPage:
    """Who looked at the enterprise's data, newest first, for those who answer for it."""
    found = await enterprises.administered(who.subject, id)
    return ReadPage.model_validate(await ledger.page(found.id, cursor))


@router.post("/{id}/reads/{read}/challenge", status_code=201)
async def challenge(id: UUID, read: UUID, asked: ChallengeAsk, who: Citizen) -> OwnTicket:
    return OwnTicket.model_validate(await tickets.challenge_for(who.subject, id, read, asked.words))
