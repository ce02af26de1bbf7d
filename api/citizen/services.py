"""The catalogue: to browse without signing in, to begin with it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.citizen.home import shelf
from api.citizen.views import missed
from api.citizen.work import case_shown
from api.locks import Citizen, Visitor, anyone
from api.shapes.cases import Beginning, Case
from api.shapes.services import Facets, RenewableCertificate, ServiceDetail, ServiceMaterial, ServicePage
from core import clock
from hall import cases, catalog, prefill, promises
from profile import certificates, enterprises

router = APIRouter(prefix="/services", tags=["事项"])
Word = Annotated[str, Query(max_length=200)]


@router.get("", dependencies=[Depends(anyone)])
async def services(
    q: Word = "", theme: Word = "", department: Word = "", audience: Word = "", page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> ServicePage:
    found = await catalog.find(q, theme, department, audience, page)
    return ServicePage(items=[shelf(row) for row in found.items], total=found.total, page=found.page, pages=found.pages)


@router.get("/facets", dependencies=[Depends(anyone)])
async def facets() -> Facets:
    return Facets.model_validate(await catalog.facets())


@router.get("/{code}")
async def service(code: str, visitor: Visitor, region: Annotated[str, Query(max_length=20)] = "") -> ServiceDetail:
    """A service, with a region's fee, counter and phone, and the certificate that it would renew of the visitor or their enterprise."""
    found = await catalog.service(code, region or None)
    known = await prefill.gather(visitor.subject, None) if visitor else None
    shared = {one.name: one.source for one in found.materials if one.prefillable}
    materials = [_material(one.name, promises.promise(one.name, shared, known)) for one in found.materials]
    values = {name: getattr(found, name) for name in ServiceDetail.model_fields if name not in {"materials", "renewable_certificate"}}
    mine = await _renewable(visitor, found.renews)
    return ServiceDetail.model_validate({**values, "materials": materials, "renewable_certificate": mine})


def _material(name: str, promise: promises.Promise) -> ServiceMaterial:
    return ServiceMaterial(name=name, waived=promise.source is not None, waived_source=promise.source, note=promise.note)


async def _renewable(visitor: Visitor, types: tuple[str, ...]) -> RenewableCertificate | None:
    """The visitor's own certificate of these types, else the most pressing one of the enterprises that they act for."""
    if visitor is None or not types:
        return None
    spaces = {one.id: one.name for one in await enterprises.spaces(visitor.subject)}
    licences = (await certificates.licences(list(spaces))).values() if spaces else ()
    theirs = sorted((one for wallet in licences for one in wallet), key=lambda one: one.deadline_on or date.max)
    held = next((one for one in [*await certificates.wallet(visitor.subject), *theirs] if one.type_code in types), None)
    if held is None:
        return None
    today = clock.today()
    return RenewableCertificate(
        id=held.id,
        type_name=held.type_name,
        enterprise_name=spaces[held.enterprise_id] if held.enterprise_id else None,
        days_left=held.days_left(today),
        deadline_on=held.deadline_on,
        expires_on=held.expires_on,
        can_renew=held.can_renew(today),
        missed=missed(held, today),
    )


@router.post("/{code}/cases", status_code=201)
async def begin(code: str, who: Citizen, asked: Beginning | None = None) -> Case:
    """A filled case; with the answers of the guide, one for that situation. Asked again, the same draft."""
    said = cases.Said(asked.version, asked.answers) if asked else None
    return await case_shown(who.subject, await cases.begin(who.subject, code, said))
