"""Guides as they are published now: question trees and bundles, read from Postgres each time, so that every process says the same."""

from __future__ import annotations

from dataclasses import dataclass

from core.tables import sql

TREE, BUNDLE = "tree", "bundle"


@dataclass(frozen=True)
class Guide:
    """What is said under a number. Hashable, so that what was read from the text once need not be read again."""

    code: str
    number: int
    text: str
    verified: bool


async def published(kind: str, code: str, number: int | None = None) -> Guide | None:
    """The present text, or what was said under a former number; None where there is none."""
    rows = await sql(
        """SELECT g.code, coalesce(v.number, g.number) AS number, coalesce(v.text, g.text) AS text, g.verified
           FROM hall_guide g LEFT JOIN hall_guide_version v ON v.guide_id = g.id AND v.number = $3
           WHERE g.kind = $1 AND g.code = $2 AND g.number > 0 AND ((NOT g.withdrawn AND $3::int IS NULL) OR v.number = $3)""",
        kind,
        code,
        number,
    )
    return Guide(**rows[0]) if rows else None


async def every(kind: str) -> tuple[Guide, ...]:
    """All of a kind that are not withdrawn, by code."""
    rows = await sql(
        "SELECT code, number, text, verified FROM hall_guide WHERE kind = $1 AND number > 0 AND NOT withdrawn ORDER BY code", kind
    )
    return tuple(Guide(**row) for row in rows)


async def stamp(kind: str) -> str:
    """Cheap, and changes when any of a kind did."""
    rows = await sql("SELECT count(*) AS n, sum(number) AS sum, max(updated_at) AS last FROM hall_guide WHERE kind = $1", kind)
    return f"{rows[0]['n']} {rows[0]['sum']} {rows[0]['last']}"
