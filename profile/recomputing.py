"""Works out anew the stored dates of certificates after a rule or the calendar changed: in batches, each whole, safe to take up again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from core import clock, crypto
from core.queue import enqueue
from core.tables import sql, transaction, uuid7
from profile import idnumbers, people, rules
from profile.armed import Armed, CatchUp, arm, follow
from profile.rules import CertificateType
from profile.rules.kinds import AgeBands, Event

BATCH = 1000
NOTHING = Armed(None, None, None, None, None)
_COLUMNS = """
c.id, c.type_code, c.version, c.issued_on, c.printed_until, c.expires_on, c.opens_on, c.deadline_on, c.next_rung, c.next_rung_on,
c.registered_on, c.citizen_id, h.id_number_sealed, h.left_because
"""
_OF_TYPES = f"""
SELECT {_COLUMNS} FROM profile_certificate c LEFT JOIN profile_citizen h ON h.id = c.citizen_id
WHERE c.state = 'valid' AND c.type_code = ANY($1::text[]) AND c.id > $2 ORDER BY c.id LIMIT $3 FOR UPDATE OF c
"""  # noqa: S608
_OF_TYPE = f"""
SELECT {_COLUMNS} FROM profile_certificate c LEFT JOIN profile_citizen h ON h.id = c.citizen_id
WHERE c.state = 'valid' AND c.type_code = $1 AND c.id > $2 ORDER BY c.id LIMIT $3
"""  # noqa: S608
_OF_HOLDER = f"""
SELECT {_COLUMNS} FROM profile_certificate c JOIN profile_citizen h ON h.id = c.citizen_id
WHERE c.state = 'valid' AND c.citizen_id = $1 ORDER BY c.id FOR UPDATE OF c
"""  # noqa: S608
_OF_ONE = f"""
SELECT {_COLUMNS} FROM profile_certificate c LEFT JOIN profile_citizen h ON h.id = c.citizen_id WHERE c.id = $1 FOR UPDATE OF c
"""  # noqa: S608
_BEGIN = """
INSERT INTO profile_recomputation (id, created_at, because, subject, type_codes, catch_up, total, looked, changed)
SELECT $1, $2, $3, $4, $5::text[], $6, count(*), 0, 0 FROM profile_certificate WHERE state = 'valid' AND type_code = ANY($5::text[])
"""
_OLDEST = """
SELECT id, type_codes, catch_up, place FROM profile_recomputation WHERE finished_at IS NULL ORDER BY created_at LIMIT 1
FOR UPDATE SKIP LOCKED
"""
_ON = """
UPDATE profile_recomputation SET looked = looked + $2, changed = changed + $3, place = $4, finished_at = $5 WHERE id = $1
"""
_WRITE = """
UPDATE profile_certificate c SET expires_on = n.expires_on, opens_on = n.opens_on, deadline_on = n.deadline_on, next_rung = n.rung,
       next_rung_on = n.rung_on
FROM unnest($1::uuid[], $2::date[], $3::date[], $4::date[], $5::smallint[], $6::date[])
    AS n(id, expires_on, opens_on, deadline_on, rung, rung_on)
