"""Versions kept: what a service says now becomes the next version wherever it differs from the last. Set-based: one or thousands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from core import clock
from core.tables import sql

# The columns that make up a version, with their types in SQL; the department is kept by its code.
COLUMNS = {
    "name": "text",
    "plain_name": "text",
    "item_type": "text",
    "theme": "text",
    "for_citizens": "boolean",
    "for_enterprises": "boolean",
    "handling": "text",
    "legal_days": "smallint",
    "legal_unit": "text",
    "promise_days": "smallint",
    "promise_unit": "text",
    "visits": "smallint",
    "fee": "text",
    "fee_basis": "text",
    "conditions": "text",
    "legal_basis": "text",
    "steps": "text",
    "address": "text",
    "hours": "text",
    "phone": "text",
    "supervise_phone": "text",
    "online_depth": "text",
    "courier": "boolean",
    "result": "text",
    "result_type": "text",
    "materials": "jsonb",
    "status": "text",
    "verified": "boolean",
}
# Every name spliced into these statements comes from COLUMNS.
_PAIRS = ", ".join(f"'{name}', s.{name}" for name in COLUMNS)
CONTENT = f"jsonb_build_object('department_code', d.code, {_PAIRS})"
_RECORD = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
_KEEP = f"""
    WITH changed AS (
        SELECT s.id, s.version + 1 AS number, {CONTENT} AS content
        FROM hall_service s JOIN hall_department d ON d.id = s.department_id
        LEFT JOIN hall_service_version v ON v.service_id = s.id AND v.number = s.version
        WHERE s.id = ANY($1) AND v.content IS DISTINCT FROM {CONTENT}
    ), kept AS (
        INSERT INTO hall_service_version (id, created_at, service_id, number, content, staff_id, note, restored)
        SELECT uuidv7(), $2, id, number, content, $3, $4, $5 FROM changed
    )
    UPDATE hall_service s SET version = changed.number FROM changed WHERE s.id = changed.id RETURNING s.id, s.version"""  # noqa: S608
_PUT = f"""
    UPDATE hall_service s SET {", ".join(f"{name} = given.{name}" for name in COLUMNS)}, department_id = d.id, updated_at = $3
    FROM jsonb_to_record($2::jsonb) AS given(department_code text, {_RECORD}) JOIN hall_department d ON d.code = given.department_code
    WHERE s.id = $1 RETURNING s.id"""  # noqa: S608


async def keep(service_ids: Sequence[UUID], staff_id: UUID | None = None, note: str = "", restored: int | None = None) -> dict[UUID, int]:
    """Gives each of these services whose content differs from its last version the next number; the new numbers by service."""
    rows = await sql(_KEEP, list(service_ids), clock.now(), staff_id, note, restored)
    return {row["id"]: int(row["version"]) for row in rows}


async def put(service_id: UUID, content: Mapping[str, Any]) -> bool:
    """Makes the catalogue say this. False when the department is not known."""
    return bool(await sql(_PUT, service_id, orjson.dumps(dict(content)).decode(), clock.now()))
