"""The ledger of reminders: each rung of each rule is written once for a version of a certificate, whoever else is writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.tables import sql

# Two sweeps may hold the same certificate in mind; the unique key lets one of them speak.
_NEW = """
INSERT INTO push_reminder (id, created_at, certificate_id, certificate_version, rule, rung, days_left)
SELECT uuidv7(), $1, one.* FROM unnest($2::uuid[], $3::int[], $4::text[], $5::smallint[], $6::smallint[])
    AS one(id, version, rule, rung, days_left)
ORDER BY one.id ON CONFLICT (certificate_id, certificate_version, rule, rung) DO NOTHING RETURNING certificate_id, rule, rung
"""


@dataclass(frozen=True, slots=True)
class Line:
    """What is about to be said. `rung` counts days: before the deadline on a ladder, since the issue for what happened once."""

    certificate_id: UUID
    version: int
    rule: str
    rung: int
    days_left: int = 0

    @property
    def key(self) -> tuple[UUID, str, int]:
        return self.certificate_id, self.rule, self.rung


async def write(lines: Sequence[Line], now: datetime) -> set[tuple[UUID, str, int]]:
    """Writes these lines in the caller's transaction; the keys of those that nobody had written before."""
    if not lines:
        return set()
    columns = zip(*((one.certificate_id, one.version, one.rule, one.rung, one.days_left) for one in lines), strict=True)
    return {(row["certificate_id"], row["rule"], row["rung"]) for row in await sql(_NEW, now, *(list(column) for column in columns))}
