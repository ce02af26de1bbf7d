"""A helper asks for more than was agreed: until the holder says yes nothing changes, and one such wish waits at a time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

import orjson

from core import cache, clock
from core.errors import Conflict, Invalid, NotFound, TooMany
from core.tables import sql, transaction, uuid7
from profile import events, people
from profile.delegations.agreeing import unknown
from profile.delegations.asking import A_DAY, ANSWER_WITHIN, kept, must_be_scope
from profile.delegations.scope import more_of, widened
from profile.delegations.wishes import more_in

ASKED_A_DAY = 3

_OWN = """
SELECT holder_id, actions, types FROM profile_delegation
WHERE id = $1 AND helper_id = $2 AND state = 'accepted' AND expires_at > $3 FOR UPDATE
"""
_OPEN = "SELECT 1 FROM profile_widening WHERE delegation_id = $1 AND state = 'asked' AND answer_by > $2"
_LAPSED = "UPDATE profile_widening SET state = 'lapsed', ended_at = $2 WHERE delegation_id = $1 AND state = 'asked'"
_INSERT = """
INSERT INTO profile_widening (id, created_at, delegation_id, actions, types, all_types, state, answer_by)
VALUES ($1, $2, $3, $4, $5, $6, 'asked', $7)
"""
_ASKED_OF = """
SELECT d.helper_id, d.actions, d.types, w.actions AS more_actions, w.types AS more_types, w.all_types
FROM profile_delegation d JOIN profile_widening w ON w.delegation_id = d.id
WHERE d.id = $1 AND w.id = $2 AND d.holder_id = $3 AND d.state = 'accepted' AND d.expires_at > $4 AND w.state = 'asked' AND w.answer_by > $4
FOR UPDATE
"""
_WIDEN = "UPDATE profile_delegation SET actions = $2, types = $3 WHERE id = $1"
_ANSWER = "UPDATE profile_widening SET state = $2, ended_at = $3 WHERE id = $1"
_WITHDRAW = """
UPDATE profile_widening w SET state = 'withdrawn', ended_at = $3 FROM profile_delegation d
WHERE d.id = $1 AND d.helper_id = $2 AND w.delegation_id = d.id AND w.state = 'asked' AND d.state = 'accepted' RETURNING d.holder_id
"""


async def ask_more(helper_id: UUID, delegation_id: UUID, actions: Collection[str], types: Collection[str]) -> None:
    """Asks the holder for this scope; only what is not agreed yet is asked for, and all types when `types` is empty.

    Raises `NotFound`, `Invalid` when it is nothing more, `Conflict` while another wish waits, `TooMany` beyond three a day.
    """
    must_be_scope(actions, types)
    async with transaction():
        now = clock.now()
        rows = await sql(_OWN, delegation_id, helper_id, now)
        if not rows:
            raise unknown()
        more = more_of(orjson.loads(rows[0]["actions"]), orjson.loads(rows[0]["types"]), actions, types)
        if not more:
            raise Invalid("delegation.nothing_more", "这些您已经可以做了。请再选一件事，或一种证照。", "actions")
        await _must_wait_for_none(delegation_id, rows[0]["holder_id"])
        await sql(_LAPSED, delegation_id, now)
        lists = kept(more.actions), kept(more.types), more.all_types
        await sql(_INSERT, uuid7(), now, delegation_id, *lists, now + ANSWER_WITHIN)
        await events.record("delegation.more_asked", citizen_id=rows[0]["holder_id"], subject_id=delegation_id)


async def withdraw_more(helper_id: UUID, delegation_id: UUID) -> None:
    """The helper takes the wish back before it is answered."""
    async with transaction():
        rows = await sql(_WITHDRAW, delegation_id, helper_id, clock.now())
        if not rows:
            raise gone()
        await events.record("delegation.more_withdrawn", citizen_id=rows[0]["holder_id"], subject_id=delegation_id)


async def accept_more(holder_id: UUID, delegation_id: UUID, wish_id: UUID) -> None:
    """The holder grants the very wish that they saw; it holds from now on."""
    async with transaction():
        row = await _asked_of(holder_id, delegation_id, wish_id)
        actions, types = widened(orjson.loads(row["actions"]), orjson.loads(row["types"]), more_in(row, "more_"))
        await sql(_WIDEN, delegation_id, kept(actions), kept(types))
        await _answered("accepted", wish_id, delegation_id, holder_id, row["helper_id"])


async def refuse_more(holder_id: UUID, delegation_id: UUID, wish_id: UUID) -> None:
    """The holder leaves everything as it is."""
    async with transaction():
        row = await _asked_of(holder_id, delegation_id, wish_id)
        await _answered("refused", wish_id, delegation_id, holder_id, row["helper_id"])


async def _must_wait_for_none(delegation_id: UUID, holder_id: UUID) -> None:
    if await sql(_OPEN, delegation_id, clock.now()):
        name = (await people.people([holder_id]))[holder_id].display_name
        raise Conflict("delegation.more_waits", f"您的上一个请求还在等{name}回答。想改的话，请先撤回，再重新请求。")
    if not await cache.allow(f"delegation-more:{delegation_id}", ASKED_A_DAY, A_DAY):
        raise TooMany("delegation.more_too_many", "今天已经请求过三次，请明天再试，或者给对方打个电话。", A_DAY)


async def _asked_of(holder_id: UUID, delegation_id: UUID, wish_id: UUID) -> dict[str, Any]:
    rows = await sql(_ASKED_OF, delegation_id, wish_id, holder_id, clock.now())
    if not rows:
        raise gone()
    return rows[0]


async def _answered(state: str, wish_id: UUID, delegation_id: UUID, *sides: UUID) -> None:
    await sql(_ANSWER, wish_id, state, clock.now())
    for side in sides:
        await events.record(f"delegation.more_{state}", citizen_id=side, subject_id=delegation_id)


def gone() -> NotFound:
    return NotFound("delegation.more_unknown", "没有找到这个请求，它可能已经撤回、过期或回答过了。")
