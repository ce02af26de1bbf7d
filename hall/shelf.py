"""Items put on the catalogue's shelf: one set-based statement a batch, safe to repeat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

import orjson

from core import clock
from core.tables import sql, transaction, uuid7
from hall.items import Issue, Item
from hall.versions import keeping

BATCH = 1000
NOTE_MAX = 200
COLUMNS = keeping.COLUMNS | {
    "code": "text",
    "parent_name": "text",
    "source": "text",
    "attribution": "text",
    "confidence": "text",
    "level": "text",
    "base_code": "text",
    "source_theme": "text",
    "digest": "text",
}
_NAMES = ", ".join(COLUMNS)
_RECORD = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
_CHANGES = ", ".join(f"{name} = excluded.{name}" for name in (*COLUMNS, "department_id", "updated_at") if name != "code")
_GIVEN = ", ".join(f"given.{name}" for name in COLUMNS)
# A newer file of the house's own never goes over what somebody has published: they have looked at it, the file has not.
_UNLESS_SAME = """WHERE hall_service.digest <> excluded.digest AND NOT EXISTS (
      SELECT 1 FROM hall_service_version v
      WHERE v.service_id = hall_service.id AND v.number = hall_service.version AND v.staff_id IS NOT NULL)"""
_DEPARTMENTS = """
    INSERT INTO hall_department (id, created_at, code, name)
    SELECT id, $2, code, name FROM jsonb_to_recordset($1::jsonb) AS given(id uuid, code text, name text)
    ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE hall_department.name <> excluded.name"""
# Every name spliced in comes from COLUMNS above; the values travel as one JSON parameter.
_SERVICES = f"""
    INSERT INTO hall_service (id, created_at, updated_at, department_id, {_NAMES})
    SELECT given.id, $2, $2, department.id, {_GIVEN}
    FROM jsonb_to_recordset($1::jsonb) AS given(id uuid, department_code text, {_RECORD})
    JOIN hall_department AS department ON department.code = given.department_code
    ON CONFLICT (code) DO UPDATE SET {_CHANGES} {_UNLESS_SAME}
    RETURNING id, (xmax = 0) AS created"""  # noqa: S608


@dataclass(frozen=True)
class Report:
    """What an import did; `issues` name the line of the file and the reason, `published` the services that got a new version."""

    name: str
    created: int
    updated: int
    unchanged: int
    issues: tuple[Issue, ...]
    published: tuple[UUID, ...] = ()

    @property
    def skipped(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.issues if issue.kind != "noted")


async def put(name: str, items: list[Item], issues: list[Issue], staff_id: UUID | None = None, *, changed_only: bool = False) -> Report:
    """Writes the items of one file in one transaction; what changed becomes a new version. Always in the order of codes: no deadlocks.

    A row that the last import brought in the same words is left alone, and so is a service whose present version somebody has
    published; `changed_only` says that the caller has compared already and every item is to be written.
    """
    statement = _SERVICES.replace(_UNLESS_SAME, "") if changed_only else _SERVICES
    at, note = clock.now(), f"导入 {name}"[:NOTE_MAX]
    created = updated = 0
    published: list[UUID] = []
    async with transaction():
        offices = {item.department_code: item.department_name for item in sorted(items, key=lambda item: item.department_code)}
        await sql(_DEPARTMENTS, _json({"id": uuid7(), "code": code, "name": text} for code, text in offices.items()), at)
        for batch in _batches(sorted(items, key=lambda item: item.code)):
            rows = await sql(statement, _json({**vars(item), "id": uuid7(), "digest": item.digest()} for item in batch), at)
            made = sum(bool(row["created"]) for row in rows)
            created, updated = created + made, updated + len(rows) - made
            published += await keeping.keep([row["id"] for row in rows], staff_id, note)
    return Report(name, created, updated, len(items) - created - updated, tuple(issues), tuple(published))


async def end(codes: list[str], note: str) -> int:
    """Takes services off that should not have been on the shelf; their story and their cases stay. How many there were."""
    async with transaction():
        rows = await sql(
            "UPDATE hall_service SET status = '取消', updated_at = $2 WHERE code = ANY($1) AND status <> '取消' RETURNING id",
            codes,
            clock.now(),
        )
        await keeping.keep([row["id"] for row in rows], note=note)
    return len(rows)


def _batches(items: list[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _json(rows: Iterable[dict[str, object]]) -> str:
    return orjson.dumps(list(rows)).decode()
