"""What bundles need to know of their services, as the catalogue says it now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from typing import Any

import orjson

from core.tables import sql
from hall import powers, variants, vocabulary
from hall.bundles.shape import Item

_MEMBERS = """
    SELECT s.code, s.name, d.name AS department, s.promise_days, s.promise_unit, s.visits, s.fee, s.materials, s.result,
           s.item_type, s.status
    FROM hall_service s JOIN hall_department d ON d.id = s.department_id WHERE s.code = ANY($1)"""


async def published(codes: Collection[str], region: str = "") -> dict[str, Item]:
    """The services that there are, by code, with the fee of a region where one is named. Raises `Invalid` for an unknown region."""
    rows = await sql(_MEMBERS, list(codes))
    items = {row["code"]: _item(row) for row in rows}
    fees = await variants.fees(codes, region) if region else {}
    return {code: replace(item, fee=fees[code]) if code in fees else item for code, item in items.items()}


async def stamp() -> str:
    """Cheap, and changes when any service did."""
    rows = await sql("SELECT max(updated_at) AS last FROM hall_service")
    return str(rows[0]["last"])


def _item(row: dict[str, Any]) -> Item:
    listed = orjson.loads(row["materials"])
    return Item(
        row["code"],
        row["name"],
        row["department"],
        workdays(row["promise_days"] or 0, row["promise_unit"]),
        row["visits"] or 0,
        row["fee"],
        tuple(dict.fromkeys(one["name"] for one in listed)),
        frozenset(one["name"] for one in listed if one["prefillable"]),
        parts(row["result"]),
        sections().get(row["code"], ()),
        powers.why_not(row["name"], row["item_type"], row["status"]),
    )


def workdays(days: int, unit: str) -> int:
    """Limits in calendar days (自然日) beside those in working days: five out of seven, rounded up."""
    return days if unit == "工作日" else -(-days * 5 // 7)


@lru_cache(maxsize=1)
def sections() -> dict[str, tuple[str, ...]]:
    """The form sections of our own services, by code."""
    return {row["item"]: parts(row["sections"]) for row in vocabulary.table("item_sections.csv")}


def parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
