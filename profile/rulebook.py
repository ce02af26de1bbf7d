"""The rules of certificate types as they are kept in Postgres: put in force in this process, read, and listed for operators."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from core import fresh
from core.calendar import workdays
from core.errors import NotFound
from core.tables import sql
from profile import rules, staff
from profile.rules import content as contents
from profile.rules import trials
from profile.rules.content import Content
from profile.rules.trials import Trial
from profile.rules.types import CertificateType

BASICS = ("code", "name", "holder", "department", "tag")
_PRESENT = """
SELECT r.id, r.code, r.name, r.holder, r.department, r.tag, r.number, r.content, d.content AS draft, d.revision, d.author_ids, d.edited_at
FROM profile_rule r LEFT JOIN profile_rule_draft d ON d.rule_id = r.id WHERE r.code = $1
"""
_stamp = ""


@dataclass(frozen=True)
class Draft:
    """What is changed and not published yet; name `revision` when publishing it, `digest` names its content."""

    content: Content
    revision: int
    author_ids: tuple[UUID, ...]
    edited_at: datetime

    @property
    def digest(self) -> str:
        return digest(self.content)


@dataclass(frozen=True)
class Present:
    """A type's rule under operators' hands."""

    id: UUID
    basics: Mapping[str, str]
    number: int
    content: Content
    draft: Draft | None

    @property
    def code(self) -> str:
        return self.basics["code"]

    @property
    def kind(self) -> CertificateType:
        return contents.kind(self.basics, self.content)

    @property
    def drafted(self) -> CertificateType:
        """The type as the draft would have it; without a draft as it is."""
        return contents.kind(self.basics, self.draft.content if self.draft else self.content)


def digest(content: Content) -> str:
    """Names exactly this content."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


@fresh.kept
async def refresh() -> None:
    """Puts the published rules in force in this process, if they changed. An empty table leaves those that ship with the house."""
    global _stamp
    row = (await sql("SELECT count(*) AS n, sum(number) AS sum, max(updated_at) AS last FROM profile_rule"))[0]
    stamp = f"{row['n']} {row['sum']} {row['last']}"
    if stamp == _stamp:
        return
    rows = await sql("SELECT code, name, holder, department, tag, content FROM profile_rule ORDER BY code")
    rules.adopt([contents.kind(row, orjson.loads(row["content"])) for row in rows] if rows else None)
    _stamp = stamp


async def present(code: str, *, locked: bool = False) -> Present:
    """The rule with its draft; `locked` holds its row until the transaction ends. Raises `NotFound`."""
    if locked:  # a statement of its own: what is read after the wait must not be older than the wait
        await sql("SELECT id FROM profile_rule WHERE code = $1 FOR UPDATE", code)
    rows = await sql(_PRESENT, code)
    if not rows:
        raise NotFound("rule.unknown", "没有这个证照类型，请检查代码。")
    row = rows[0]
    draft = Draft(orjson.loads(row["draft"]), row["revision"], tuple(row["author_ids"]), row["edited_at"]) if row["draft"] else None
    return Present(row["id"], {name: row[name] for name in BASICS}, row["number"], orjson.loads(row["content"]), draft)


async def every() -> list[Present]:
    """All rules, by code, without their drafts' contents being looked into."""
    rows = await sql(_PRESENT.replace("WHERE r.code = $1", "ORDER BY r.code"))
    return [
        Present(
            row["id"],
            {name: row[name] for name in BASICS},
            row["number"],
            orjson.loads(row["content"]),
            Draft(orjson.loads(row["draft"]), row["revision"], tuple(row["author_ids"]), row["edited_at"]) if row["draft"] else None,
        )
        for row in rows
    ]


def tried(kind: CertificateType, content: Content) -> tuple[Trial, ...]:
    """A content's own cases, run on the calendar in force."""
    return trials.run(kind, content.get("cases", []), workdays())


async def versions(rule_id: UUID) -> list[dict[str, Any]]:
    """`[{number, at, publisher, authors, note, restored}]`, the newest first."""
    rows = await sql(
        """SELECT number, created_at AS at, publisher_id, author_ids, note, restored FROM profile_rule_version
           WHERE rule_id = $1 ORDER BY number DESC LIMIT 200""",
        rule_id,
    )
    people = {one for row in rows for one in (*row["author_ids"], row["publisher_id"]) if one}
    names = await staff.names(list(people))
    return [
        {**row, "publisher": names.get(row["publisher_id"], ""), "authors": [names.get(one, "") for one in row["author_ids"]]}
        for row in rows
    ]


async def content_of(rule_id: UUID, number: int) -> Content:
    """What was in force under a number. Raises `NotFound`."""
    rows = await sql("SELECT content FROM profile_rule_version WHERE rule_id = $1 AND number = $2", rule_id, number)
    if not rows:
        raise NotFound("rule.version_unknown", "没有这个版本，请刷新后再选。")
    found: Content = orjson.loads(rows[0]["content"])
    return found
