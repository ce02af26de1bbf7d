"""A guide's draft kept, published, a former version taken up again, and who vouches for it. Who, when and what stay on record."""

from __future__ import annotations

import re
import secrets
from uuid import UUID

from core import clock
from core.errors import Conflict, Invalid, NotFound
from core.queue import enqueue
from core.tables import sql, transaction, uuid7
from hall import guides
from hall.authoring import checking, texts
from hall.authoring.differing import difference
from hall.authoring.reading import Present, present, text_of
from profile import events

BUNDLE_ID = re.compile(r"B[0-9]{2,4}", re.ASCII)
MOVED_ON = "刚刚有人发布了新版本，请重新查看差异后再操作。"


async def edit(kind: str, code: str, text: str, staff_id: UUID) -> Present:
    """Keeps a text as the draft, right or not: publishing asks whether it will do. The published text is no draft. A guide may be new."""
    if len(text) > texts.LONGEST:
        raise Invalid("guide.too_long", f"最多 {texts.LONGEST} 个字，现在有 {len(text)} 个。", "text")
    async with transaction():
        await _have(kind, code)
        guide = await present(kind, code, locked=True)
        await _drop_draft(guide)
        if text != guide.text.strip():
            await sql(
                """INSERT INTO hall_guide_draft (id, created_at, guide_id, text, revision, staff_id, edited_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $2)""",
                uuid7(),
                clock.now(),
                guide.id,
                text,
                secrets.randbelow(2**31),
                staff_id,
            )
    return await present(kind, code)


async def _have(kind: str, code: str) -> None:
    """A row for a guide that is new: number 0 until it is published."""
    if await sql("SELECT 1 FROM hall_guide WHERE kind = $1 AND code = $2", kind, code):
        return
    if kind == guides.TREE and not await sql("SELECT 1 FROM hall_service WHERE code = $1", code):
        raise NotFound("service.unknown", "没有找到这个事项，请检查编码。")
    if kind == guides.BUNDLE and not BUNDLE_ID.fullmatch(code):
        raise Invalid("guide.code", "一件事的编号应是字母 B 加 2 到 4 位数字，例如 B73。", "code")
    await sql(
        """INSERT INTO hall_guide (id, created_at, updated_at, kind, code, number, text, verified, edited, digest)
           VALUES ($1, $2, $2, $3, $4, 0, '', false, true, '') ON CONFLICT (kind, code) DO NOTHING""",
        uuid7(),
        clock.now(),
        kind,
        code,
    )


async def _drop_draft(guide: Present) -> None:
    await sql("DELETE FROM hall_guide_draft WHERE guide_id = $1", guide.id)


async def discard(kind: str, code: str) -> None:
    """Throws the draft away; a guide that was never published goes with it."""
    async with transaction():
        guide = await present(kind, code, locked=True)
        await _drop_draft(guide)
        await sql("DELETE FROM hall_guide WHERE id = $1 AND number = 0", guide.id)


async def publish(kind: str, code: str, staff_id: UUID, *, version: int, revision: int, note: str = "") -> int:
    """Publishes the draft as it was shown: `version` and `revision` are those that the operator saw. The new number.

    Raises `Conflict` when somebody published or edited in between or there is nothing to publish, `Invalid` for a text with a fault.
    """
    async with transaction():
        guide = await _unmoved(kind, code, version)
        if guide.draft is None or not guide.draft.difference:
            raise Conflict("guide.nothing_to_publish", "没有要发布的修改。")
        if guide.draft.revision != revision:
            raise Conflict("guide.draft_changed", "草稿刚刚被改过，请重新查看差异后再发布。")
        await _require_sound(guide, guide.draft.text)
        await _drop_draft(guide)
        return await _made(guide, guide.draft.text, staff_id, note)


async def roll_back(kind: str, code: str, staff_id: UUID, *, to: int, version: int, note: str = "") -> int:
    """Publishes a former text anew; `version` is the present number that the operator saw. The new number."""
    async with transaction():
        guide = await _unmoved(kind, code, version)
        former = await text_of(guide.id, to)
        if not difference(kind, code, guide.text, former):
            raise Conflict("guide.nothing_to_publish", "现在的内容和那个版本一样，不用回退。")
        await _require_sound(guide, former)
        return await _made(guide, former, staff_id, note or f"回退到第 {to} 版", to)


async def verify(kind: str, code: str, staff_id: UUID, *, version: int, verified: bool) -> None:
    """Somebody vouches for what is published, or takes that back: 示例 is no longer shown, or is again."""
    async with transaction():
        guide = await _unmoved(kind, code, version)
        await sql(
            """UPDATE hall_guide SET verified = $2, verified_at = CASE WHEN $2 THEN $3::timestamptz END,
                 verifier_id = CASE WHEN $2 THEN $4::uuid END, edited = true, updated_at = $3 WHERE id = $1""",
            guide.id,
            verified,
            clock.now(),
            staff_id,
        )
        await events.record("guide.verified" if verified else "guide.doubted", subject_id=guide.id, code=code, number=version)
        await _found_anew(kind, code)


async def withdraw(kind: str, code: str, *, version: int, withdrawn: bool) -> None:
    """Takes a guide away from people, or gives it back as it was; its versions stay. Cases that were begun with it go on."""
    async with transaction():
        guide = await _unmoved(kind, code, version)
        if not guide.version:
            raise Conflict("guide.never_published", "还没有发布过，不用撤下。可以删去草稿。")
        await sql("UPDATE hall_guide SET withdrawn = $2, edited = true, updated_at = $3 WHERE id = $1", guide.id, withdrawn, clock.now())
        await events.record("guide.withdrawn" if withdrawn else "guide.given_back", subject_id=guide.id, code=code, number=version)
        await _found_anew(kind, code)


async def _unmoved(kind: str, code: str, version: int) -> Present:
    guide = await present(kind, code, locked=True)
    if guide.version != version:
        raise Conflict("guide.moved_on", MOVED_ON)
    return guide


async def _require_sound(guide: Present, text: str) -> None:
    found = await checking.faults(guide.kind, guide.code, text)
    if found:
        more = f"（共 {len(found)} 处）" if len(found) > 1 else ""
        raise Invalid("guide.faulty", f"还不能发布：{found[0].place}{'：' if found[0].place else ''}{found[0].sentence}{more}。", "text")


async def _made(guide: Present, text: str, staff_id: UUID, note: str, restored: int | None = None) -> int:
    """The next number. What is new has been verified by nobody."""
    number = guide.version + 1
    await sql(
        """UPDATE hall_guide SET text = $2, number = $3, verified = false, verified_at = NULL, verifier_id = NULL, edited = true,
             updated_at = $4 WHERE id = $1""",
        guide.id,
        text,
        number,
        clock.now(),
    )
    await sql(
        """INSERT INTO hall_guide_version (id, created_at, guide_id, number, text, staff_id, note, restored)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        uuid7(),
        clock.now(),
        guide.id,
        number,
        text,
        staff_id,
        note,
        restored,
    )
    await events.record("guide.published", subject_id=guide.id, code=guide.code, number=number)
    await _found_anew(guide.kind, guide.code)
    return number


async def _found_anew(kind: str, code: str) -> None:
    if kind == guides.BUNDLE:
        await enqueue("hall.index_thing", "bundle", code)
