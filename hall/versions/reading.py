"""A service's present content, its draft and its versions, as operators see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from core.errors import NotFound
from core.tables import sql
from hall.content import Change, difference
from hall.versions.keeping import CONTENT
from profile import staff

_PRESENT = f"""
    SELECT s.id, s.code, s.version, {CONTENT} AS content, r.changes, r.revision, r.edited_at, r.staff_id
    FROM hall_service s JOIN hall_department d ON d.id = s.department_id LEFT JOIN hall_service_draft r ON r.service_id = s.id
    WHERE s.code = $1"""  # noqa: S608


@dataclass(frozen=True)
class Draft:
    """What is changed and not published yet; name `revision` when publishing it."""

    revision: int
    edited_at: datetime
    staff_id: UUID | None
    difference: tuple[Change, ...]


@dataclass(frozen=True)
class Present:
    """A service under an operator's hands. `changes` are the draft's fields, empty without one."""

    id: UUID
    code: str
    version: int
    content: dict[str, Any]
    changes: dict[str, Any]
    draft: Draft | None


@dataclass(frozen=True)
class Version:
    """One published version; `restored` is the number whose content it took up again."""

    number: int
    at: datetime
    staff_id: UUID | None
    staff: str
    note: str
    restored: int | None


async def present(code: str, *, locked: bool = False) -> Present:
    """The service with its draft; `locked` holds its row until the transaction ends. Raises `NotFound`."""
    if locked:  # a statement of its own: what is read after the wait must not be older than the wait
        await sql("SELECT id FROM hall_service WHERE code = $1 FOR UPDATE", code)
    rows = await sql(_PRESENT, code)
    if not rows:
        raise NotFound("service.unknown", "没有找到这个事项，请检查编码。")
    row = rows[0]
    content, changes = orjson.loads(row["content"]), orjson.loads(row["changes"] or "{}")
    draft = Draft(row["revision"], row["edited_at"], row["staff_id"], difference(content, {**content, **changes})) if changes else None
    return Present(row["id"], row["code"], row["version"], content, changes, draft)


async def versions(code: str) -> tuple[Version, ...]:
    """All versions, the newest first."""
    rows = await sql(
        """SELECT v.number, v.created_at, v.staff_id, v.note, v.restored
           FROM hall_service_version v JOIN hall_service s ON s.id = v.service_id WHERE s.code = $1 ORDER BY v.number DESC LIMIT 500""",
        code,
    )
    names = await staff.names([row["staff_id"] for row in rows if row["staff_id"]])
    return tuple(
        Version(row["number"], row["created_at"], row["staff_id"], names.get(row["staff_id"], ""), row["note"], row["restored"])
        for row in rows
    )


async def content_of(service_id: UUID, number: int) -> dict[str, Any]:
    """What was published under a number. Raises `NotFound`."""
    rows = await sql("SELECT content FROM hall_service_version WHERE service_id = $1 AND number = $2", service_id, number)
    if not rows:
        raise NotFound("service.version_unknown", "没有这个版本，请刷新后再选。")
    content: dict[str, Any] = orjson.loads(rows[0]["content"])
    return content


async def between(code: str, older: int, newer: int) -> tuple[Change, ...]:
    """What changed from one version to another, field by field."""
    service = await present(code)
    return difference(await content_of(service.id, older), await content_of(service.id, newer))
