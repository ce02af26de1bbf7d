"""What departments say has changed: a certificate's entries, its validity, where its holder lives, whether the holder is still here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from core import clock
from core.sharing import RegisteredFact
from core.tables import sql
from profile import events, facts, recomputing

# Facts that say where somebody lives, and the word by which a type of certificate asks to be told of it (`moved` in its row).
MOVES = {"hukou_region": "hukou", "residence_region": "residence", "residence_address": "residence"}
LIFE = "life_status"
LEFT = {"deceased": "holder.left", "emigrated": "holder.left"}

_STOP = """
UPDATE profile_certificate SET next_rung = NULL, next_rung_on = NULL WHERE citizen_id = $1 AND next_rung_on IS NOT NULL
"""
_OVERTAKEN = """
SELECT c.id, c.state, h.left_because, c.opens_on, c.deadline_on FROM unnest($1::uuid[], $2::date[]) AS one(id, due_on)
JOIN profile_certificate c ON c.id = one.id LEFT JOIN profile_citizen h ON h.id = c.citizen_id
WHERE c.state <> 'valid' OR h.left_because IS NOT NULL OR c.deadline_on IS DISTINCT FROM coalesce(one.due_on, c.deadline_on)
"""


async def revoke(certificate_id: UUID) -> None:
    """Revoked or cancelled by its department: no more reminders of it, and its holder is told. Said twice, it is one."""
    rows = await sql(
        """UPDATE profile_certificate SET state = 'revoked', next_rung = NULL, next_rung_on = NULL
           WHERE id = $1 AND state = 'valid' RETURNING citizen_id""",
        certificate_id,
    )
    if rows:
        await events.record("certificate.revoked", citizen_id=rows[0]["citizen_id"], subject_id=certificate_id)


async def change(certificate_id: UUID, on: date) -> None:
    """Its entries were changed without a new certificate; its holder is told once of each day's change."""
    rows = await sql(
        """UPDATE profile_certificate SET changed_on = $2 WHERE id = $1 AND state = 'valid' AND (changed_on IS NULL OR changed_on < $2)
           RETURNING citizen_id""",
        certificate_id,
        on,
    )
    if rows:
        await events.record("certificate.changed", citizen_id=rows[0]["citizen_id"], subject_id=certificate_id, on=on.isoformat())


async def registered(certificate_id: UUID, on: date) -> None:
    """When a vehicle was first registered, of which its check says nothing: old ones come more often, so its dates are worked out anew."""
    rows = await sql(
        """UPDATE profile_certificate SET registered_on = $2 WHERE id = $1 AND state = 'valid' AND registered_on IS DISTINCT FROM $2
           RETURNING id""",
        certificate_id,
        on,
    )
    if rows:
        await recomputing.of_certificate(certificate_id)


async def notice(citizen_id: UUID, told: Iterable[RegisteredFact]) -> list[RegisteredFact]:
    """Notes that a person moved, died or went abroad, before these facts are kept; the facts that are to be kept."""
    found = list(told)
    life = next((fact for fact in found if fact.name == LIFE), None)
    if life is not None:
        await _life(citizen_id, life.value)
    for place in sorted(await _moved(citizen_id, [fact for fact in found if fact.name in MOVES])):
        await events.record("holder.moved", citizen_id=citizen_id, subject_id=citizen_id, place=place)
    return [fact for fact in found if fact.name != LIFE]


async def _moved(citizen_id: UUID, told: list[RegisteredFact]) -> set[str]:
    """An address is sealed, so it is compared here."""
    before = await facts.facts_of(citizen_id) if told else {}
    return {MOVES[one.name] for one in told if (was := before.get(one.name)) and was.value != one.value and was.as_of <= one.as_of}


async def _life(citizen_id: UUID, word: Any) -> None:
    """Deceased or emigrated: every ladder of this person stops. A mistake taken back arms them again."""
    left = word if word in ("deceased", "emigrated") else None
    rows = await sql(
        "UPDATE profile_citizen SET left_because = $2 WHERE id = $1 AND left_because IS DISTINCT FROM $2 RETURNING id", citizen_id, left
    )
    if rows:
        await (sql(_STOP, citizen_id) if left else recomputing.of_holder(citizen_id))
        await events.record("holder.left" if left else "holder.back", citizen_id=citizen_id, subject_id=citizen_id)


async def overtaken(due: Mapping[UUID, date | None]) -> tuple[dict[UUID, str], dict[UUID, date]]:
    """Of reminders of these certificates with these last days: why nobody is to be reminded any more, and which last day is another now."""
    words = {"superseded": "证照已换新，不再提醒", "revoked": "证照已注销，不再提醒"}
    rows, today = await sql(_OVERTAKEN, list(due), list(due.values())), clock.today()
    silent: dict[UUID, str] = {}
    moved: dict[UUID, date] = {}
    for row in rows:
        if row["left_because"]:
            silent[row["id"]] = "持证人已不在登记状态，不再提醒"
        elif row["state"] != "valid":
            silent[row["id"]] = words.get(row["state"], "证照已失效，不再提醒")
        elif row["deadline_on"] is None or row["opens_on"] > today:
            silent[row["id"]] = "期限已按新的规则或日历调整，还不用办"
        else:
            moved[row["id"]] = row["deadline_on"]
    return silent, moved
