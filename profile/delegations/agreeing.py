"""The other side's word: yes, no, and either side's end to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

from core import cache, clock
from core.errors import Conflict, Forbidden, NotFound, TooMany
from core.tables import sql, transaction
from profile import events, people
from profile.delegations.asking import digest, kept, must_be_scope
from profile.delegations.reading import COLUMNS, Row, must_be_new, row_of
from profile.delegations.scope import end_of, grown_on, why_not
from profile.facts import facts_of

CODE_TRIES = (10, 900)
_ASKED = "state = 'asked' AND answer_by > $2"
_BY_ID = f"SELECT {COLUMNS} FROM profile_delegation WHERE id = $1 AND {_ASKED} AND phone_index = $3 FOR UPDATE"  # noqa: S608
_BY_CODE = f"SELECT {COLUMNS} FROM profile_delegation WHERE code_digest = $1 AND {_ASKED} FOR UPDATE"  # noqa: S608
_ACCEPT = """
UPDATE profile_delegation SET state = 'accepted', holder_id = $2, helper_id = $3, accepted_at = $4, expires_at = $5, code_digest = NULL,
       phone_index = NULL WHERE id = $1
"""
_OWN = "SELECT years, relation FROM profile_delegation WHERE id = $1 AND holder_id = $2 AND state = 'accepted' FOR UPDATE"
_CHANGE = """
UPDATE profile_delegation SET actions = $4, types = $5 WHERE id = $1 AND holder_id = $2 AND state = 'accepted' AND expires_at > $3
RETURNING helper_id
"""
_ANSWERED = "UPDATE profile_widening SET state = 'answered', ended_at = $2 WHERE delegation_id = $1 AND state = 'asked'"
_END = """
UPDATE profile_delegation SET state = 'ended', ended_at = $3, ended_because = CASE WHEN state = 'asked' THEN 'withdrawn' ELSE 'revoked' END
WHERE id = $1 AND state IN ('asked', 'accepted') AND (holder_id = $2 OR helper_id = $2)
RETURNING CASE WHEN holder_id = $2 THEN helper_id ELSE holder_id END AS other
"""


async def accept(citizen_id: UUID, delegation_id: UUID) -> None:
    """Agrees to what one was asked by one's number. Raises `NotFound` for what one was not asked."""
    async with transaction():
        await _agree(citizen_id, await _asked_of(citizen_id, delegation_id))


async def refuse(citizen_id: UUID, delegation_id: UUID) -> None:
    """Declines it; the asker is told no reason."""
    async with transaction():
        row = await _asked_of(citizen_id, delegation_id)
        await sql("UPDATE profile_delegation SET state = 'declined', ended_at = $2 WHERE id = $1", row.id, clock.now())
        await events.record("delegation.declined", citizen_id=row.asker, subject_id=row.id)


async def look_up(citizen_id: UUID, code: str) -> Row:
    """What a code asks for, before one agrees. Raises `NotFound`, `TooMany` beyond ten tries in a quarter of an hour."""
    async with transaction():
        return await _coded(citizen_id, code)


async def accept_code(citizen_id: UUID, code: str) -> None:
    """Agrees to it; a code is good for one person."""
    async with transaction():
        await _agree(citizen_id, await _coded(citizen_id, code))


async def end(citizen_id: UUID, delegation_id: UUID) -> None:
    """Either side ends it, or takes back what it asked: nothing is allowed from this moment on."""
    async with transaction():
        rows = await sql(_END, delegation_id, citizen_id, clock.now())
        if not rows:
            raise unknown()
        if rows[0]["other"]:
            await events.record("delegation.ended", citizen_id=rows[0]["other"], subject_id=delegation_id)


async def change(holder_id: UUID, delegation_id: UUID, actions: Collection[str], types: Collection[str]) -> None:
    """The holder says anew what may be done and with which certificates, all of them when `types` is empty; it holds from now on.

    A wish for more that waits is answered by it.
    """
    must_be_scope(actions, types)
    async with transaction():
        rows = await sql(_CHANGE, delegation_id, holder_id, clock.now(), kept(actions), kept(types))
        if not rows:
            raise unknown()
        await sql(_ANSWERED, delegation_id, clock.now())
        await events.record("delegation.changed", citizen_id=rows[0]["helper_id"], subject_id=delegation_id)


async def prolong(holder_id: UUID, delegation_id: UUID) -> None:
    """The holder lets it last: as many years as agreed, from now."""
    async with transaction():
        rows = await sql(_OWN, delegation_id, holder_id)
        if not rows:
            raise unknown()
        grown = await _grown(holder_id, rows[0]["relation"])
        until = end_of(clock.now(), int(rows[0]["years"]), grown)
        await sql("UPDATE profile_delegation SET expires_at = $2, warned_at = NULL WHERE id = $1", delegation_id, until)


async def _asked_of(citizen_id: UUID, delegation_id: UUID) -> Row:
    mine = (await people.addresses([citizen_id]))[citizen_id].phone_index
    rows = await sql(_BY_ID, delegation_id, clock.now(), mine) if mine else []
    if not rows:
        raise unknown()
    return row_of(rows[0])


async def _coded(citizen_id: UUID, code: str) -> Row:
    if not await cache.allow(f"delegation-code:{citizen_id}", *CODE_TRIES):
        raise TooMany("delegation.too_many_tries", "试的次数太多，请十五分钟后再试。", CODE_TRIES[1])
    rows = await sql(_BY_CODE, digest(code), clock.now())
    if not rows:
        raise NotFound("delegation.code_unknown", "没有这个邀请码，或者它已经用过、过期了。请向亲友再要一个。")
    return row_of(rows[0])


async def _agree(citizen_id: UUID, row: Row) -> None:
    if row.asker == citizen_id:
        raise Conflict("delegation.oneself", "这是您自己发出的邀请，请交给亲友来同意。")
    both = replace(row, holder_id=row.holder_id or citizen_id, helper_id=row.helper_id or citizen_id)
    if both.holder_id is None or both.helper_id is None:
        raise unknown()
    await _must_be_possible(both.holder_id, both.helper_id, row.relation)
    await sql("SELECT pg_advisory_xact_lock(hashtext($1))", f"delegation:{both.holder_id}:{both.helper_id}")
    await must_be_new(citizen_id, both.holder_id, both.helper_id)
    now = clock.now()
    until = end_of(now, row.years, await _grown(both.holder_id, row.relation))
    await sql(_ACCEPT, row.id, both.holder_id, both.helper_id, now, until)
    await events.record("delegation.accepted", citizen_id=row.asker, subject_id=row.id)


async def _must_be_possible(holder_id: UUID, helper_id: UUID, relation: str) -> None:
    known = await people.people([holder_id, helper_id])
    if any(person.level < 2 for person in known.values()):
        raise Forbidden("delegation.real_name", "双方都要先完成实名认证，再互相照看证照。")
    child = (await facts_of(helper_id)).get("child.birth_date") if relation == "guardian" else None
    born = date.fromisoformat(str(child.value)) if child else None
    reason = why_not(relation, known[holder_id].birth_date, known[helper_id].birth_date, born, clock.today())
    if reason:
        raise Conflict("delegation.impossible", reason)


async def _grown(holder_id: UUID, relation: str) -> datetime | None:
    """From when on a child whom a guardian looks after speaks for itself."""
    born = (await people.person(holder_id)).birth_date if relation == "guardian" else None
    return clock.at(grown_on(born), time()) if born else None


def unknown() -> NotFound:
    return NotFound("delegation.unknown", "没有找到这条亲友关系，它可能已经解除。")
