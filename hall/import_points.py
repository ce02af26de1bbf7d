"""Puts the demonstration points on the shelf: `python -m hall.import_points [seed]`. Safe to run again: what was edited by hand stays."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import orjson

from core import clock, tables
from core.tables import sql, transaction, uuid7
from hall.points import hours, made
from hall.vocabulary import table

COLUMNS = {
    "name": "text",
    "kind": "text",
    "division": "text",
    "address": "text",
    "longitude": "float8",
    "latitude": "float8",
    "northing": "float8",
    "phone": "text",
    "accessible": "boolean",
    "help": "text[]",
    "digest": "text",
}
_NAMES = ", ".join(COLUMNS)
_GIVEN = ", ".join(f"given.{name}" for name in COLUMNS)
_RECORD = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
_CHANGES = ", ".join(f"{name} = excluded.{name}" for name in (*COLUMNS, "opening_id", "remit_id", "updated_at"))
_OPENINGS = """
    INSERT INTO hall_opening (id, created_at, code, hours, note)
    SELECT id, $2, code, hours, note FROM jsonb_to_recordset($1::jsonb) AS given(id uuid, code text, hours text, note text)
    ON CONFLICT (code) DO UPDATE SET hours = excluded.hours, note = excluded.note"""
_REMITS = """
    INSERT INTO hall_remit (id, created_at, code, abilities)
    SELECT id, $2, code, abilities FROM jsonb_to_recordset($1::jsonb) AS given(id uuid, code text, abilities text[])
    ON CONFLICT (code) DO UPDATE SET abilities = excluded.abilities"""
# Every name spliced in comes from COLUMNS above; the values travel as one JSON parameter.
_POINTS = f"""
    INSERT INTO hall_point (id, created_at, updated_at, code, opening_id, remit_id, verified, edited, {_NAMES})
    SELECT given.id, $2, $2, given.code, opening.id, remit.id, false, false, {_GIVEN}
    FROM jsonb_to_recordset($1::jsonb) AS given(id uuid, code text, opening text, {_RECORD})
    JOIN hall_opening AS opening ON opening.code = given.opening JOIN hall_remit AS remit ON remit.code = given.kind
    ON CONFLICT (code) DO UPDATE SET {_CHANGES} WHERE hall_point.digest <> excluded.digest AND NOT hall_point.edited
    RETURNING (xmax = 0) AS created"""  # noqa: S608
_GONE = "DELETE FROM hall_point WHERE NOT verified AND NOT edited AND code <> ALL($1) RETURNING id"


@dataclass(frozen=True)
class Report:
    """What a run did."""

    created: int
    updated: int
    unchanged: int
    removed: int


async def put(points: list[made.MadePoint]) -> Report:
    """All points in one transaction, only what differs is written; demonstration points that are no longer made are taken away."""
    at = clock.now()
    known = {row["code"]: row["digest"] for row in await sql("SELECT code, digest FROM hall_point")}
    given = [(one, one.digest()) for one in points]
    differ = [{**asdict(one), "id": uuid7(), "digest": digest} for one, digest in given if known.get(one.code) != digest]
    async with transaction():
        await sql(_OPENINGS, _json({**row, "id": uuid7()} for row in _openings()), at)
        await sql(_REMITS, _json({"id": uuid7(), "code": kind, "abilities": words} for kind, words in made.remits().items()), at)
        rows = await sql(_POINTS, _json(differ), at)
        gone = await sql(_GONE, [one.code for one in points])
    if rows or gone:
        await sql("ANALYZE hall_point")
    created = sum(bool(row["created"]) for row in rows)
    return Report(created, len(rows) - created, len(points) - len(rows), len(gone))


def _openings() -> list[dict[str, str]]:
    rows = table("opening_hours.csv")
    for row in rows:
        hours.parse(row["hours"])  # refuses the whole file rather than showing wrong hours
    return rows


def _json(rows: Iterable[dict[str, object]]) -> str:
    return orjson.dumps(list(rows)).decode()


async def _run(seed: int) -> None:
    await tables.connect()
    try:
        done = await put(made.points(seed))
        sys.stdout.write(f"points: {done.created} created, {done.updated} updated, {done.unchanged} unchanged, {done.removed} removed\n")
    finally:
        await tables.disconnect()


if __name__ == "__main__":
    asyncio.run(_run(int(sys.argv[1]) if len(sys.argv) > 1 else made.SEED))
