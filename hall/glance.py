"""A person's cases as part of one statement, and the names of services kept in the process until the catalogue changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.tables import sql
from hall.rows import CaseRow, row_of

_COLUMNS = (
    *("id", "number", "code", "name", "department", "kind", "state", "created_at", "submitted_at", "due_on"),
    *("correct_by", "decided_at", "certificate_id", "new_certificate_id", "rated"),
)
# In a statement whose FROM is `profile_citizen p`: the cases as an array, the newest first, and which catalogue this is.
PIECE = """ARRAY(SELECT ROW(c.id, c.number, s.code, coalesce(v.content->>'name', s.name), d.name, c.kind, c.state, c.created_at,
    c.submitted_at, c.due_on, c.correct_by, c.decided_at, c.certificate_id, c.new_certificate_id,
    EXISTS (SELECT 1 FROM hall_rating r WHERE r.case_id = c.id))
  FROM hall_case c JOIN hall_service s ON s.id = c.service_id JOIN hall_department d ON d.id = s.department_id
    LEFT JOIN hall_service_version v ON v.service_id = s.id AND v.number = c.service_version AND v.number <> s.version
  WHERE c.citizen_id = p.id AND NOT (c.state = 'withdrawn' AND c.submitted_at IS NULL) ORDER BY c.id DESC LIMIT 200)"""
CATALOGUE = "(SELECT revision FROM hall_catalogue)"
_NAMES = """
SELECT (SELECT revision FROM hall_catalogue) AS revision, s.code, s.name, s.status, d.name AS department
FROM hall_service s JOIN hall_department d ON d.id = s.department_id ORDER BY s.code
"""
_held: Catalogue | None = None


@dataclass(frozen=True)
class Catalogue:
    """What every service that can be had is called, by code. `digest` is another for other names, of departments too."""

    revision: int
    digest: str
    names: Mapping[str, str]


def read(told: Iterable[Sequence[Any]]) -> tuple[CaseRow, ...]:
    """From the value of `PIECE`."""
    return tuple(row_of(dict(zip(_COLUMNS, one, strict=True))) for one in told)


async def catalogue(revision: int) -> Catalogue:
    """The names of now: read once, then remembered until the catalogue is another. What comes back may be newer than was asked for."""
    global _held
    if _held is None or _held.revision != revision:
        _held = _catalogue(await sql(_NAMES), revision)
    return _held


def _catalogue(rows: Sequence[dict[str, Any]], asked: int) -> Catalogue:
    digest = hashlib.blake2b(repr([tuple(row.values())[1:] for row in rows]).encode(), digest_size=8).hexdigest()
    names = {row["code"]: row["name"] for row in rows if row["status"] != "取消"}
    return Catalogue(rows[0]["revision"] if rows else asked, digest, names)
