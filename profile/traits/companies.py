"""Traits of enterprises, folded like those of people: from their registers, licences and seat, when the ledger tells of something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from core.tables import sql
from profile import certificates, enterprises, facts
from profile.conditions import Terms
from profile.traits import rows
from profile.traits.folding import Traits, folded, known_of_enterprise
from profile.traits.keeping import LATE, LOOK_BACK, STALE

# Their ledger: what was read for a member, what is newly known of them or moved them, what became of their licences.
_DUE = """
WITH told AS (
    SELECT m.enterprise_id, e.created_at AS at FROM profile_event e JOIN profile_membership m ON m.citizen_id = e.citizen_id
    WHERE e.created_at > $1 AND e.topic = 'wallet.filled'
    UNION ALL SELECT c.enterprise_id, e.created_at FROM profile_event e JOIN profile_certificate c ON c.id = e.subject_id
    WHERE e.created_at > $1 AND e.citizen_id IS NULL AND starts_with(e.topic, 'certificate.')
    UNION ALL SELECT o.id, e.created_at FROM profile_event e JOIN profile_enterprise o ON o.id = e.subject_id
    WHERE e.created_at > $1 AND e.citizen_id IS NULL AND e.topic IN ('facts.changed', 'holder.moved')
)
SELECT enterprise_id FROM (
    SELECT DISTINCT told.enterprise_id FROM told LEFT JOIN profile_enterprise_traits t ON t.enterprise_id = told.enterprise_id
    WHERE told.enterprise_id IS NOT NULL AND (t.folded_at IS NULL OR t.folded_at < told.at
       OR (t.folded_at < told.at + make_interval(secs => $2) AND told.at + make_interval(secs => $2) <= $3))
    UNION SELECT enterprise_id FROM (
        SELECT enterprise_id FROM profile_enterprise_traits WHERE folded_at < $4 ORDER BY folded_at LIMIT $5
    ) stale
) one LIMIT $5
"""


async def due(now: datetime, limit: int) -> list[UUID]:
    """Enterprises of which the ledger says something newer than their row, and those whose row is a day old, or empty since they joined."""
    found = await sql(_DUE, now - LOOK_BACK, LATE.total_seconds(), now, now - STALE, limit)
    return [row["enterprise_id"] for row in found]


async def refold(enterprise_ids: Sequence[UUID], terms: Terms, today: date, now: datetime) -> None:
    """Writes these enterprises' rows anew."""
    await rows.keep(await rebuilt(enterprise_ids, terms, today), now, "enterprise")


async def rebuilt(enterprise_ids: Sequence[UUID], terms: Terms, today: date) -> dict[UUID, Traits]:
    """The rows as the sources give them, written nowhere."""
    wanted = list(dict.fromkeys(enterprise_ids))
    seats, about = await enterprises.seats(wanted), await facts.facts_of_enterprises(wanted)
    licences = await certificates.licences(wanted)
    return {one: folded(known_of_enterprise(about[one], licences[one], seat, today), terms) for one, seat in seats.items()}
