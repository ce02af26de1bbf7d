"""Service points (就近办) under operators' hands: address, hours, telephone, services, accessible, closed; verified by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core import clock, regions
from core.errors import Conflict, Invalid, NotFound
from core.tables import sql, transaction, uuid7
from hall import changing, editing
from hall.catalog import pattern
from hall.points import places, views

_COLUMNS = ("name", "address", "phone", "accessible", "closed", "withdrawn")
_FROM = """FROM hall_point WHERE ($1 = '' OR name ILIKE $1 ESCAPE '\\' OR code ILIKE $1 ESCAPE '\\' OR address ILIKE $1 ESCAPE '\\')
    AND division >= $2 AND division < $3 AND ($4 = '' OR kind = $4) AND ($5::boolean IS NULL OR verified = $5)"""
_ONE = """SELECT p.*, o.code AS opening, o.hours, o.note, r.code AS remit, r.abilities FROM hall_point p
    JOIN hall_opening o ON o.id = p.opening_id JOIN hall_remit r ON r.id = p.remit_id WHERE p.code = $1"""


@dataclass(frozen=True)
class Listed:
    code: str
    name: str
    kind_name: str
    region_name: str
    address: str
    closed: bool
    withdrawn: bool
    verified: bool
    updated_at: datetime


@dataclass(frozen=True)
class Page:
    items: tuple[Listed, ...]
    total: int
    page: int
    pages: int


async def browse(q: str = "", region: str = "", kind: str = "", verified: bool | None = None, page: int = 1) -> Page:
    """Raises `Invalid` for an unknown region."""
    values = (pattern(q), *(places.bounds(region) if region else ("", ":")), kind, verified)
    rows, place = await changing.listed("*", _FROM, values, "division, kind, code", page)
    return Page(tuple(_listed(row) for row in rows), **place)


def _listed(row: dict[str, Any]) -> Listed:
    names = ("code", "name", "address", "closed", "withdrawn", "verified", "updated_at")
    where = (regions.name(row["division"]) or "").removeprefix("浙江省")
    return Listed(**{name: row[name] for name in names}, kind_name=views.kinds().get(row["kind"], ""), region_name=where)


async def one(code: str, *, locked: bool = False) -> dict[str, Any]:
    """The fields of a point and who vouches for it. Raises `NotFound`."""
    rows = await sql(_ONE + (" FOR UPDATE OF p" if locked else ""), code)
    if not rows:
        raise NotFound("point.unknown", "没有找到这个网点，请检查编号。")
    row = rows[0]
    kept = ("id", "code", "hours", "note", *_COLUMNS, "verified", "verified_at", "updated_at")
    more = {"services": list(row["abilities"]), "verified_by": await changing.verified_by(row), "kind": row["kind"]}
    return {**{name: row[name] for name in kept}, **more, "kind_name": views.kinds().get(row["kind"], "")}


@dataclass(frozen=True)
class Place:
    """What a point is and where it stands: told once, when it is made."""

    kind: str
    region: str
    latitude: float
    longitude: float


async def create(code: str, place: Place, given: dict[str, Any], staff_id: UUID, verified: bool | None = None) -> None:
    """A new point, found by people at once. Raises `Conflict` for a code that is taken, `Invalid` naming the field that won't do."""
    whole = editing.check_new(editing.POINT, code, given)
    if place.kind not in views.kinds():
        raise Invalid("editing.field_invalid", "「种类」没有这一种。", "kind")
    places.bounds(place.region)
    spot = places.spot(place.latitude, place.longitude)
    async with transaction():
        made = await sql(
            """WITH hours AS (INSERT INTO hall_opening (id, created_at, code, hours, note)
                   VALUES ($1, $4, $5, $12, '') ON CONFLICT DO NOTHING RETURNING id),
                 remit AS (INSERT INTO hall_remit (id, created_at, code, abilities)
                   VALUES ($2, $4, $5, '{}') ON CONFLICT DO NOTHING RETURNING id)
               INSERT INTO hall_point (id, created_at, updated_at, code, name, kind, division, address, longitude, latitude, northing,
                 opening_id, remit_id, phone, accessible, help, edited, verified, digest)
               SELECT $3, $4, $4, $6, '', $7, $8, '', $9, $10, $11, hours.id, remit.id, '', false, '{}', true, false, '' FROM hours, remit
               ON CONFLICT (code) DO NOTHING RETURNING id""",
            uuid7(),
            uuid7(),
            uuid7(),
            clock.now(),
            f"own-{code}"[:40],
            code,
            place.kind,
            regions.short(place.region),
            spot.longitude,
            spot.latitude,
            places.northing(spot.latitude),
            whole["hours"],
        )
        if not made:
            raise Conflict("point.taken", "这个编号已经有了，请换一个编号，或编辑原来的那个网点。")
        await change(code, whole, staff_id, verified)


async def change(code: str, changes: dict[str, Any], staff_id: UUID, verified: bool | None = None) -> None:
    """Changes fields at once. Raises `Invalid` naming the field."""
    editing.check(editing.POINT, changes)
    async with transaction():
        present = await one(code, locked=True)
        differ = editing.differing(present, editing.substance(changes))
        whole = {**present, **changes}
        if {"hours", "note"} & set(differ):
            await _own_hours(present["id"], code, whole)
        if "services" in differ or not whole["services"]:
            await _own_remit(present["id"], code, whole["services"])
        await changing.put("point", present, changes, columns=_COLUMNS, staff_id=staff_id, verified=verified)


async def _own_hours(point_id: UUID, code: str, whole: dict[str, Any]) -> None:
    """Hours of its own: the ones that it shared stay as they are for the others."""
    await sql(
        """WITH own AS (
             INSERT INTO hall_opening (id, created_at, code, hours, note) VALUES ($2, $3, $4, $5, $6)
             ON CONFLICT (code) DO UPDATE SET hours = excluded.hours, note = excluded.note RETURNING id)
           UPDATE hall_point SET opening_id = own.id FROM own WHERE hall_point.id = $1""",
        point_id,
        uuid7(),
        clock.now(),
        f"own-{code}"[:40],
        whole["hours"],
        whole["note"],
    )


async def _own_remit(point_id: UUID, code: str, abilities: list[str]) -> None:
    services = [row["code"] for row in await sql("SELECT code FROM hall_service WHERE code = ANY($1)", abilities)]
    known = {*views.offices(), *views.themes(), *services}
    unknown = [one for one in abilities if one not in known]
    if unknown or not abilities:
        told = f"没有这个部门、主题或事项：{unknown[0]}" if unknown else "至少要有一项"
        raise Invalid("editing.field_invalid", f"「能办什么」{told}。", "services")
    await sql(
        """WITH own AS (
             INSERT INTO hall_remit (id, created_at, code, abilities) VALUES ($2, $3, $4, $5)
             ON CONFLICT (code) DO UPDATE SET abilities = excluded.abilities RETURNING id)
           UPDATE hall_point SET remit_id = own.id FROM own WHERE hall_point.id = $1""",
        point_id,
        uuid7(),
        clock.now(),
        f"own-{code}"[:40],
        abilities,
    )
