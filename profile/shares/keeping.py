"""What is written down of each pull: the access log, when to ask again, and how each department stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from core.tables import sql
from profile.shares.asking import Answers
from profile.shares.book import shares, wait

Holder = Literal["citizen_id", "enterprise_id"]
BATCH = 50
_LOG = """
INSERT INTO profile_share_pull (id, created_at, {holder}, share, outcome, facts, purpose, basis)
SELECT uuidv7(), $1::timestamptz, $2, one.* FROM unnest($3::text[], $4::text[], $5::int[], $6::text[], $7::text[]) AS one
"""
_DUE = """
INSERT INTO profile_share_due (id, created_at, {holder}, share, due_at, read_at)
SELECT uuidv7(), $1::timestamptz, $2, one.share, one.due_at, CASE WHEN one.good THEN $1::timestamptz END
FROM unnest($3::text[], $4::timestamptz[], $5::bool[]) AS one(share, due_at, good)
ON CONFLICT ({holder}, share) DO UPDATE SET due_at = excluded.due_at, read_at = coalesce(excluded.read_at, profile_share_due.read_at)
"""
_FIND = """
SELECT d.citizen_id, d.enterprise_id, e.uscc, array_agg(d.share ORDER BY d.share) AS shares
FROM profile_share_due d LEFT JOIN profile_share_gate g ON g.share = d.share LEFT JOIN profile_enterprise e ON e.id = d.enterprise_id
WHERE d.due_at <= $1 AND (g.closed_until IS NULL OR g.closed_until <= $1)
GROUP BY d.citizen_id, d.enterprise_id, e.uscc ORDER BY min(d.due_at) LIMIT $2
"""
# A failed answer says it, and so does a department that nobody asks for a while; a reading that is merely a little late says nothing.
_READINGS = """
SELECT d.share, d.read_at, coalesce(l.outcome = 'failed', false) OR (d.due_at <= $2 AND g.closed_until > $2) OR d.due_at <= $3 AS away
FROM profile_share_due d LEFT JOIN profile_share_gate g ON g.share = d.share
LEFT JOIN LATERAL (SELECT p.outcome FROM profile_share_pull p WHERE p.citizen_id = d.citizen_id AND p.share = d.share
                   ORDER BY p.created_at DESC LIMIT 1) l ON true
WHERE d.citizen_id = $1
"""
OVERDUE = timedelta(hours=1)
_STANDING = """
SELECT g.share, g.failures, g.answered_at, g.failed_at, g.closed_until,
       (SELECT count(*) FROM profile_share_due d WHERE d.share = g.share AND d.due_at <= $1) AS waiting
FROM profile_share_gate g
"""


@dataclass(frozen=True)
class Due:
    """A holder of whom some classes are to be read again. `uscc` is an enterprise's."""

    citizen_id: UUID | None
    enterprise_id: UUID | None
    uscc: str | None
    shares: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """One class of a person's own facts: when it was last read, and whether its department can't be reached just now."""

    share: str
    name: str
    department: str
    read_at: datetime | None
    away: bool


@dataclass(frozen=True)
class Standing:
    """How one department answers: `waiting` holders are overdue, `closed_until` nobody asks it."""

    share: str
    name: str
    department: str
    failures: int
    answered_at: datetime | None
    failed_at: datetime | None
    closed_until: datetime | None
    waiting: int


async def note(holder: Holder, holder_id: UUID, answers: Answers, now: datetime) -> None:
    """Writes a pull down, in the caller's transaction: one row of the access log for each class that was asked."""
    book, told = shares(), sorted(answers.told)
    good = [answers.told[code] is not None for code in told]
    counts = [len(answers.told[code] or ()) for code in told]
    outcomes = ["answered" if one else "failed" for one in good]
    purposes, bases = [book[code].purpose for code in told], [book[code].basis for code in told]
    await sql(_LOG.format(holder=holder), now, holder_id, told, outcomes, counts, purposes, bases)
    again = [now + (book[code].fresh_for if one else wait(answers.failures[code])) for code, one in zip(told, good, strict=True)]
    skipped = sorted(answers.skipped)
    await sql(
        _DUE.format(holder=holder), now, holder_id, [*told, *skipped], [*again, *[now] * len(skipped)], [*good, *[False] * len(skipped)]
    )


async def due(now: datetime) -> Sequence[Due]:
    """Whose facts are no longer fresh, the longest overdue first; of departments that are left alone, nothing."""
    return [Due(row["citizen_id"], row["enterprise_id"], row["uscc"], tuple(row["shares"])) for row in await sql(_FIND, now, BATCH)]


async def forget(citizen_id: UUID) -> None:
    """Nothing is due any more; what was asked stays in the log."""
    await sql("DELETE FROM profile_share_due WHERE citizen_id = $1", citizen_id)


async def readings(citizen_id: UUID, now: datetime) -> list[Reading]:
    """Every class that is asked of this person, those that can't be reached first; none where nothing is asked any more."""
    rows, book = await sql(_READINGS, citizen_id, now, now - OVERDUE), shares()
    known = [row for row in rows if row["share"] in book]
    found = [Reading(row["share"], book[row["share"]].name, book[row["share"]].department, row["read_at"], row["away"]) for row in known]
    return sorted(found, key=lambda one: (not one.away, list(book).index(one.share)))


async def standing(now: datetime) -> list[Standing]:
    """Every class and how its department answers."""
    rows = {row["share"]: row for row in await sql(_STANDING, now)}
    empty = {"failures": 0, "answered_at": None, "failed_at": None, "closed_until": None, "waiting": 0}
    names = tuple(empty)
    return [Standing(one.code, one.name, one.department, *(rows.get(one.code, empty)[name] for name in names)) for one in shares().values()]
