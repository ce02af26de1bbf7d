"""Traits kept beside their sources: found by the ledger when something happened, and rebuilt from the sources whenever asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import orjson

from core import clock
from core.tables import sql
from profile import certificates, events, facts, people
from profile.conditions import Terms
from profile.traits import dropping, rows
from profile.traits.folding import Sources, Traits, folded, known
from profile.traits.standing import CASE

LOOK_BACK, LATE, STALE = timedelta(hours=2), timedelta(seconds=60), timedelta(days=1)
# An event may be committed a moment after it was written: who was folded within that moment is folded once more.
_DUE = """
SELECT citizen_id FROM (
    SELECT DISTINCT e.citizen_id FROM profile_event e LEFT JOIN profile_traits t ON t.citizen_id = e.citizen_id
    WHERE e.citizen_id IS NOT NULL AND e.created_at > $1 AND (t.folded_at IS NULL OR t.folded_at < e.created_at
        OR (t.folded_at < e.created_at + make_interval(secs => $2) AND e.created_at + make_interval(secs => $2) <= $3))
    UNION SELECT citizen_id FROM (SELECT citizen_id FROM profile_traits WHERE folded_at < $4 ORDER BY folded_at LIMIT $5) stale
) one LIMIT $5
"""


async def due(now: datetime, limit: int) -> list[UUID]:
    """People of whom the ledger says something newer than their row, and those whose row is a day old: a changed vocabulary reaches all."""
    found = await sql(_DUE, now - LOOK_BACK, LATE.total_seconds(), now, now - STALE, limit)
    return [row["citizen_id"] for row in found]


async def refold(citizen_ids: Sequence[UUID], terms: Terms, today: date, now: datetime) -> None:
    """Writes these people's rows anew."""
    await rows.keep(await rebuilt(citizen_ids, terms, today), now)


async def rebuilt(citizen_ids: Sequence[UUID], terms: Terms, today: date) -> dict[UUID, Traits]:
    """The rows as the sources give them, written nowhere."""
    wanted = list(dict.fromkeys(citizen_ids))
    persons, about = await people.people(wanted), await facts.facts_of_many(wanted)
    wallets, ledger = await certificates.wallets(wanted), await events.of_citizens(wanted, CASE)
    left_out = await dropping.dropped_by(wanted)
    told = {one: [replace(some, at=clock.local(some.at)) for some in ledger.get(one, [])] for one in persons}
    found = {one: folded(known(Sources(person, about[one], wallets[one], told[one]), today), terms) for one, person in persons.items()}
    return {one: {name: value for name, value in row.items() if name not in left_out.get(one, ())} for one, row in found.items()}


async def for_learning() -> dict[UUID, Traits]:
    """The rows of everybody who lets their profile be used for recommendations."""
    found = await sql(
        """SELECT t.citizen_id, t.traits FROM profile_traits t JOIN profile_citizen c ON c.id = t.citizen_id
           WHERE coalesce((c.preferences->>'personalised')::boolean, true)"""
    )
    return {row["citizen_id"]: orjson.loads(row["traits"]) for row in found}
