"""The enterprises' door: a member sees what the enterprise holds; for everybody else it does not exist."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api.citizen.views import shown
from api.locks import Citizen
from api.shapes.holdings import Certificates, Enterprise
from profile import certificates, enterprises

router = APIRouter(prefix="/enterprises", tags=["企业"])


@router.get("/{id}")
async def space(id: UUID, who: Citizen) -> Enterprise:
    found = await enterprises.space(who.subject, id)
    return Enterprise(id=found.id, name=found.name, uscc=found.uscc, role_name=enterprises.ROLES.get(found.role, found.role))


@router.get("/{id}/certificates")
async def wallet(id: UUID, who: Citizen) -> Certificates:
    return Certificates(items=await shown(await certificates.of_enterprise(who.subject, id)))
