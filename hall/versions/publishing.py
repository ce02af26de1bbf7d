"""A draft edited, shown, published; a former version taken up again. Who, when and what stay on record."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

import orjson

from core import clock
from core.errors import Conflict, Invalid
from core.queue import enqueue
from core.tables import sql, transaction, uuid7
from hall import content
from hall.versions import keeping
from hall.versions.reading import Present, content_of, present
from profile import events

MOVED_ON = "刚刚有人发布了新版本，请重新查看差异后再操作。"


async def edit(code: str, changes: dict[str, Any], staff_id: UUID) -> Present:
    """Adds changes to the draft; a field put back to what is published leaves it. Raises `Invalid` naming the field that won't do."""
    async with transaction():
        service = await present(code, locked=True)
        content.check(changes, {**service.content, **service.changes})
        await _require_department(changes)
        whole = {**service.changes, **changes}
        await _keep_draft(service, {key: value for key, value in whole.items() if service.content.get(key) != value}, staff_id)
    return await present(code)


async def _require_department(changes: dict[str, Any]) -> None:
    code = changes.get("department_code")
    if code and not await sql("SELECT 1 FROM hall_department WHERE code = $1", code):
        raise Invalid("service.field_invalid", "「办理部门」没有这个部门。", "department_code")


async def _keep_draft(service: Present, changes: dict[str, Any], staff_id: UUID) -> None:
    if not changes:
        await sql("DELETE FROM hall_service_draft WHERE service_id = $1", service.id)
        return
    await sql(
        """INSERT INTO hall_service_draft (id, created_at, service_id, changes, revision, staff_id, edited_at)
           VALUES ($1, $2, $3, $4, $5, $6, $2)
           ON CONFLICT (service_id) DO UPDATE SET changes = excluded.changes, revision = excluded.revision,
             staff_id = excluded.staff_id, edited_at = excluded.edited_at""",
        uuid7(),
        clock.now(),
        service.id,
        orjson.dumps(changes).decode(),
        secrets.randbelow(2**31),
        staff_id,
    )


async def discard(code: str) -> Present:
    """Throws the draft away; none is no error."""
    async with transaction():
        service = await present(code, locked=True)
        await sql("DELETE FROM hall_service_draft WHERE service_id = $1", service.id)
    return await present(code)


async def publish(code: str, staff_id: UUID, *, version: int, revision: int, note: str = "") -> int:
    """Publishes the draft as it was shown: `version` and `revision` are those that the operator saw. The new version's number.

    Raises `Conflict` when somebody published or edited in between, or when there is nothing to publish.
    """
    async with transaction():
        service = await _unmoved(code, version)
        if service.draft is None or not service.draft.difference:
            raise Conflict("service.nothing_to_publish", "没有要发布的修改。")
        if service.draft.revision != revision:
            raise Conflict("service.draft_changed", "草稿刚刚被改过，请重新查看差异后再发布。")
        whole = {**service.content, **service.changes}
        content.check(service.changes, whole)
        await sql("DELETE FROM hall_service_draft WHERE service_id = $1", service.id)
        return await _made(service, whole, staff_id, note)


async def roll_back(code: str, staff_id: UUID, *, to: int, version: int, note: str = "") -> int:
    """Publishes the content of a former version anew; `version` is the present number that the operator saw. The new number."""
    async with transaction():
        service = await _unmoved(code, version)
        former = await content_of(service.id, to)
        if not content.difference(service.content, former):
            raise Conflict("service.nothing_to_publish", "现在的内容和那个版本一样，不用回退。")
        return await _made(service, {**service.content, **former}, staff_id, note or f"回退到第 {to} 版", to)


async def _unmoved(code: str, version: int) -> Present:
    service = await present(code, locked=True)
    if service.version != version:
        raise Conflict("service.moved_on", MOVED_ON)
    return service


async def _made(service: Present, whole: dict[str, Any], staff_id: UUID, note: str, restored: int | None = None) -> int:
    if not await keeping.put(service.id, whole):
        raise Conflict("service.department_gone", "这个版本的办理部门已不存在，请先改好办理部门。")
    number = (await keeping.keep([service.id], staff_id, note, restored))[service.id]
    await events.record("service.published", subject_id=service.id, code=service.code, number=number)
    await enqueue("hall.index_service", str(service.id))
    return number