WHERE c.id = n.id
"""


async def begin(because: str, subject: str, type_codes: Sequence[str], catch_up: CatchUp) -> None:
    """Notes down, in the caller's transaction, that these types' certificates are to be worked out anew; the work follows by itself."""
    await sql(_BEGIN, uuid7(), clock.now(), because, subject, list(type_codes), catch_up)
    await enqueue("profile.recompute")


async def go_on(seconds: float = 20) -> int:
    """Batch after batch of the oldest open one until it ends or time is up; how many certificates changed. One worker at a time."""
    until, changed = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        async with transaction():
            rows = await sql(_OLDEST)
            if not rows:
                return changed
            changed += await _batch(rows[0])
    return changed


async def _batch(work: dict[str, Any]) -> int:
    rows = await sql(_OF_TYPES, work["type_codes"], work["place"] or UUID(int=0), BATCH)
    changed = await _write(rows, work["catch_up"])
    ended = len(rows) < BATCH
    await sql(_ON, work["id"], len(rows), changed, rows[-1]["id"] if rows else work["place"], clock.now() if ended else None)
    return changed


async def recent(limit: int = 20) -> list[dict[str, Any]]:
    """The latest ones with their progress, the newest first."""
    return await sql(
        """SELECT id, because, subject, total, looked, changed, catch_up, created_at AS at, finished_at FROM profile_recomputation
           ORDER BY id DESC LIMIT $1""",
        limit,
    )


@dataclass(frozen=True)
class Foreseen:
    """One certificate as it waits by the live rule, and as it would wait by another; `version` and holder are as stored."""

    id: UUID
    live: Armed
    other: Armed


async def foresee(kind: CertificateType, after: UUID, begin: date, catch_up: CatchUp, limit: int = BATCH) -> list[Foreseen]:
    """The next certificates of a type as they stand and as this rule would have them; nothing is written.

    For a day that has passed both are armed anew as on that day, of what had been issued by then.
    """
    rows, today, live = await sql(_OF_TYPE, kind.code, after, limit), clock.today(), rules.types()[kind.code]
    if begin >= today:
        return [Foreseen(row["id"], _before(row), _now(row, _before(row), kind, catch_up)) for row in rows]
    past = {row["id"] for row in rows if row["issued_on"] <= begin}
    return [Foreseen(row["id"], *(_fresh(row, one, begin) if row["id"] in past else NOTHING for one in (live, kind))) for row in rows]


async def count(code: str) -> int:
    """How many valid certificates of this type there are."""
    rows = await sql("SELECT count(*) AS n FROM profile_certificate WHERE state = 'valid' AND type_code = $1", code)
    return int(rows[0]["n"])


async def of_holder(citizen_id: UUID) -> None:
    """Arms every certificate of somebody who was taken for gone by mistake."""
    await _write(await sql(_OF_HOLDER, citizen_id), "all")


async def of_certificate(certificate_id: UUID) -> None:
    """Arms one certificate of which something was learned that its dates hang on; what is due by it is said."""
    await _write(await sql(_OF_ONE, certificate_id), "all")


async def _write(rows: Sequence[dict[str, Any]], catch_up: CatchUp) -> int:
    types = rules.types()
    pairs = [(row["id"], before, _now(row, before, types[row["type_code"]], catch_up)) for row in rows for before in [_before(row)]]
    new = [(one, *now.columns().values()) for one, before, now in pairs if now != before]
    if new:
        await sql(_WRITE, *(list(column) for column in zip(*new, strict=True)))
    return len(new)


def _before(row: dict[str, Any]) -> Armed:
    return Armed(row["expires_on"], row["opens_on"], row["deadline_on"], row["next_rung"], row["next_rung_on"])


def _now(row: dict[str, Any], before: Armed, kind: CertificateType, catch_up: CatchUp) -> Armed:
    today = clock.today()
    fresh = _fresh(row, kind, today)
    return fresh.silent() if row["left_because"] else follow(fresh, before, kind, today, catch_up)


def _fresh(row: dict[str, Any], kind: CertificateType, today: date) -> Armed:
    born = birth_date(kind, row)
    return arm(
        kind,
        row["issued_on"],
        birth_date=born,
        printed_until=row["printed_until"],
        version=row["version"],
        today=today,
        period=row["expires_on"],
        registered_on=row["registered_on"],
    )


def birth_date(kind: CertificateType, row: dict[str, Any]) -> date | None:
    """Opened from its seal only where the rule asks for it."""
    if row["id_number_sealed"] is None or not any(isinstance(rule, AgeBands | Event) for rule in kind.rules):
        return None
    number = crypto.unseal(bytes(row["id_number_sealed"]), people.context("id_number_sealed", row["citizen_id"]))
    return idnumbers.parse(number, clock.today()).birth_date
