"""Policies (一网查) under operators' hands: found, changed field by field, verified by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core import clock
from core.errors import Conflict, Invalid, NotFound
from core.tables import sql, transaction, uuid7
from hall import changing, editing
from hall.catalog import pattern

_ONE = "SELECT * FROM hall_policy WHERE code = $1"
_FROM = """FROM hall_policy WHERE ($1 = '' OR title ILIKE $1 ESCAPE '\\' OR code ILIKE $1 ESCAPE '\\')
    AND ($2::boolean IS NULL OR verified = $2)"""


@dataclass(frozen=True)
class Listed:
    code: str
    title: str
    theme: str
    verified: bool
    edited: bool
    withdrawn: bool
    updated_at: datetime


@dataclass(frozen=True)
class Page:
    items: tuple[Listed, ...]
    total: int
    page: int
    pages: int


async def browse(q: str = "", verified: bool | None = None, page: int = 1) -> Page:
    row = "code, title, theme, verified, edited, withdrawn, updated_at"
    rows, place = await changing.listed(row, _FROM, (pattern(q), verified), "code", page)
    return Page(tuple(Listed(**row) for row in rows), **place)


async def one(code: str, *, locked: bool = False) -> dict[str, Any]:
    """The fields of a policy and who vouches for it. Raises `NotFound`."""
    rows = await sql(_ONE + (" FOR UPDATE" if locked else ""), code)
    if not rows:
        raise NotFound("policy.unknown", "没有找到这篇政策，请检查编号。")
    row = rows[0]
    kept = ("id", "code", "verified", "verified_at", "updated_at")
    told = {name: row[name] for name in (*editing.POLICY, *kept)}
    return {**told, "basis": list(row["basis"]), "services": list(row["services"]), "verified_by": await changing.verified_by(row)}


async def create(code: str, given: dict[str, Any], staff_id: UUID, verified: bool | None = None) -> None:
    """A new policy, seen by people at once. Raises `Conflict` for a code that is taken, `Invalid` naming the field that won't do."""
    whole = editing.check_new(editing.POLICY, code, given)
    async with transaction():
        made = await sql(
            """INSERT INTO hall_policy (id, created_at, updated_at, code, title, theme, for_citizens, for_enterprises, summary, gives, who,
                 how, place, basis, services, edited, verified, digest)
               VALUES ($1, $2, $2, $3, '', '', false, false, '', '', '', '', '', '{}', '{}', true, false, '')
               ON CONFLICT (code) DO NOTHING RETURNING id""",
            uuid7(),
            clock.now(),
            code,
        )
        if not made:
            raise Conflict("policy.taken", "这个编号已经有了，请换一个编号，或编辑原来的那篇。")
        await change(code, whole, staff_id, verified)


async def change(code: str, changes: dict[str, Any], staff_id: UUID, verified: bool | None = None) -> None:
    """Changes fields at once. Raises `Invalid` naming the field."""
    editing.check(editing.POLICY, changes)
    async with transaction():
        present = await one(code, locked=True)
        await _require({**present, **changes})
        await changing.put("policy", present, changes, columns=tuple(editing.POLICY), staff_id=staff_id, verified=verified)


async def _require(whole: dict[str, Any]) -> None:
    if not (whole["for_citizens"] or whole["for_enterprises"]):
        raise Invalid("editing.field_invalid", "个人和企业至少选一个。", "for_citizens")
    known = {row["code"] for row in await sql("SELECT code FROM hall_service WHERE code = ANY($1)", whole["services"])}
    missing = [code for code in whole["services"] if code not in known]
    if missing:
        raise Invalid("editing.field_invalid", f"「相关事项」没有这个事项：{missing[0]}。", "services")
