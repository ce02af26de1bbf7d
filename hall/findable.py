"""Points and policies among the things that can be searched. Imported where the index is built and where it is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import lru_cache
from typing import Any
from uuid import UUID

from core.tables import sql
from hall.points.views import DEMONSTRATION
from hall.policies import EXAMPLE
from hall.search.documents import Document
from hall.search.sources import Source, register
from hall.vocabulary import table

PAGE = 2000
_POINTS = "SELECT id, name, kind, division, address, verified FROM hall_point WHERE NOT withdrawn AND kind = ANY($1)"
_POLICIES = "SELECT id, title, theme, summary, gives, who, for_citizens, for_enterprises, verified FROM hall_policy WHERE NOT withdrawn"


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    """Kinds that people look for by name, with their everyday names; terminals and villages are found by where they are."""
    return {row["kind"]: tuple(row["also"].split(";")) for row in table("point_kinds.csv") if row["also"]}


async def points() -> AsyncIterator[Document]:
    after = UUID(int=0)
    while True:
        rows = await sql(f"{_POINTS} AND id > $2 ORDER BY id LIMIT {PAGE}", list(_names()), after)
        for row in rows:
            yield _point(row)
        if len(rows) < PAGE:
            return
        after = rows[-1]["id"]


async def policies() -> AsyncIterator[Document]:
    for row in await sql(f"{_POLICIES} ORDER BY id"):
        yield _policy(row)


async def _point_of(ref: str) -> Document | None:
    rows = await sql(f"{_POINTS} AND id = $2", list(_names()), UUID(ref))
    return _point(rows[0]) if rows else None


async def _policy_of(ref: str) -> Document | None:
    rows = await sql(f"{_POLICIES} AND id = $1", UUID(ref))
    return _policy(rows[0]) if rows else None


async def _points_stamp() -> str:
    return await _stamp("SELECT count(*) AS n, max(updated_at) AS last FROM hall_point")


async def _policies_stamp() -> str:
    return await _stamp("SELECT count(*) AS n, max(updated_at) AS last FROM hall_policy")


async def _stamp(question: str) -> str:
    rows = await sql(question)
    return f"{rows[0]['n']} {rows[0]['last']}"


def _point(row: dict[str, Any]) -> Document:
    note = row["address"] if row["verified"] else f"{row['address']} · {DEMONSTRATION}"
    return Document(str(row["id"]), "point", row["name"], _names()[row["kind"]], row["address"], (row["division"],), (), note)


def _policy(row: dict[str, Any]) -> Document:
    audiences = tuple(name for name, has in (("citizen", row["for_citizens"]), ("enterprise", row["for_enterprises"])) if has)
    note = row["theme"] if row["verified"] else f"{row['theme']} · {EXAMPLE}"
    words = f"{row['summary']} {row['gives']} {row['who']}"
    return Document(str(row["id"]), "policy", row["title"], (), words, (), audiences, note)


register(Source("point", points, _point_of, _points_stamp))
register(Source("policy", policies, _policy_of, _policies_stamp))
