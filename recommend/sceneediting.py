"""Scenes edited as drafts, tried on their personas, published by a second person, taken back; who would see one on a day to come."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import orjson

from core import clock
from core.errors import Conflict, Forbidden, Invalid
from core.tables import sql, transaction, uuid7
from hall import catalog
from hall.content import Change
from profile import audiences
from profile.conditions import ConditionError, parse, problems
from profile.ruling import By
from recommend import personas, scenebook, scenes, vocabulary
from recommend.scenebook import Content, Present, cast_of, present, row_of
from recommend.scenediffering import difference
from recommend.scenes import Scene

_KEEP = """
INSERT INTO recommend_scene_draft AS d (id, created_at, code, content, revision, author_ids, edited_at)
VALUES ($1, $2, $3, $4, $5, ARRAY[$6::uuid], $2)
ON CONFLICT (code) DO UPDATE SET content = excluded.content, revision = excluded.revision, edited_at = excluded.edited_at,
  author_ids = CASE WHEN $6 = ANY(d.author_ids) THEN d.author_ids ELSE d.author_ids || $6::uuid END
"""
_PUT = """
INSERT INTO recommend_scene_version (id, created_at, code, number, content, author_ids, publisher_id, note, restored)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a content, in which field, and in the condition at which character (from 1)."""

    field: str
    sentence: str
    column: int | None = None


async def faults(code: str, content: Content) -> list[Fault]:
    """Everything that keeps a content from being published; nothing is kept."""
    try:
        condition = parse(content["condition"], vocabulary.terms())
    except ConditionError as error:
        return [Fault("condition", error.sentence, error.column)]
    if content["status"] != "waiting" and (wrong := problems(condition, vocabulary.kind_of)):
        return [Fault("condition", one.sentence, one.column) for one in wrong]
    try:
        (scene,) = scenes.read([row_of(code, content)])
    except ValueError as error:
        return [Fault("content", f"内容不能用：{error}")]
    known = await catalog.by_codes(sorted(scene.services))
    found = [Fault("services", f"事项目录里没有 {one}。") for one in scene.services if one not in known]
    if scene.status == "live":
        found += _of_personas(code, scene, content)
    return found


def _of_personas(code: str, scene: Scene, content: Content) -> list[Fault]:
    try:
        return [Fault("personas", sentence) for sentence in personas.faults(scene, cast_of(code, content))]
    except ValueError as error:
        return [Fault("personas", str(error))]


@dataclass(frozen=True)
class Tried:
    """One persona: what it should be, and what it is."""

    expect: str
    facts: str
    found: str
    passed: bool


async def trials(code: str, content: Content) -> list[Tried]:
    """Each persona as this content judges it; none where it can't be read."""
    if await _unreadable(code, content):
        return []
    (scene,) = scenes.read([row_of(code, content)])
    try:
        found = personas.tried(scene, cast_of(code, content))
    except ValueError:
        return []
    return [Tried(one.persona.expect, one.persona.facts, one.found, one.passed) for one in found]


async def changes(before: Content, after: Content) -> tuple[Change, ...]:
    """What a draft changes, in words."""
    codes = {code for one in (before, after) for code in one["services"].split(";")}
    known = await catalog.by_codes(sorted(codes))
    return difference(before, after, {code: row.name for code, row in known.items()})


async def coverage(code: str, content: Content, day: date) -> int | None:
    """How many people, or enterprises, it would fit on a day; None for what can't be read."""
    if await _unreadable(code, content):
        return None
    (scene,) = scenes.read([row_of(code, content)])
    if not scenes.in_force(scene, day):
        return 0
    return await audiences.count(scene.condition, vocabulary.dictionary(), day, holder=scene.audience, regions=scene.regions)


async def _unreadable(code: str, content: Content) -> bool:
    return any(fault.field in ("condition", "content") for fault in await faults(code, content))


async def edit(code: str, content: Content, staff_id: UUID) -> Present:
    """Keeps a draft, right or not; whoever looked at it before looked at something else."""
    async with transaction():
        scene = await present(code, locked=True)
        if content == scene.content:
            await sql("DELETE FROM recommend_scene_draft WHERE code = $1", code)
        else:
            text = orjson.dumps(content).decode()
            await sql(_KEEP, uuid7(), clock.now(), code, text, secrets.randbelow(2**31), staff_id)
    return await present(code)


async def discard(code: str) -> None:
    """Throws the draft away; none is no error."""
    scenebook.shipped(code)
    await sql("DELETE FROM recommend_scene_draft WHERE code = $1", code)


async def publish(code: str, staff_id: UUID, *, revision: int, note: str) -> int:
    """Puts the draft in force as it was shown; the new number. Every process takes it over within seconds.

    Raises `Forbidden` for somebody who wrote at it, `Conflict` when it was edited meanwhile, `Invalid` when a persona is judged wrongly.
    """
    async with transaction():
        scene = await present(code, locked=True)
        draft = scene.draft
        if draft is None or draft.revision != revision:
            raise Conflict("scene.draft_changed", "草稿刚刚被改过或已经发布，请重新查看后再发布。")
        if staff_id in draft.author_ids:
            raise Forbidden("scene.own_draft", "不能发布自己改的场景，请让另一位同事核对后发布。")
        if wrong := await faults(code, draft.content):
            raise Invalid("scene.faults", wrong[0].sentence, wrong[0].field)
        await sql("DELETE FROM recommend_scene_draft WHERE code = $1", code)
        number = await _put(scene, draft.content, By(draft.author_ids, staff_id, note))
    await scenebook.refresh()
    return number


async def roll_back(code: str, staff_id: UUID, *, to: int, number: int, note: str = "") -> int:
    """Puts a former version (0: as it ships) in force again, which two people had looked at; `number` is the present one that was seen."""
    async with transaction():
        scene = await present(code, locked=True)
        if scene.number != number:
            raise Conflict("scene.moved_on", "刚刚有人发布了新版本，请重新查看后再操作。")
        former = await scenebook.content_of(code, to)
        if former == scene.content:
            raise Conflict("scene.same", "现在的场景和那个版本一样，不用回退。")
        fresh = await _put(scene, former, By((), staff_id, note or f"回退到第 {to} 版", to))
    await scenebook.refresh()
    return fresh


async def _put(scene: Present, content: Content, by: By) -> int:
    number, text = scene.number + 1, orjson.dumps(content).decode()
    await sql(_PUT, uuid7(), clock.now(), scene.code, number, text, list(by.authors), by.publisher, by.note, by.restored)
    return number
