"""What pages rest on, in one statement for one person or for a thousand: pieces of SQL that each room gives, and how the answer is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from core.errors import NotFound
from core.tables import sql
from hall import glance as case_glance
from profile import glance as person_glance
from recommend import dismissals, present
from recommend.composing import Acting, Around
from recommend.present import Present
from recommend.rank import PutAway

_PERSON = f"{person_glance.COLUMNS}, {case_glance.PIECE} AS cases, {dismissals.PIECE} AS put_away"
READ = f"SELECT {_PERSON}, {present.COLUMNS} FROM {person_glance.FROM}"  # noqa: S608
_ONE = f"{READ} WHERE p.id = $1"
_THE_PERSON = f"SELECT {_PERSON} FROM {person_glance.FROM} WHERE p.id = $1"  # noqa: S608
_NEXT = f"{READ} WHERE p.id > $1 AND p.id <= $2 AND {person_glance.HAS_ACCOUNT} ORDER BY p.id LIMIT $3"


@dataclass(frozen=True)
class Row:
    """One person as the statement found them, and under which present."""

    citizen_id: UUID
    told: Mapping[str, Any]
    present: Present


@dataclass(frozen=True)
class Read:
    """What is known of the person; whose marks count for the page, and those that were there."""

    around: Around
    put_away: dict[str, PutAway]
    holders: Sequence[UUID]
    seen: Sequence[UUID]


async def one(citizen_id: UUID, asked: Present | None = None) -> Row:
    """Whoever `asked` for the present a moment ago is spared it: if it changed since, that page counts no more. Raises `NotFound`."""
    rows = await sql(_THE_PERSON if asked else _ONE, citizen_id)
    if not rows:
        raise NotFound("citizen.unknown", "没有找到这个账号。")
    return Row(citizen_id, rows[0], asked or present.read(rows[0]))


async def some(after: UUID, until: UUID, limit: int) -> list[Row]:
    """The next people with an account, in the order of their ids."""
    return [Row(row["id"], row, present.read(row)) for row in await sql(_NEXT, after, until, limit)]


def read(row: Row, today: date) -> Read:
    """Opens what has to be opened. Pure."""
    glance = person_glance.read(row.told, today)
    acting = [Acting(space, theirs.wallet, theirs.facts) for space, theirs in glance.spaces]
    around = Around(glance.person, glance.own.facts, glance.own.wallet, case_glance.read(row.told["cases"]), acting)
    return Read(around, dismissals.read(row.told["put_away"]), glance.holders, glance.seen)
