"""Works out anew the stored dates of certificates after a rule or the calendar changed: in batches, each whole, safe to take up again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from core import clock, crypto
from core.tables import sql
from profile import idnumbers, people, rules
from profile.armed import Armed, CatchUp, arm, follow
from profile.rules import CertificateType
from profile.rules.kinds import AgeBands, Event

BATCH = 1000
_COLUMNS = """
c.id, c.type_code, c.version, c.issued_on, c.printed_until, c.expires_on, c.opens_on, c.deadline_on, c.next_rung, c.next_rung_on,
c.citizen_id, h.id_number_sealed, h.left_because
"""
_OF_TYPES = f"""
SELECT {_COLUMNS} FROM profile_certificate c LEFT JOIN profile_citizen h ON h.id = c.citizen_id
WHERE c.state = 'valid' AND c.type_code = ANY($1::text[]) AND c.id > $2 ORDER BY c.id LIMIT $3 FOR UPDATE OF c
"""  # noqa: S608
_OF_HOLDER = f"""
SELECT {_COLUMNS} FROM profile_certificate c JOIN profile_citizen h ON h.id = c.citizen_id
WHERE c.state = 'valid' AND c.citizen_id = $1 ORDER BY c.id FOR UPDATE OF c
"""  # noqa: S608
_WRITE = """
UPDATE profile_certificate c SET expires_on = n.expires_on, opens_on = n.opens_on, deadline_on = n.deadline_on, next_rung = n.rung,
       next_rung_on = n.rung_on
FROM unnest($1::uuid[], $2::date[], $3::date[], $4::date[], $5::smallint[], $6::date[])
    AS n(id, expires_on, opens_on, deadline_on, rung, rung_on)
WHERE c.id = n.id
"""


async def batch(type_codes: Sequence[str], after: UUID, catch_up: CatchUp, limit: int = BATCH) -> tuple[int, int, UUID | None]:
    """One batch in the caller's transaction: how many were looked at, how many of them changed, and where to go on (None: at the end)."""
    rows = await sql(_OF_TYPES, list(type_codes), after, limit)
    changed = await _write(rows, catch_up)
    return len(rows), changed, rows[-1]["id"] if len(rows) == limit else None


async def of_holder(citizen_id: UUID) -> None:
    """Arms every certificate of somebody who was taken for gone by mistake."""
    await _write(await sql(_OF_HOLDER, citizen_id), "all")


async def _write(rows: Sequence[dict[str, Any]], catch_up: CatchUp) -> int:
    today = clock.today()
    pairs = [(row["id"], before, _now(row, before, today, catch_up)) for row in rows for before in [_before(row)]]
    new = [(one, *now.columns().values()) for one, before, now in pairs if now != before]
    if new:
        await sql(_WRITE, *(list(column) for column in zip(*new, strict=True)))
    return len(new)


def _before(row: dict[str, Any]) -> Armed:
    return Armed(row["expires_on"], row["opens_on"], row["deadline_on"], row["next_rung"], row["next_rung_on"])


def _now(row: dict[str, Any], before: Armed, today: date, catch_up: CatchUp) -> Armed:
    kind = rules.types()[row["type_code"]]
    fresh = arm(
        kind,
        row["issued_on"],
        birth_date=birth_date(kind, row),
        printed_until=row["printed_until"],
        version=row["version"],
        today=today,
    )
    return fresh.silent() if row["left_because"] else follow(fresh, before, kind, today, catch_up)


def birth_date(kind: CertificateType, row: dict[str, Any]) -> date | None:
    """Opened from its seal only where the rule asks for it."""
    if row["id_number_sealed"] is None or not any(isinstance(rule, AgeBands | Event) for rule in kind.rules):
        return None
    number = crypto.unseal(bytes(row["id_number_sealed"]), people.context("id_number_sealed", row["citizen_id"]))
    return idnumbers.parse(number, clock.today()).birth_date
