"""Policies (一网查) under operators' hands: found, changed field by field, verified by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core import clock
from core.errors import Conflict, Invalid, NotFound
from core.queue import enqueue
from core.tables import sql, transaction, uuid7
from hall import editing
from hall.catalog import PAGES_MAX, pattern
from profile import events, staff

PAGE = 50
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
    page = min(max(page, 1), PAGES_MAX)
    values = (pattern(q), verified)
    total = int((await sql(f"SELECT count(*) AS n {_FROM}", *values))[0]["n"])
    row = "code, title, theme, verified, edited, withdrawn, updated_at"
    rows = await sql(f"SELECT {row} {_FROM} ORDER BY code LIMIT $3 OFFSET $4", *values, PAGE, (page - 1) * PAGE)
    return Page(tuple(Listed(**row) for row in rows), total, page, max(1, -(-total // PAGE)))


async def one(code: str, *, locked: bool = False) -> dict[str, Any]:
    """The fields of a policy and who vouches for it. Raises `NotFound`."""
    rows = await sql(_ONE + (" FOR UPDATE" if locked else ""), code)
    if not rows:
        raise NotFound("policy.unknown", "没有找到这篇政策，请检查编号。")
    row = rows[0]
    names = await staff.names([row["verifier_id"]] if row["verifier_id"] else [])
    kept = ("id", "code", "verified", "verified_at", "updated_at")
    told = {name: row[name] for name in (*editing.POLICY, *kept)}
    return {**told, "basis": list(row["basis"]), "services": list(row["services"]), "verified_by": names.get(row["verifier_id"], "")}


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
    """Changes fields at once; what is changed without a word on it is verified by nobody. Raises `Invalid` naming the field."""
    editing.check(editing.POLICY, changes)
    async with transaction():
        present = await one(code, locked=True)
        whole = {**present, **changes}
        await _require(whole)
        vouched = verified if verified is not None else present["verified"] and not editing.differing(present, editing.substance(changes))
        await sql(
            """UPDATE hall_policy SET title = $2, theme = $3, for_citizens = $4, for_enterprises = $5, summary = $6, gives = $7, who = $8,
                 how = $9, place = $10, basis = $11, services = $12, withdrawn = $13, verified = $14, edited = true, updated_at = $15,
                 verified_at = CASE WHEN NOT $14 THEN NULL WHEN $16 THEN $15::timestamptz ELSE verified_at END,
                 verifier_id = CASE WHEN NOT $14 THEN NULL WHEN $16 THEN $17::uuid ELSE verifier_id END
               WHERE id = $1""",
            present["id"],
            *(whole[name] for name in editing.POLICY),
            vouched,
            clock.now(),
            bool(verified),
            staff_id,
        )
        await events.record("policy.edited", subject_id=present["id"], staff=str(staff_id))
        await enqueue("hall.index_thing", "policy", str(present["id"]))


async def _require(whole: dict[str, Any]) -> None:
    if not (whole["for_citizens"] or whole["for_enterprises"]):
        raise Invalid("editing.field_invalid", "个人和企业至少选一个。", "for_citizens")
    known = {row["code"] for row in await sql("SELECT code FROM hall_service WHERE code = ANY($1)", whole["services"])}
    missing = [code for code in whole["services"] if code not in known]
    if missing:
        raise Invalid("editing.field_invalid", f"「相关事项」没有这个事项：{missing[0]}。", "services")
