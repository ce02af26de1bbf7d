"""Offers: the renewal that a reminder carries. Made set-based for a sweep, once per person and version; taken, it is a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from core import clock
from core.errors import NotFound
from core.tables import sql
from hall import cases, catalog
from hall.cases import CaseView
from hall.states import State
from profile.certificates import Dated
from recommend.models import Offer

Pair = tuple[UUID, UUID]


_MAKE = """
INSERT INTO recommend_offer (id, created_at, made_at, kind, citizen_id, certificate_id, certificate_version, service_code)
SELECT uuidv7(), $1, $1, 'renewal', one.citizen, one.certificate, one.version, one.service
FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[]) AS one(citizen, certificate, version, service)
ON CONFLICT (citizen_id, certificate_id, certificate_version) DO NOTHING RETURNING id, citizen_id, certificate_id
"""
_MADE = """
SELECT o.id, o.citizen_id, o.certificate_id FROM recommend_offer o
JOIN unnest($1::uuid[], $2::uuid[], $3::int[]) AS one(citizen, certificate, version)
  ON (o.citizen_id, o.certificate_id, o.certificate_version) = (one.citizen, one.certificate, one.version)
"""


async def make_for_certificates(pairs: Sequence[tuple[UUID, Dated]], now: datetime) -> dict[Pair, UUID]:
    """The offer of each (citizen, certificate), made now or made before, on the caller's transaction."""
    if not pairs:
        return {}
    # In one order for everybody, so that two sweeps never wait for each other in a circle.
    wanted = sorted({(citizen_id, held.id, held.version, catalog.renewal_service(held.type_code)) for citizen_id, held in pairs})
    rows = await sql(_MAKE, now, *(list(column) for column in zip(*wanted, strict=True)))
    if len(rows) < len(wanted):  # an earlier rung of the same certificate made some
        citizens, certificates, versions, _ = (list(column) for column in zip(*wanted, strict=True))
        rows = await sql(_MADE, citizens, certificates, versions)
    return {(row["citizen_id"], row["certificate_id"]): row["id"] for row in rows}


async def take(citizen_id: UUID, offer_id: UUID) -> CaseView:
    """The case behind a reminder, begun now or begun before; a tap on an old message shows how that case ended.

    Raises `NotFound` for a stranger, `Conflict` when the certificate has been renewed some other way.
    """
    offer = await Offer.get_or_none(id=offer_id, citizen_id=citizen_id)
    if offer is None:
        raise NotFound("offer.unknown", "没有找到这条提醒，它可能属于另一个账号。请在卡包里查看您的证照。")
    if offer.case_id:
        present = await cases.view(citizen_id, offer.case_id)
        if present.state is not State.WITHDRAWN:
            return present
    case = await cases.begin_renewal(citizen_id, offer.certificate_id, offer.id)
    await Offer.filter(id=offer.id).update(case_id=case.id, taken_at=offer.taken_at or clock.now())
    return case
