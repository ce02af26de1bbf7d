"""Scenes as operators published them, kept in Postgres over those that ship: put in force here, read with drafts and versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from core import fresh
from core.errors import NotFound
from core.log import get
from core.tables import sql
from profile import staff
from recommend import scenes
from recommend.personas import Persona, personas

Content = dict[str, Any]
ROW = (
    "name",
    "audience",
    "stage",
    "condition",
    "services",
    "explanation",
    "priority",
    "valid_from",
    "valid_until",
    "regions",
    "status",
    "note",
)
_NEWEST = "SELECT DISTINCT ON (code) code, number, content FROM recommend_scene_version {where} ORDER BY code, number DESC"
_stamp = ""


@dataclass(frozen=True)
class Draft:
    """What is changed and not published yet; name `revision` when publishing it."""

    content: Content
    revision: int
    author_ids: tuple[UUID, ...]
    edited_at: datetime


@dataclass(frozen=True)
class Present:
    """A scene under operators' hands: `number` 0 is the scene as it ships."""

    code: str
    number: int
    content: Content
    draft: Draft | None


@fresh.kept
async def refresh() -> None:
    """Puts what was published in force in this process, if it changed."""
    global _stamp
    row = (await sql("SELECT count(*) AS n, max(created_at) AS last FROM recommend_scene_version"))[0]
    stamp = f"{row['n']} {row['last']}"
    if stamp != _stamp:
        rows = await sql(_NEWEST.format(where=""))
        scenes.adopt({one["code"]: row_of(one["code"], _whole(one["code"], one["content"])) for one in rows})
        _stamp = stamp
        for code, why in scenes.left_out().items():
            get("scenes").warning("published scene can't be read and is left out", scene=code, reason=why)


@dataclass(frozen=True)
class Listed:
    """A scene in a list; `fault` says why a published one can't be read any more and is left out."""

    code: str
    name: str
    audience: str
    stage: str
    status: str
    priority: int
    note: str
    fault: str = ""


def listed() -> list[Listed]:
    """Every scene, those left out too."""
    found = [Listed(one.id, one.name, one.audience, one.stage, one.status, one.priority, one.note) for one in scenes.scenes()]
    for code, why in scenes.left_out().items():
        row = scenes.shipped().get(code)
        if row:
            found.append(Listed(code, row["name"], row["audience"], row["stage"], row["status"], int(row["priority"]), row["note"], why))
    return sorted(found, key=lambda one: one.code)


def _whole(code: str, kept: str) -> Content:
    """A content as it was kept, with what scenes have come to say since as it ships; what they no longer say is dropped."""
    now, then = scenes.shipped().get(code), orjson.loads(kept)
    return {name: then[name] if name in then else (now or {}).get(name, "") for name in (*ROW, "personas")}


def row_of(code: str, content: Mapping[str, Any]) -> dict[str, str]:
    """A content as a row of the table of scenes."""
    return {"scene_id": code, **{name: str(content[name]) for name in ROW}}


def cast_of(code: str, content: Mapping[str, Any]) -> tuple[Persona, ...]:
    return tuple(Persona(code, one["expect"], one["facts"]) for one in content["personas"])


def shipped(code: str) -> Content:
    """The scene as it ships, with its personas. Raises `NotFound`."""
    row = scenes.shipped().get(code)
    if row is None:
        raise NotFound("scene.unknown", "没有这个场景，请检查编号。")
    told = [{"expect": one.expect, "facts": one.facts} for one in personas().get(code, ())]
    return {**{name: row[name] for name in ROW}, "personas": told}


async def present(code: str, *, locked: bool = False) -> Present:
    """One scene with its draft; `locked` holds it until the transaction ends. Raises `NotFound`."""
    as_shipped = shipped(code)
    if locked:
        await sql("SELECT pg_advisory_xact_lock(hashtext($1))", f"scene:{code}")
    newest = await sql(_NEWEST.format(where="WHERE code = $1"), code)
    drafts = await sql("SELECT content, revision, author_ids, edited_at FROM recommend_scene_draft WHERE code = $1", code)
    draft = next((Draft(_whole(code, r["content"]), r["revision"], tuple(r["author_ids"]), r["edited_at"]) for r in drafts), None)
    if not newest:
        return Present(code, 0, as_shipped, draft)
    return Present(code, newest[0]["number"], _whole(code, newest[0]["content"]), draft)


async def numbers() -> tuple[dict[str, int], set[str]]:
    """The number of each scene that was ever published, and those with a draft."""
    rows = await sql("SELECT code, max(number) AS number FROM recommend_scene_version GROUP BY code")
    drafts = await sql("SELECT code FROM recommend_scene_draft")
    return {row["code"]: row["number"] for row in rows}, {row["code"] for row in drafts}


async def content_of(code: str, number: int) -> Content:
    """What it said under a number, 0 as it ships. Raises `NotFound`."""
    if number == 0:
        return shipped(code)
    rows = await sql("SELECT content FROM recommend_scene_version WHERE code = $1 AND number = $2", code, number)
    if not rows:
        raise NotFound("scene.version_unknown", "没有这个版本，请刷新后再选。")
    return _whole(code, rows[0]["content"])


async def versions(code: str) -> list[dict[str, Any]]:
    """`[{number, at, publisher, authors, note, restored}]`, the newest first."""
    rows = await sql(
        """SELECT number, created_at AS at, publisher_id, author_ids, note, restored FROM recommend_scene_version
           WHERE code = $1 ORDER BY number DESC LIMIT 200""",
        code,
    )
    names = await staff.names(list({one for row in rows for one in (*row["author_ids"], row["publisher_id"])}))
    return [
        {**row, "publisher": names.get(row["publisher_id"], ""), "authors": [names.get(one, "") for one in row["author_ids"]]}
        for row in rows
    ]
