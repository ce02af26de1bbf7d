"""Guides as operators see them: the list, one with its draft and its versions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.errors import NotFound
from core.tables import sql
from hall import guides
from hall.authoring.differing import difference
from hall.catalog import PAGES_MAX, pattern
from hall.content import Change
from profile import staff

PAGE = 50
NAME = re.compile(r"^name: *(.+)$", re.MULTILINE)
_NAMED = "coalesce(s.name, trim(BOTH '\"'' ' FROM substring(g.text FROM '(?n)^name: *(.+)$')), '')"
_JOINED = """FROM hall_guide g LEFT JOIN hall_service s ON g.kind = 'tree' AND s.code = g.code
    LEFT JOIN hall_guide_draft r ON r.guide_id = g.id"""
_FROM = f"""{_JOINED} WHERE g.kind = $1 AND ($2 = '' OR g.code ILIKE $2 ESCAPE '\\' OR {_NAMED} ILIKE $2 ESCAPE '\\')
    AND ($3::boolean IS NULL OR g.verified = $3) AND (NOT $4::boolean OR r.id IS NOT NULL)"""
_PRESENT = f"""SELECT g.id, g.kind, g.code, {_NAMED} AS name, g.number, g.text, g.withdrawn, g.verified, g.verified_at, g.verifier_id,
        r.text AS draft, r.revision, r.edited_at, r.staff_id
    {_JOINED} WHERE g.kind = $1 AND g.code = $2"""
_VERSIONS = """SELECT v.number, v.created_at, v.staff_id, v.note, v.restored FROM hall_guide_version v
    WHERE v.guide_id = $1 ORDER BY v.number DESC LIMIT 500"""


@dataclass(frozen=True)
class Listed:
    """A guide in the list; `version` 0 was never published."""

    code: str
    name: str
    version: int
    verified: bool
    withdrawn: bool
    has_draft: bool
    updated_at: datetime


@dataclass(frozen=True)
class Page:
    items: tuple[Listed, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Draft:
    """A text that is not published; name `revision` when publishing it."""

    text: str
    revision: int
    edited_at: datetime
    staff: str
    difference: tuple[Change, ...]


@dataclass(frozen=True)
class Present:
    """A guide under an operator's hands. `verified_by` and `verified_at` say who vouches for what is published, and since when."""

    id: UUID
    kind: str
    code: str
    name: str
    version: int
    text: str
    withdrawn: bool
    verified: bool
    verified_at: datetime | None
    verified_by: str
    draft: Draft | None


@dataclass(frozen=True)
class Version:
    """One published version; `restored` is the number whose text it took up again."""

    number: int
    at: datetime
    staff: str
    note: str
    restored: int | None


async def browse(kind: str, q: str = "", verified: bool | None = None, drafts: bool = False, page: int = 1) -> Page:
    """One page: those with a draft first, then by code."""
    page = min(max(page, 1), PAGES_MAX)
    values = (kind, pattern(q), verified, drafts)
    total = int((await sql(f"SELECT count(*) AS n {_FROM}", *values))[0]["n"])
    row = f"g.code, {_NAMED} AS name, g.number AS version, g.verified, g.withdrawn, r.id IS NOT NULL AS has_draft, g.updated_at"
    order = "ORDER BY (r.id IS NULL), g.code LIMIT $5 OFFSET $6"
    rows = await sql(f"SELECT {row} {_FROM} {order}", *values, PAGE, (page - 1) * PAGE)
    return Page(tuple(Listed(**row) for row in rows), total, page, max(1, -(-total // PAGE)))


async def present(kind: str, code: str, *, locked: bool = False) -> Present:
    """The guide with its draft; `locked` holds its row until the transaction ends. Raises `NotFound`."""
    if locked:  # a statement of its own: what is read after the wait must not be older than the wait
        await sql("SELECT id FROM hall_guide WHERE kind = $1 AND code = $2 FOR UPDATE", kind, code)
    rows = await sql(_PRESENT, kind, code)
    if not rows:
        raise NotFound("guide.unknown", "这个事项还没有情形。" if kind == guides.TREE else "没有找到这件“一件事”，请检查编号。")
    row = rows[0]
    names = await staff.names([one for one in (row["staff_id"], row["verifier_id"]) if one])
    return Present(
        row["id"],
        kind,
        code,
        row["name"] or _named(row["draft"]),
        row["number"],
        row["text"],
        row["withdrawn"],
        row["verified"],
        row["verified_at"],
        names.get(row["verifier_id"], ""),
        _draft(row, names),
    )


def _named(text: str | None) -> str:
    found = NAME.search(text or "")
    return found[1].strip("\"' ") if found else ""


def _draft(row: dict[str, Any], names: dict[UUID, str]) -> Draft | None:
    if row["draft"] is None:
        return None
    changes = difference(row["kind"], row["code"], row["text"], row["draft"])
    return Draft(row["draft"], row["revision"], row["edited_at"], names.get(row["staff_id"], ""), changes)


async def versions(guide_id: UUID) -> tuple[Version, ...]:
    """All versions, the newest first."""
    rows = await sql(_VERSIONS, guide_id)
    names = await staff.names([row["staff_id"] for row in rows if row["staff_id"]])
    return tuple(Version(row["number"], row["created_at"], names.get(row["staff_id"], ""), row["note"], row["restored"]) for row in rows)


async def text_of(guide_id: UUID, number: int) -> str:
    """What was published under a number. Raises `NotFound`."""
    rows = await sql("SELECT text FROM hall_guide_version WHERE guide_id = $1 AND number = $2", guide_id, number)
    if not rows:
        raise NotFound("guide.version_unknown", "没有这个版本，请刷新后再选。")
    return str(rows[0]["text"])


async def between(kind: str, code: str, older: int, newer: int) -> tuple[Change, ...]:
    """What changed from one version to another."""
    guide = await present(kind, code)
    return difference(kind, code, await text_of(guide.id, older), await text_of(guide.id, newer))
