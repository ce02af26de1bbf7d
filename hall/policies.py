"""Policies and guides (一网查): found by words or by the service they belong to, and read in plain language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.errors import NotFound
from core.tables import sql
from hall import catalog
from hall.listings import ServiceRow

PAGE = 20
PAGES_MAX = 10_000
EXAMPLE = "示例"
GRAMS = 40
ENOUGH = 0.4  # of the pairs of characters asked for; a pair in the title counts three times
_LISTED = "id, code, title, theme, for_citizens, for_enterprises, summary, verified"
_TEXT = "lower(title || summary || gives || who || how || place)"
_SCORED = f"""FROM (SELECT *, (
        SELECT 2 * count(*) FILTER (WHERE strpos(lower(title), gram) > 0) + count(*) FILTER (WHERE strpos({_TEXT}, gram) > 0)
        FROM unnest($1::text[]) AS gram) AS score FROM hall_policy WHERE NOT withdrawn) AS policy
    WHERE (cardinality($1::text[]) = 0 OR score >= $2::float8) AND ($3 = '' OR $3 = ANY(services)) AND ($4 = '' OR theme = $4)"""  # noqa: S608
_OF_SERVICE = f"SELECT {_LISTED} FROM hall_policy WHERE NOT withdrawn AND services @> ARRAY[$1::text] ORDER BY code"  # noqa: S608


@dataclass(frozen=True)
class PolicyRow:
    """A policy in a list. `label` is 示例 until an official has checked it."""

    id: UUID
    code: str
    title: str
    theme: str
    audience: tuple[str, ...]
    summary: str
    verified: bool
    label: str


@dataclass(frozen=True)
class Policy(PolicyRow):
    """A policy in full. `how` in steps; `basis` names law and article; `services` are the items it belongs to."""

    gives: str
    who: str
    how: tuple[str, ...]
    place: str
    basis: tuple[str, ...]
    services: tuple[ServiceRow, ...]
    updated_at: datetime


@dataclass(frozen=True)
class PolicyPage:
    items: tuple[PolicyRow, ...]
    total: int
    page: int
    pages: int


async def find(q: str = "", service: str | None = None, page: int = 1, theme: str = "") -> PolicyPage:
    """Policies that speak of `q`, those with it in the title first; narrowed by a service's code and a theme."""
    asked, page = grams(q), min(max(page, 1), PAGES_MAX)
    values = (asked, ENOUGH * len(asked), service or "", theme)
    if q.strip() and not asked:
        return PolicyPage((), 0, page, 1)
    count = await sql(f"SELECT count(*) AS total {_SCORED}", *values)
    order = f"ORDER BY score DESC, theme, code LIMIT {PAGE} OFFSET $5"
    rows = await sql(f"SELECT {_LISTED} {_SCORED} {order}", *values, (page - 1) * PAGE)
    total = int(count[0]["total"])
    return PolicyPage(tuple(PolicyRow(**_base(row)) for row in rows), total, page, max(1, -(-total // PAGE)))


async def policy(policy_id: UUID) -> Policy:
    """One policy with the services it belongs to. Raises `NotFound`."""
    rows = await sql("SELECT * FROM hall_policy WHERE id = $1 AND NOT withdrawn", policy_id)
    if not rows:
        raise NotFound("policy.unknown", "没有找到这篇政策，可能已经更新。请换个关键词找找。")
    row = rows[0]
    named = await catalog.by_codes(row["services"])
    names = ("gives", "who", "place", "updated_at")
    return Policy(
        **_base(row),
        **{name: row[name] for name in names},
        how=tuple(row["how"].splitlines()),
        basis=tuple(row["basis"]),
        services=tuple(named[code] for code in row["services"] if code in named),
    )


async def of_service(code: str) -> tuple[PolicyRow, ...]:
    """The policies that belong to a service."""
    rows = await sql(_OF_SERVICE, code)
    return tuple(PolicyRow(**_base(row)) for row in rows)


def grams(q: str) -> list[str]:
    """The pairs of characters of a question, each once; a single character as it is."""
    text = re.sub(r"[\W_]+", "", q.lower())[:200]
    pairs = [text[at : at + 2] for at in range(len(text) - 1)] or ([text] if text else [])
    return list(dict.fromkeys(pairs))[:GRAMS]


def _base(row: dict[str, Any]) -> dict[str, Any]:
    audience = tuple(key for key, has in (("citizen", row["for_citizens"]), ("enterprise", row["for_enterprises"])) if has)
    names = ("id", "code", "title", "theme", "summary", "verified")
    return {**{name: row[name] for name in names}, "audience": audience, "label": "" if row["verified"] else EXAMPLE}
