"""A department's file brought in: tried without a trace, or put on the shelf whole in one transaction, or refused row by row."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from core.queue import enqueue
from core.tables import sql, transaction
from hall import content, shelf
from hall.imports import files
from hall.imports.rows import Fault, Given, judge
from hall.items import Item
from hall.versions.keeping import CONTENT
from profile import events

SHOWN_MAX = 500
ONE_BY_ONE = 50
SOURCE = "department"
_PRESENT = f"""
    SELECT s.code, s.parent_name, s.level, s.base_code, d.code AS department_code, d.name AS department, s.source, s.attribution,
           s.confidence, s.source_theme, {CONTENT} AS content
    FROM hall_service s JOIN hall_department d ON d.id = s.department_id WHERE s.code = ANY($1) ORDER BY s.code FOR UPDATE OF s"""  # noqa: S608


@dataclass(frozen=True)
class ImportReport:
    """What a file did, or would do in a dry run. With any fault nothing was changed; at most 500 faults are listed."""

    name: str
    digest: str
    dry_run: bool
    applied: bool
    rows: int
    created: int
    updated: int
    unchanged: int
    fault_count: int
    faults: tuple[Fault, ...]


async def bring(name: str, data: bytes, staff_id: UUID, *, dry_run: bool) -> ImportReport:
    """Reads, judges and (unless it is a dry run) keeps a file. Raises `Invalid` when it can't be read as a whole."""
    name = name.replace("\\", "/").rpartition("/")[2][-120:]
    given, faults, count = await asyncio.to_thread(_judged, name, data)
    async with transaction():
        before = {row["code"]: row for row in await sql(_PRESENT, [one.code for one in given])}
        items, changed, wrong = await asyncio.to_thread(_merged, given, before)
        faults += wrong
        good = not faults
        if good and changed and not dry_run:
            report = await shelf.put(name, changed, [], staff_id, changed_only=True)
            await _tell(report.published)
    created = sum(item.code not in before for item in items)
    updated = len(changed) - created
    told = tuple(sorted(faults, key=lambda fault: fault.line)[:SHOWN_MAX])
    digest = hashlib.sha256(data).hexdigest()
    return ImportReport(
        name, digest, dry_run, good and not dry_run, count, created, updated, len(items) - created - updated, len(faults), told
    )


def _judged(name: str, data: bytes) -> tuple[list[Given], list[Fault], int]:
    rows = files.read(name, data)
    return *judge(rows), len(rows)


def _merged(given: list[Given], before: dict[str, dict[str, Any]]) -> tuple[list[Item], list[Item], list[Fault]]:
    """All items as they are to be, those of them that would change anything, and rows that don't agree with what stands there."""
    items: list[Item] = []
    changed: list[Item] = []
    faults: list[Fault] = []
    for one in given:
        row = before.get(one.code)
        if row and row["department_code"] != one.office.code:
            faults.append(Fault(one.line, "编码", one.code, f"这个编码已属于「{row['department']}」，不能由其他部门改写"))
            continue
        present = orjson.loads(row["content"]) if row else {key: field.empty for key, field in content.FIELDS.items()}
        whole = {**present, **one.fields, "department_code": one.office.code}
        wrong = content.discord(whole, one.fields)
        faults += [Fault(one.line, content.FIELDS[key].label, one.code, reason) for key, reason in wrong.items()]
        if not wrong:
            items.append(_item(one, whole, row))
            if row is None or whole != present or any(one.identity[key] not in {"", row[key]} for key in one.identity):
                changed.append(items[-1])
    return items, changed, faults


def _item(one: Given, whole: dict[str, Any], row: dict[str, Any] | None) -> Item:
    said = {key: value for key, value in one.identity.items() if value}
    kept = (
        {key: row[key] for key in ("parent_name", "level", "base_code", "source", "attribution", "confidence", "source_theme")}
        if row
        else {}
    )
    fresh = {
        "parent_name": "",
        "level": "",
        "base_code": "",
        "source": SOURCE,
        "attribution": f"{one.office.name}导入"[:120],
        "confidence": "published",
        "source_theme": "",
    }
    kept = {key: row[key] for key in fresh} if row else fresh
    return Item(code=one.code, department_name=one.office.name, **{**kept, **said, **whole})


async def _tell(published: tuple[UUID, ...]) -> None:
    """Everyone who follows the catalogue hears of it: one by one for a few, by the sweep for many."""
    await events.record_all("service.published", [(None, one, {}) for one in published])
    if len(published) <= ONE_BY_ONE:
        for service_id in published:
            await enqueue("hall.index_service", str(service_id))
    else:
        await enqueue("hall.index_sweep")
