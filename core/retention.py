"""How long rows are kept, as data: each room lists its tables with their purpose, days, and what closing an account does to them.

A row of `data/retention.csv`: table; purpose; days (empty: as long as the account) counted from a column, of rows that fulfil `only`;
`person`: the columns that name the citizen; `closing`: erase, keep, or erase where `closing_only` holds; basis of what is kept.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from core.tables import sql

BATCH = 5000
# Endings of columns that mean something to the house alone.
_OURS = ("id", "_ids", "_sealed", "_index", "_digest", "_hash", "_key", "token", "holders", "seen")


@dataclass(frozen=True)
class Kept:
    """One table: why it is there, how long its rows stay, and what becomes of them when the account is closed."""

    table: str
    label: str
    purpose: str
    days: int | None
    since: str
    only: str
    person: tuple[str, ...]
    closing: str
    closing_only: str
    basis: str


@lru_cache(maxsize=8)
def kept(path: Path) -> tuple[Kept, ...]:
    """The rows of one room's table of tables."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_kept(row) for row in csv.DictReader(file))


def _kept(row: dict[str, str]) -> Kept:
    days, person = int(row["days"]) if row["days"] else None, tuple(row["person"].split(";")) if row["person"] else ()
    return Kept(**{**row, "days": days, "person": person})  # type: ignore[arg-type]


async def expire(path: Path, now: datetime) -> int:
    """Deletes what has been kept long enough, set-based and in batches; how many rows."""
    gone = 0
    for one in kept(path):
        while one.days is not None and (found := await _some(one, now - timedelta(days=one.days))):
            gone += found
    return gone


async def _some(one: Kept, before: datetime) -> int:
    where = f"{one.since} < $1" + (f" AND ({one.only})" if one.only else "")
    rows = await sql(
        f"""WITH gone AS (DELETE FROM {one.table} WHERE id IN (SELECT id FROM {one.table} WHERE {where} LIMIT {BATCH}) RETURNING 1)
            SELECT count(*) AS n FROM gone""",  # noqa: S608 - our own file
        before,
    )
    return int(rows[0]["n"])


async def told(path: Path, citizen_id: UUID, but: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """What these tables hold of a person, `but` for those, by what it is kept for: without what is sealed, ids and keys."""
    found: dict[str, list[dict[str, Any]]] = {}
    seen = set(but)
    for one in kept(path):
        if one.person and one.table not in seen:
            seen.add(one.table)
            named = " OR ".join(f"t.{column} = $1" for column in one.person)
            rows = await sql(f"SELECT to_jsonb(t) AS row FROM {one.table} t WHERE {named}", citizen_id)  # noqa: S608 - our own file
            if rows:
                found.setdefault(one.label or one.purpose, []).extend(_plain(orjson.loads(row["row"])) for row in rows)
    return found


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not name.endswith(_OURS) and value is not None}


async def erase(path: Path, citizen_ids: Sequence[UUID]) -> None:
    """Deletes these people's rows in the order of the file, in the caller's transaction; what the law keeps stays."""
    for one in kept(path):
        if one.closing == "erase":
            named = " OR ".join(f"{column} = ANY($1)" for column in one.person)
            only = f" AND ({one.closing_only})" if one.closing_only else ""
            await sql(f"DELETE FROM {one.table} WHERE ({named}){only}", list(citizen_ids))  # noqa: S608 - our own file
