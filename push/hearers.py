"""Who hears of a rung: the holder, or every member of the enterprise; when they did not move, relatives and agents who agreed to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.tables import sql
from hall import cases
from profile import certificates, delegations
from profile.certificates import Dated, Held
from profile.delegations import Delegation
from push import escalation
from push.escalation import Answer

# The latest rung counts: who opened the first one months ago and none since has forgotten it. All members hear at one moment.
_TOLD = """
SELECT subject_id, bool_or(read_at IS NOT NULL) AS opened FROM (
    SELECT subject_id, read_at, created_at = max(created_at) OVER (PARTITION BY subject_id) AS latest FROM push_inbox_item
    WHERE citizen_id = ANY($1::uuid[]) AND subject_id = ANY($2::uuid[]) AND starts_with(dedupe_key, 'reminder:')
) told WHERE latest GROUP BY subject_id
"""


@dataclass(frozen=True)
class Hearer:
    """Somebody to tell; `delegation_id` is there when they hear of it in somebody else's place."""

    citizen_id: UUID
    delegation_id: UUID | None = None


async def who_hears(due: Sequence[Dated], now: datetime) -> dict[UUID, list[Hearer]]:
    """Certificate → everybody who hears of the rung that has come. Writes down what helpers heard; in the caller's transaction."""
    holders = await certificates.recipients(due)
    helpers = await delegations.helpers_of({held.citizen_id for held in due if held.citizen_id}, now)
    asked = [(held, helpers[held.citizen_id]) for held in due if held.citizen_id in helpers]
    answered = await answers([held for held, _ in asked], holders)
    told = [
        (held.id, one)
        for held, theirs in asked
        for one in theirs
        if escalation.helpers_hear(answered[held.id]) and one.allows("remind", held.type_code, now)
    ]
    await delegations.heard([(one, certificate_id) for certificate_id, one in told])
    heard = {held.id: [Hearer(citizen_id) for citizen_id in holders[held.id]] for held in due}
    for certificate_id, one in told:
        heard[certificate_id].append(Hearer(one.helper_id, one.id))
    return heard


async def answers(held: Collection[Dated], holders: dict[UUID, list[UUID]]) -> dict[UUID, Answer]:
    """Certificate → what came of the latest reminder that its holder, or the members of the enterprise, had of it."""
    ids = [one.id for one in held]
    if not ids:
        return {}
    people = list({citizen_id for one in ids for citizen_id in holders[one]})
    opened = {row["subject_id"]: row["opened"] for row in await sql(_TOLD, people, ids)}
    begun = await cases.open_for(ids)
    return {one: Answer(one in opened, opened.get(one, False), one in begun) for one in ids}


async def ended(rows: Sequence[dict[str, Any]], now: datetime) -> dict[UUID, str]:
    """Of these deliveries, those to helpers whose delegation no longer stands, with the reason."""
    helped = [row for row in rows if row["payload"].get("of") == "helped" and row["subject_id"]]
    if not helped:
        return {}
    held = await certificates.by_ids({row["subject_id"] for row in helped})
    standing = await delegations.between({row["citizen_id"] for row in helped}, now)
    return {
        row["id"]: "照看关系已解除，不再提醒"
        for row in helped
        if not _stands(standing.get((row["citizen_id"], _holder(held, row))), held.get(row["subject_id"]), now)
    }


def _holder(held: dict[UUID, Held], row: dict[str, Any]) -> UUID:
    found = held.get(row["subject_id"])
    return (found.citizen_id if found else None) or row["citizen_id"]


def _stands(one: Delegation | None, held: Held | None, now: datetime) -> bool:
    return one is not None and held is not None and one.allows("remind", held.type_code, now)
