"""Who looked at my data or my enterprise's: a page of the ledger, newest first; what is deferred comes later, never not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core import clock, law
from core.errors import Invalid, NotFound
from core.tables import sql
from profile import people

PAGE = 30
KINDS = {"operator": "工作人员", "department": "部门", "rule": "系统规则", "relative": "亲友", "colleague": "同事", "self": "本人"}
KNOWN = ("relative", "colleague")  # whom the person knows: by their name
_SHOWN = """
SELECT r.id, r.created_at AS at, r.reader_kind, r.reader_id, r.reader, r.fields_read, r.purpose, r.basis, r.subject_id,
       r.deferral_id IS NOT NULL AS was_deferred
FROM profile_read r LEFT JOIN profile_deferral d ON d.id = r.deferral_id
WHERE r.citizen_id = $1 AND (d.id IS NULL OR d.hidden_until <= $2)
"""


@dataclass(frozen=True)
class Line:
    """One read, in words. `verified`: the text of its basis was read. `was_deferred`: an investigation had kept it back."""

    id: UUID
    at: datetime
    kind: str
    kind_name: str
    reader: str
    fields: tuple[str, ...]
    purpose: str
    basis: str
    verified: bool
    was_deferred: bool


@dataclass(frozen=True)
class Page:
    """One page; hand `next_cursor` back for the next, None at the end."""

    items: tuple[Line, ...]
    next_cursor: str | None


async def page(holder_id: UUID, cursor: str | None = None) -> Page:
    """What a person, or an enterprise, may see of itself, newest first."""
    at, last = _place(cursor)
    where = "AND ($3::timestamptz IS NULL OR (r.created_at, r.id) < ($3, $4::uuid)) ORDER BY r.created_at DESC, r.id DESC LIMIT $5"
    rows = await sql(f"{_SHOWN} {where}", holder_id, clock.now(), at, last, PAGE + 1)
    items = await _lines(rows[:PAGE])
    more = len(rows) > PAGE
    return Page(items, f"{items[-1].at.isoformat()}_{items[-1].id}" if more else None)


async def own(holder_id: UUID, read_id: UUID) -> Line:
    """One of their own lines. Raises `NotFound` for another's, and for what is still kept back."""
    rows = await sql(f"{_SHOWN} AND r.id = $3", holder_id, clock.now(), read_id)
    if not rows:
        raise NotFound("read.unknown", "没有找到这条查看记录。")
    return (await _lines(rows))[0]


async def _lines(rows: list[dict[str, Any]]) -> tuple[Line, ...]:
    helpers = await people.people([row["reader_id"] for row in rows if row["reader_kind"] in KNOWN])
    return tuple(_line(row, helpers) for row in rows)


def _line(row: dict[str, Any], helpers: dict[UUID, people.Person]) -> Line:
    helper = helpers.get(row["reader_id"]) if row["reader_kind"] in KNOWN else None
    name = helper.display_name if helper else row["reader"]
    kind, fields = row["reader_kind"], tuple(row["fields_read"])
    return Line(
        row["id"],
        row["at"],
        kind,
        KINDS[kind],
        name,
        fields,
        row["purpose"],
        row["basis"],
        law.is_quoted(row["basis"]),
        row["was_deferred"],
    )


def _place(cursor: str | None) -> tuple[datetime | None, UUID | None]:
    try:
        at, _, last = (cursor or "").partition("_")
        return (datetime.fromisoformat(at), UUID(last)) if cursor else (None, None)
    except ValueError as error:
        raise Invalid("ledger.cursor", "翻页的位置不对，请从第一页重新看。", "cursor") from error
