"""The chain over the privacy ledger: each row gets a link soon after it was written; a changed, moved or missing row is found.

`python -m profile.ledger.verify` checks it from the first link to the last, and against the head that is kept in the object store.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson

from core import clock, crypto, storage
from core.errors import NotFound
from core.tables import sql, transaction, uuid7

BATCH = 2000
KEPT = timedelta(days=3 * 365)  # afterwards the row may go; its link stays
LATE = timedelta(minutes=10)
HEAD = "ledger/head.json"
NAMES = (
    "id", "created_at", "citizen_id", "reader_kind", "reader_id", "reader", "use", "fields_read", "purpose", "basis", "subject_id",
    "deferral_id",
)  # fmt: skip
_COLUMNS = ", ".join(f"r.{name}" for name in NAMES)
# A row may be committed after one with a later time: whoever came within the last hour is looked at again.
_OPEN = f"""
SELECT {_COLUMNS} FROM profile_read r LEFT JOIN profile_read_seal s ON s.read_id = r.id WHERE s.id IS NULL AND r.created_at >= coalesce(
    (SELECT created_at FROM profile_read_seal ORDER BY number DESC LIMIT 1) - interval '1 hour', '-infinity'::timestamptz)
ORDER BY r.created_at, r.id LIMIT {BATCH}
"""  # noqa: S608
_HEAD = "SELECT number, mac FROM profile_read_seal ORDER BY number DESC LIMIT 1"
_SEAL = """
INSERT INTO profile_read_seal (id, created_at, number, read_id, mac)
SELECT one.id, $1, one.number, one.read_id, one.mac
FROM unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::text[]) AS one(id, number, read_id, mac)
"""
_WALK = f"""
SELECT s.number, s.mac, s.read_id, s.created_at AS sealed_at, {_COLUMNS}
FROM profile_read_seal s LEFT JOIN profile_read r ON r.id = s.read_id
WHERE s.number > $1 ORDER BY s.number LIMIT {BATCH}
"""  # noqa: S608
_UNSEALED = """
SELECT r.id FROM profile_read r LEFT JOIN profile_read_seal s ON s.read_id = r.id
WHERE s.id IS NULL AND r.created_at < $1 ORDER BY r.id LIMIT 1
"""


@dataclass(frozen=True)
class Verdict:
    """How far the chain holds; `fault` is empty when it holds to its end."""

    links: int
    head: str
    fault: str = ""


async def seal() -> int:
    """Links every row that has none yet; how many. One process at a time."""
    made = 0
    while found := await _batch():
        made += found
    return made


async def _batch() -> int:
    async with transaction():
        await sql("SELECT pg_advisory_xact_lock(hashtext('profile_read_seal'))")
        rows = await sql(_OPEN)
        if not rows:
            return 0
        number, before = await _head()
        links = []
        for row in rows:
            number, before = number + 1, crypto.link(before, text_of(row))
            links.append((uuid7(), number, row["id"], before))
        await sql(_SEAL, clock.now(), *(list(column) for column in zip(*links, strict=True)))
    return len(rows)


async def _head() -> tuple[int, str]:
    rows = await sql(_HEAD)
    return (int(rows[0]["number"]), str(rows[0]["mac"])) if rows else (0, "")


def text_of(row: dict[str, Any]) -> str:
    """The row in one fixed form. Pure."""
    return orjson.dumps({name: row[name] for name in NAMES}, option=orjson.OPT_SORT_KEYS, default=str).decode()


async def anchor() -> None:
    """Keeps the head outside the database, so that a chain cut off at its end is found too."""
    number, mac = await _head()
    if number:
        await storage.store(HEAD, orjson.dumps({"number": number, "mac": mac}), "application/json")


async def check() -> Verdict:
    """Walks the whole chain. The first fault ends the walk."""
    number, before = 0, ""
    while rows := await sql(_WALK, number):
        for row in rows:
            if fault := _fault(row, number, before):
                return Verdict(number, before, fault)
            number, before = int(row["number"]), str(row["mac"])
    if fault := await _beyond(number):
        return Verdict(number, before, fault)
    return Verdict(number, before)


def _fault(row: dict[str, Any], number: int, before: str) -> str:
    if row["number"] != number + 1:
        return f"link {number + 1} is missing"
    if row["id"] is None:
        old = row["sealed_at"] < clock.now() - KEPT
        return "" if old else f"row {row['read_id']} of link {row['number']} is missing"
    return "" if crypto.same(crypto.link(before, text_of(row)), row["mac"]) else f"row {row['id']} or link {row['number']} was changed"


async def _beyond(number: int) -> str:
    """What the chain itself can't tell: rows that were never linked, and a head that was cut off."""
    if late := await sql(_UNSEALED, clock.now() - LATE):
        return f"row {late[0]['id']} was never linked"
    try:
        kept = orjson.loads(await storage.fetch(HEAD, 1000))
    except NotFound:
        return ""
    rows = await sql("SELECT mac FROM profile_read_seal WHERE number = $1", kept["number"])
    return "" if rows and rows[0]["mac"] == kept["mac"] else f"link {kept['number']}, kept outside, is not in the chain of {number}"
