"""The catalogue as operators browse it: every service, ended ones too, with what stands unpublished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.tables import sql
from hall.catalog import PAGES_MAX, pattern

PAGE = 50


@dataclass(frozen=True)
class Listed:
    """A service in the operators' list."""

    code: str
    name: str
    department: str
    theme: str
    item_type: str
    status: str
    source: str
    verified: bool
    version: int
    has_draft: bool
    updated_at: datetime


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; empty or None for all."""

    q: str = ""
    theme: str = ""
    department: str = ""
    item_type: str = ""
    status: str = ""
    source: str = ""
    verified: bool | None = None
    drafts: bool = False
    audience: str = ""


@dataclass(frozen=True)
class Page:
    items: tuple[Listed, ...]
    total: int
    page: int
    pages: int


_FROM = """FROM hall_service s JOIN hall_department d ON d.id = s.department_id LEFT JOIN hall_service_draft r ON r.service_id = s.id
    WHERE ($1 = '' OR s.name ILIKE $1 ESCAPE '\\' OR s.plain_name ILIKE $1 ESCAPE '\\' OR s.code ILIKE $1 ESCAPE '\\')
    AND ($2 = '' OR s.theme = $2) AND ($3 = '' OR d.code = $3 OR d.name = $3) AND ($4 = '' OR s.item_type = $4)
    AND ($5 = '' OR s.status = $5) AND ($6 = '' OR s.source = $6) AND ($7::boolean IS NULL OR s.verified = $7)
    AND (NOT $8::boolean OR r.id IS NOT NULL)
    AND CASE $9 WHEN 'citizen' THEN s.for_citizens WHEN 'enterprise' THEN s.for_enterprises ELSE true END"""
_ROW = """s.code, s.name, d.name AS department, s.theme, s.item_type, s.status, s.source, s.verified, s.version,
    r.id IS NOT NULL AS has_draft, s.updated_at"""


async def browse(filters: Filters, page: int = 1) -> Page:
    """One page, those with a draft first, then the latest changed."""
    page = min(max(page, 1), PAGES_MAX)
    by = filters
    values = (pattern(by.q), by.theme, by.department, by.item_type, by.status, by.source, by.verified, by.drafts, by.audience)
    total = int((await sql(f"SELECT count(*) AS n {_FROM}", *values))[0]["n"])
    order = "ORDER BY (r.id IS NULL), s.updated_at DESC, s.code LIMIT $10 OFFSET $11"
    rows = await sql(f"SELECT {_ROW} {_FROM} {order}", *values, PAGE, (page - 1) * PAGE)
    return Page(tuple(Listed(**row) for row in rows), total, page, max(1, -(-total // PAGE)))
