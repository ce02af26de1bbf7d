"""The wallet: what I hold, by what rule it lasts, and renewing it."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api.citizen.views import shown
from api.citizen.work import case_shown
from api.locks import Citizen
from api.shapes.cases import Case
from api.shapes.certificates import CertificateDetail, Certificates, Rung
from hall import cases
from profile import certificates, rules
from profile.rules.words import law_with_date, moved_text
from push import ladder_view

router = APIRouter(tags=["证照"])


@router.get("/certificates")
async def wallet(who: Citizen) -> Certificates:
    return Certificates(items=await shown(await certificates.wallet(who.subject)))


@router.get("/certificates/{id}")
async def certificate(id: UUID, who: Citizen) -> CertificateDetail:
    held = await certificates.held(who.subject, id)
    versions = await certificates.versions(held)
    views = {view.id: view for view in await shown(versions)}
    rungs = [Rung.model_validate(rung) for rung in await ladder_view.of(held)]
    return CertificateDetail(
        **views[held.id].model_dump(),
        rule_text=rules.rule_text(held.type),
        legal_basis=law_with_date(held.type),
        moved_text=moved_text(held.type),
        next_because=next((rung.note for rung in rungs if rung.state == "next"), None),
        ladder=rungs,
        history=[views[one.id] for one in versions],
    )


@router.post("/certificates/{id}/renewal", status_code=201)
async def renew(id: UUID, who: Citizen) -> Case:
    """A filled renewal case; asked again, the same one."""
    return await case_shown(who.subject, await cases.begin_renewal(who.subject, id))
