"""Delegations as they stand: both sides' pages, and who helps whom for those who must know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from core import clock
from core.errors import Conflict
from core.tables import sql
from profile import people, rules
from profile.delegations.scope import ACTIONS, RELATIONS, Delegation
from profile.delegations.wishes import waiting
from profile.people import Person

COLUMNS = """id, holder_id, helper_id, asked_by, phone_tail, relation, types, actions, state, years, created_at, answer_by, accepted_at,
 expires_at, ended_at"""
SHOWN_BACK = timedelta(days=365)
_STANDING = "state = 'accepted' AND expires_at > $2"
_MINE = f"""
SELECT {COLUMNS} FROM profile_delegation WHERE (holder_id = $1 OR helper_id = $1) AND ({_STANDING} OR (state = 'asked' AND answer_by > $2))
UNION ALL
SELECT {COLUMNS} FROM profile_delegation WHERE phone_index = $3 AND state = 'asked' AND answer_by > $2
  AND coalesce(holder_id, helper_id) <> $1
ORDER BY created_at DESC LIMIT 100
"""  # noqa: S608
_HELPERS = f"SELECT {COLUMNS} FROM profile_delegation WHERE holder_id = ANY($1::uuid[]) AND {_STANDING} ORDER BY accepted_at"  # noqa: S608
_PAIRS = f"SELECT {COLUMNS} FROM profile_delegation WHERE helper_id = ANY($1::uuid[]) AND {_STANDING} ORDER BY accepted_at"  # noqa: S608
_LINKED = f"SELECT 1 FROM profile_delegation WHERE holder_id = $1 AND {_STANDING} AND helper_id = $3"  # noqa: S608
_DONE = """
SELECT h.delegation_id, h.action, h.created_at AS at, c.type_code FROM profile_help h
JOIN profile_delegation d ON d.id = h.delegation_id LEFT JOIN profile_certificate c ON c.id = h.certificate_id
WHERE d.holder_id = $1 AND h.created_at > $2 ORDER BY h.id DESC LIMIT 50
"""
WORDS = {"view": "看了您的证照", "apply": "替您填好了申请", "remind": "替您收到了到期提醒"}


@dataclass(frozen=True)
class Row:
    """One delegation as it is kept; the side that has not answered is None."""

    id: UUID
    holder_id: UUID | None
    helper_id: UUID | None
    asked_by: str
    phone_tail: str
    relation: str
    types: tuple[str, ...]
    actions: tuple[str, ...]
    state: str
    years: int
    created_at: datetime
    answer_by: datetime
    accepted_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None

    @property
    def asker(self) -> UUID | None:
        return self.holder_id if self.asked_by == "holder" else self.helper_id


def row_of(row: dict[str, Any]) -> Row:
    return Row(**{**row, "types": tuple(orjson.loads(row["types"])), "actions": tuple(orjson.loads(row["actions"]))})


def standing(row: Row) -> Delegation:
    """An accepted one. Its sides and its end are there."""
    assert row.holder_id is not None
    assert row.helper_id is not None
    assert row.expires_at is not None
    types, actions = frozenset(row.types), frozenset(row.actions)
    return Delegation(row.id, row.holder_id, row.helper_id, row.relation, types, actions, row.expires_at)


async def helpers_of(holders: Collection[UUID], now: datetime) -> dict[UUID, list[Delegation]]:
    """Who looks after each of these people at this moment, in one query."""
    found: defaultdict[UUID, list[Delegation]] = defaultdict(list)
    for row in await sql(_HELPERS, list(holders), now) if holders else []:
        one = standing(row_of(row))
        found[one.holder_id].append(one)
    return found


async def between(helpers: Collection[UUID], now: datetime) -> dict[tuple[UUID, UUID], Delegation]:
    """(helper, holder) → what stands between them at this moment, for these helpers."""
    rows = await sql(_PAIRS, list(helpers), now) if helpers else []
    return {(one.helper_id, one.holder_id): one for one in (standing(row_of(row)) for row in rows)}


async def must_be_new(viewer: UUID, holder: UUID, helper: UUID) -> None:
    """What stands is changed, not replaced by a second invitation. Raises `Conflict`, said to the viewer, who is one of the two."""
    if not await sql(_LINKED, holder, clock.now(), helper):
        return
    other = helper if viewer == holder else holder
    name = (await people.people([other]))[other].display_name
    how = "点“修改范围”，马上生效" if viewer == holder else f"点“请对方增加”，或者请{name}点“修改范围”"
    raise Conflict("delegation.already", f"您和{name}已经有这样的照看关系。要改能做的事或证照范围，在“我的亲友”里{how}。")


async def mine(citizen_id: UUID) -> dict[str, Any]:
    """The person's page: whom they look after, who looks after them, what waits for whose word, and what was done for them."""
    now, index = clock.now(), (await people.addresses([citizen_id]))[citizen_id].phone_index
    rows = [row_of(row) for row in await sql(_MINE, citizen_id, now, index)]
    others = await people.people([one for row in rows for one in (row.holder_id, row.helper_id) if one and one != citizen_id])
    more = await waiting([row.id for row in rows])
    known = {row.id: {**shown(row, citizen_id, others), "more": more.get(row.id)} for row in rows}
    done = await sql(_DONE, citizen_id, now - SHOWN_BACK)
    return {
        "looking_after": [known[row.id] for row in rows if row.state == "accepted" and row.helper_id == citizen_id],
        "looked_after_by": [known[row.id] for row in rows if row.state == "accepted" and row.holder_id == citizen_id],
        "asked_of_me": [known[row.id] for row in rows if row.state == "asked" and row.asker != citizen_id],
        "asked_by_me": [known[row.id] for row in rows if row.state == "asked" and row.asker == citizen_id],
        "done": [_deed(row, known) for row in done],
    }


def shown(row: Row, viewer: UUID, others: dict[UUID, Person]) -> dict[str, Any]:
    """One of them as one of its sides sees it. What is not answered yet names the number that was asked by its end alone."""
    other = row.helper_id if viewer == row.holder_id else row.holder_id
    if row.state == "asked" and row.asker != viewer:
        other = row.asker
    person = others.get(other) if other else None
    return {
        "id": row.id,
        "name": person.display_name if person else (f"尾号{row.phone_tail}" if row.phone_tail else "邀请码"),
        "i_help": row.helper_id == viewer or (row.state == "asked" and row.asker != viewer and row.asked_by == "holder"),
        "relation": row.relation,
        "relation_name": RELATIONS[row.relation],
        "actions": [{"key": key, "name": ACTIONS[key]} for key in ACTIONS if key in row.actions],
        "types": [{"key": code, "name": rules.types()[code].name} for code in row.types if code in rules.types()],
        "state": row.state,
        "years": row.years,
        "created_at": row.created_at,
        "answer_by": row.answer_by if row.state == "asked" else None,
        "expires_at": row.expires_at,
    }


def _deed(row: dict[str, Any], known: dict[UUID, dict[str, Any]]) -> dict[str, Any]:
    what = rules.types()[row["type_code"]].name if row["type_code"] in rules.types() else None
    name = known[row["delegation_id"]]["name"] if row["delegation_id"] in known else "已解除的亲友"
    return {"at": row["at"], "name": name, "what": WORDS[row["action"]], "certificate": what}
