"""Items put on the catalogue's shelf: one set-based statement a batch, safe to repeat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice

import orjson

from core import clock
from core.tables import sql, transaction, uuid7
from hall.items import Issue, Item

BATCH = 1000
COLUMNS = {
    "code": "text",
    "name": "text",
    "parent_name": "text",
    "source": "text",
    "attribution": "text",
    "confidence": "text",
    "item_type": "text",
    "level": "text",
    "base_code": "text",
    "theme": "text",
    "source_theme": "text",
    "for_citizens": "boolean",
    "for_enterprises": "boolean",
    "handling": "text",
    "promise_days": "smallint",
    "legal_days": "smallint",
    "visits": "smallint",
    "fee": "text",
    "courier": "boolean",
    "result": "text",
    "materials": "jsonb",
    "digest": "text",
}
_NAMES = ", ".join(COLUMNS)
_RECORD = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
_CHANGES = ", ".join(f"{name} = excluded.{name}" for name in (*COLUMNS, "department_id", "updated_at") if name != "code")
_GIVEN = ", ".join(f"given.{name}" for name in COLUMNS)
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
    ON CONFLICT (code) DO UPDATE SET {_CHANGES} WHERE hall_service.digest <> excluded.digest
    RETURNING (xmax = 0) AS created"""  # noqa: S608


@dataclass(frozen=True)
class Report:
    """What an import did; `issues` name the line of the file and the reason."""

    name: str
    created: int
    updated: int
    unchanged: int
    issues: tuple[Issue, ...]

    @property
    def skipped(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.issues if issue.kind == "skipped")


async def put(name: str, items: list[Item], issues: list[Issue]) -> Report:
    """Writes the items of one file in one transaction."""
    at = clock.now()
    created = updated = 0
    async with transaction():
        offices = {item.department_code: item.department_name for item in items}
        await sql(_DEPARTMENTS, _json({"id": uuid7(), "code": code, "name": text} for code, text in offices.items()), at)
        for batch in _batches(items):
            rows = await sql(_SERVICES, _json({**asdict(item), "id": uuid7(), "digest": item.digest()} for item in batch), at)
            made = sum(bool(row["created"]) for row in rows)
            created, updated = created + made, updated + len(rows) - made
    return Report(name, created, updated, len(items) - created - updated, tuple(issues))


def _batches(items: list[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _json(rows: Iterable[dict[str, object]]) -> str:
    return orjson.dumps(list(rows)).decode()
