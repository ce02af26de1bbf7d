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
from recommend import dismissals
from recommend.composing import Acting, Around
from recommend.learning import keeping
from recommend.rank import PutAway

READ = f"""SELECT {person_glance.COLUMNS}, {case_glance.PIECE} AS cases, {dismissals.PIECE} AS put_away,
 {case_glance.CATALOGUE} AS revision, {keeping.PIECE} AS live FROM {person_glance.FROM}"""  # noqa: S608
_ONE = f"{READ} WHERE p.id = $1"
_NEXT = f"{READ} WHERE p.id > $1 AND p.id <= $2 AND {person_glance.HAS_ACCOUNT} ORDER BY p.id LIMIT $3"


@dataclass(frozen=True)
class Row:
    """One person as the statement found them; which catalogue it was and which learned order was live, in the same moment."""

    citizen_id: UUID
    told: Mapping[str, Any]
    revision: int
    live: tuple[int, str] | None


@dataclass(frozen=True)
class Read:
    """What is known of the person; whose marks count for the page, and those that were there."""

    around: Around
    put_away: dict[str, PutAway]
    holders: Sequence[UUID]
    seen: Sequence[UUID]


async def one(citizen_id: UUID) -> Row:
    """Raises `NotFound`."""
    rows = await sql(_ONE, citizen_id)
    if not rows:
        raise NotFound("citizen.unknown", "没有找到这个账号。")
    return _row(rows[0])


async def some(after: UUID, until: UUID, limit: int) -> list[Row]:
    """The next people with an account, in the order of their ids."""
    return [_row(row) for row in await sql(_NEXT, after, until, limit)]


def _row(row: Mapping[str, Any]) -> Row:
    return Row(row["id"], row, row["revision"], tuple(row["live"]) if row["live"] else None)


def read(row: Row, today: date) -> Read:
    """Opens what has to be opened. Pure."""
    glance = person_glance.read(row.told, today)
    acting = [Acting(space, theirs.wallet, theirs.facts) for space, theirs in glance.spaces]
    around = Around(glance.person, glance.own.facts, glance.own.wallet, case_glance.read(row.told["cases"]), acting)
    return Read(around, dismissals.read(row.told["put_away"]), glance.holders, glance.seen)
