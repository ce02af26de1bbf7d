"""What regions have otherwise than the service itself (区划差异): fee, counter, phone. The nearest region's word counts, for each part."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import clock, regions
from core.errors import Invalid, NotFound
from core.queue import enqueue
from core.tables import sql, transaction, uuid7
from hall.content import FIELDS

PARTS = ("fee", "address", "hours", "phone")
LISTED_MAX = 2000


@dataclass(frozen=True)
class Variant:
    """One region's own. None where it has nothing of its own; unverified ones are shown as 示例."""

    region: str
    region_name: str
    fee: str | None
    address: str | None
    hours: str | None
    phone: str | None
    verified: bool


def place(code: str) -> str:
    """The region's code in its short form. Raises `Invalid` for a place that does not exist."""
    if not regions.known(code):
        raise Invalid("region.unknown", "没有找到这个地区，请重新选择所在地。", "region")
    return regions.short(code)


@dataclass(frozen=True)
class Place:
    code: str
    name: str


def regions_of_ours() -> tuple[Place, ...]:
    """Cities and counties, in the order of their codes."""
    ours = (one.code for one in regions.divisions().values() if one.level in {"city", "county"})
    return tuple(Place(code, (regions.name(code) or "").removeprefix("浙江省")) for code in sorted(ours))


async def nearest(service_id: UUID, region: str) -> dict[str, Any]:
    """The parts that differ at this place, each from the nearest region that says something, and whether all of them are verified."""
    around = list(regions.around(region))
    rows = await sql(
        """SELECT fee, address, hours, phone, verified FROM hall_service_variant
           WHERE service_id = $1 AND region_id = ANY($2) ORDER BY array_position($2::text[], region_id::text)""",
        service_id,
        around,
    )
    said: dict[str, Any] = {}
    used = []
    for row in rows:
        new = {part: row[part] for part in PARTS if row[part] is not None and part not in said}
        said |= new
        used += [row["verified"]] if new else []
    return {**said, "local": bool(said), "local_verified": bool(said) and all(used)}


async def fees(codes: Collection[str], region: str) -> dict[str, str]:
    """What services cost at this place, by code, where the nearest region that says something has a fee of its own."""
    rows = await sql(
        """SELECT DISTINCT ON (s.code) s.code, v.fee FROM hall_service_variant v JOIN hall_service s ON s.id = v.service_id
           WHERE s.code = ANY($1) AND v.region_id = ANY($2) AND v.fee IS NOT NULL
           ORDER BY s.code, array_position($2::text[], v.region_id::text)""",
        list(codes),
        list(regions.around(place(region))),
    )
    return {row["code"]: row["fee"] for row in rows}


async def of(code: str) -> tuple[Variant, ...]:
    """All variants of a service, by region."""
    rows = await sql(
        """SELECT v.* FROM hall_service_variant v JOIN hall_service s ON s.id = v.service_id
           WHERE s.code = $1 ORDER BY v.region_id LIMIT $2""",
        code,
        LISTED_MAX,
    )
    return tuple(_variant(row) for row in rows)


def _variant(row: dict[str, Any]) -> Variant:
    parts = {part: row[part] for part in PARTS}
    return Variant(row["region_id"], regions.name(row["region_id"]) or "", **parts, verified=row["verified"])


async def change(code: str, region: str, changes: dict[str, Any], staff_id: UUID) -> Variant | None:
    """Sets parts of a region's variant; None or an empty word gives a part back to the service. None when nothing is left.

    Raises `Invalid` for a place outside Zhejiang or a value that won't do, `NotFound` for an unknown service.
    """
    here = place(region)
    if not regions.around(here):
        raise Invalid("region.not_ours", "只能设置浙江省内各地的差异。", "region")
    for part, value in changes.items():
        reason = FIELDS[part].judge(value or "") if part in PARTS else None
        if reason:
            raise Invalid("service.field_invalid", f"「{FIELDS[part].label}」{reason}。", part)
    async with transaction():
        found = await sql("SELECT id FROM hall_service WHERE code = $1 FOR UPDATE", code)
        if not found:
            raise NotFound("service.unknown", "没有找到这个事项，请检查编码。")
        service_id = found[0]["id"]
        kept = await _write(service_id, here, {part: value or None for part, value in changes.items() if part in PARTS}, changes, staff_id)
        await enqueue("hall.index_service", str(service_id))
    return kept


async def _write(service_id: UUID, region: str, parts: dict[str, Any], changes: dict[str, Any], staff_id: UUID) -> Variant | None:
    present = await sql("SELECT * FROM hall_service_variant WHERE service_id = $1 AND region_id = $2", service_id, region)
    whole = {part: present[0][part] if present else None for part in PARTS} | parts
    if not any(whole.values()):
        await sql("DELETE FROM hall_service_variant WHERE service_id = $1 AND region_id = $2", service_id, region)
        return None
    rows = await sql(
        """INSERT INTO hall_service_variant
             (id, created_at, updated_at, service_id, region_id, staff_id, fee, address, hours, phone, verified)
           VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           ON CONFLICT (service_id, region_id) DO UPDATE SET updated_at = excluded.updated_at, staff_id = excluded.staff_id,
             fee = excluded.fee, address = excluded.address, hours = excluded.hours, phone = excluded.phone, verified = excluded.verified
           RETURNING *""",
        uuid7(),
        clock.now(),
        service_id,
        region,
        staff_id,
        *(whole[part] for part in PARTS),
        bool(changes.get("verified", present[0]["verified"] if present else False)),
    )
    return _variant(rows[0])
