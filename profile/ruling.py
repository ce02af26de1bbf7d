"""Rules edited as drafts, published by a second person, taken back: the database decides between two who are at it at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

import orjson

from core import clock
from core.errors import Conflict, Forbidden, Invalid
from core.tables import sql, transaction, uuid7
from profile import events, recomputing, rulebook
from profile.armed import CatchUp
from profile.rulebook import Present, present
from profile.rules import content as contents
from profile.rules.content import Content, Wrong
from profile.rules.types import CertificateType

EDITABLE = frozenset(contents.LABELS)
_KEEP = """
INSERT INTO profile_rule_draft (id, created_at, rule_id, content, revision, author_ids, edited_at)
VALUES ($1, $2, $3, $4, $5, ARRAY[$6::uuid], $2)
ON CONFLICT (rule_id) DO UPDATE SET content = excluded.content, revision = excluded.revision, edited_at = excluded.edited_at,
  author_ids = CASE WHEN $6 = ANY(profile_rule_draft.author_ids) THEN profile_rule_draft.author_ids
                    ELSE profile_rule_draft.author_ids || $6::uuid END
"""


async def edit(code: str, changes: Content, staff_id: UUID) -> Present:
    """Adds changes to the draft; whoever approved it before approved something else. Raises `Invalid` naming the field that won't do."""
    async with transaction():
        rule = await present(code, locked=True)
        whole, _ = _changed(rule, changes)
        if whole == rule.content:
            await sql("DELETE FROM profile_rule_draft WHERE rule_id = $1", rule.id)
        else:
            text = orjson.dumps(whole).decode()
            await sql(_KEEP, uuid7(), clock.now(), rule.id, text, secrets.randbelow(2**31), staff_id)
    return await present(code)


async def preview(code: str, changes: Content) -> tuple[Content, CertificateType]:
    """What the draft would be with these changes; nothing is kept. Raises `Invalid` as `edit` does."""
    return _changed(await present(code), changes)


def _changed(rule: Present, changes: Content) -> tuple[Content, CertificateType]:
    whole = {**rule.content, **(rule.draft.content if rule.draft else {}), **{key: changes[key] for key in EDITABLE & set(changes)}}
    try:
        return whole, contents.kind(rule.basics, whole)
    except Wrong as wrong:
        raise Invalid("rule.invalid", str(wrong), wrong.field) from wrong


async def discard(code: str) -> Present:
    """Throws the draft away; none is no error."""
    async with transaction():
        rule = await present(code, locked=True)
        await sql("DELETE FROM profile_rule_draft WHERE rule_id = $1", rule.id)
    return await present(code)


async def publish(code: str, staff_id: UUID, *, revision: int, catch_up: CatchUp, note: str) -> int:
    """Puts the draft in force as it was shown; the new number. Stored dates are then worked out anew in the background.

    Raises `Forbidden` for somebody who wrote at it, `Conflict` when it was edited or published meanwhile or a case of it fails.
    """
    async with transaction():
        rule = await present(code, locked=True)
        draft = rule.draft
        if draft is None or draft.revision != revision:
            raise Conflict("rule.draft_changed", "草稿刚刚被改过或已经发布，请重新查看后再发布。")
        if staff_id in draft.author_ids:
            raise Forbidden("rule.own_draft", "不能发布自己改的规则，请让另一位同事核对后发布。")
        failed = [trial.name for trial in rulebook.tried(rule.drafted, draft.content) if not trial.passed]
        if failed:
            raise Conflict("rule.cases_fail", f"还有 {len(failed)} 条用例不通过（{failed[0]}），请先改好规则或用例。")
        await sql("DELETE FROM profile_rule_draft WHERE rule_id = $1", rule.id)
        return await _put(rule, draft.content, By(draft.author_ids, staff_id, note), catch_up)


async def roll_back(code: str, staff_id: UUID, *, to: int, number: int, note: str = "") -> int:
    """Puts a former version in force again, which two people had looked at; `number` is the present one that the operator saw."""
    async with transaction():
        rule = await present(code, locked=True)
        if rule.number != number:
            raise Conflict("rule.moved_on", "刚刚有人发布了新版本，请重新查看后再操作。")
        former = await rulebook.content_of(rule.id, to)
        if former == rule.content:
            raise Conflict("rule.same", "现在的规则和那个版本一样，不用回退。")
        return await _put(rule, former, By((), staff_id, note or f"回退到第 {to} 版", to), "none")


@dataclass(frozen=True)
class By:
    """Who wrote and who publishes, with a note; `restored` is the number whose content is taken up again."""

    authors: tuple[UUID, ...]
    publisher: UUID
    note: str
    restored: int | None = None


async def _put(rule: Present, content: Content, by: By, catch_up: CatchUp) -> int:
    number, text = rule.number + 1, orjson.dumps(content).decode()
    now = clock.now()
    await sql("UPDATE profile_rule SET content = $2, number = $3, edited = true, updated_at = $4 WHERE id = $1", rule.id, text, number, now)
    await sql(
        """INSERT INTO profile_rule_version (id, created_at, rule_id, number, content, author_ids, publisher_id, note, restored)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        uuid7(), now, rule.id, number, text, list(by.authors), by.publisher, by.note, by.restored,
    )  # fmt: skip
    await recomputing.begin("rule", f"{rule.code} 第 {number} 版", [rule.code], catch_up)
    await events.record("rule.published", subject_id=rule.id, code=rule.code, number=number)
    return number
