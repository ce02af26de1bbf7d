"""The tables of traits, one of people and one of enterprises: written and read alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import orjson

from core.tables import sql, uuid7
from profile.traits.folding import Traits

Holder = Literal["citizen", "enterprise"]
TABLES: Mapping[Holder, str] = {"citizen": "profile_traits", "enterprise": "profile_enterprise_traits"}
# Facts that say where a holder is, the first that is known.
PLACES = ("ent.region", "residence_region", "hukou_region")
_KEEP = """
INSERT INTO {table} (id, created_at, folded_at, {holder}_id, traits)
SELECT one.id, $4, $4, one.holder, one.traits FROM unnest($1::uuid[], $2::uuid[], $3::jsonb[]) AS one(id, holder, traits)
JOIN profile_{holder} c ON c.id = one.holder
ON CONFLICT ({holder}_id) DO UPDATE SET traits = excluded.traits, folded_at = excluded.folded_at
"""


async def keep(found: Mapping[UUID, Traits], now: datetime, holder: Holder = "citizen") -> None:
    """Writes these holders' rows anew, in one statement; one that is gone meanwhile is passed over."""
    ids = sorted(found)
    statement = _KEEP.format(table=TABLES[holder], holder=holder)
    await sql(statement, [uuid7() for _ in ids], ids, [orjson.dumps(found[one]).decode() for one in ids], now)


async def of(holder_ids: Sequence[UUID], holder: Holder = "citizen") -> dict[UUID, Traits]:
    """The rows as they are kept."""
    rows = await sql(f"SELECT {holder}_id AS id, traits FROM {TABLES[holder]} WHERE {holder}_id = ANY($1)", list(holder_ids))  # noqa: S608
    return {row["id"]: orjson.loads(row["traits"]) for row in rows}
