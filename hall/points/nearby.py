"""Service points (就近办): nearest first, by what can be done, whether it is open and whether a wheelchair gets in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from core import clock
from core.errors import Invalid, NotFound
from core.tables import sql
from hall import catalog
from hall.points import hours, places, views
from hall.points.places import Spot
from hall.points.views import Ability, Point, PointDetail

LIMIT = 20
LIMIT_MAX = 50
FEW = 400
SPARE = 8  # the plane orders a little differently from the ground far away, so a few more are fetched and sorted again
# Written as in the index `ix_hall_point_spot`, which would not be used otherwise.
_AWAY = "point(longitude, northing) <-> point({}, {})"
_KINDS = ("city_centre", "county_centre", "street_centre")  # in a list without a position the centres come first
_FULL = """SELECT point.*, hours, note FROM {} AS point
    JOIN (SELECT id AS opening_key, hours, note FROM hall_opening) AS opening ON opening_key = point.opening_id"""
_THESE = _FULL.format("hall_point") + " WHERE point.id = ANY($1::uuid[]) AND NOT point.withdrawn"


async def near(
    lat: float,
    lng: float,
    service: str | None = None,
    *,
    open_at: datetime | None = None,
    accessible: bool | None = None,
    limit: int = LIMIT,
    region: str | None = None,
    kind: str | None = None,
) -> list[Point]:
    """The nearest points, in metres over the ground; `open_at` keeps those open at that moment, `region` those inside it.

    Raises `Invalid` for coordinates outside China, a limit outside 1–50, an unknown region; `NotFound` for an unknown service.
    """
    here, wish = places.spot(lat, lng), Wish()
    await wish.narrow(service, open_at, accessible, region, kind)
    rows = await wish.nearest(here, _checked(limit) + SPARE)
    away = {row["id"]: places.metres(here, Spot(row["latitude"], row["longitude"])) for row in rows}
    rows.sort(key=lambda row: (round(away[row["id"]]), row["code"]))
    return views.points_of(rows[:limit], open_at or clock.now(), here)


async def in_region(
    region: str,
    service: str | None = None,
    *,
    open_at: datetime | None = None,
    accessible: bool | None = None,
    limit: int = LIMIT,
    kind: str | None = None,
) -> list[Point]:
    """The points of a province, city, county or street: its centres first. Raises as `near` does."""
    wish = Wish()
    await wish.narrow(service, open_at, accessible, region, kind)
    order = f"array_position(ARRAY{list(_KINDS)}, kind::text), kind, code"
    rows = await sql(_FULL.format(wish.first(order, _checked(limit))) + f" ORDER BY {order}", *wish.values)
    return views.points_of(rows, open_at or clock.now(), None)


async def one(point_id: UUID, here: Spot | None = None) -> PointDetail:
    """One point in full. Raises `NotFound`."""
    rows = await sql(_THESE, [point_id])
    if not rows:
        raise NotFound("point.unknown", "没有找到这个网点，可能已经撤并。请返回列表看看附近的其他网点。")
    remits = await sql("SELECT abilities FROM hall_remit WHERE id = $1", rows[0]["remit_id"])
    return views.detail_of(rows[0], clock.now(), here, await _abilities(remits[0]["abilities"]))


class Wish:
    """The conditions asked for, as SQL with numbered values: only those that were asked, so that the planner sees each plainly."""

    def __init__(self) -> None:
        self.values: list[object] = []
        self.conditions: list[str] = []

    def value(self, given: object) -> str:
        self.values.append(given)
        return f"${len(self.values)}"

    async def narrow(
        self, service: str | None, open_at: datetime | None, accessible: bool | None, region: str | None, kind: str | None
    ) -> None:
        if region:
            first, after = places.bounds(region)
            self.conditions.append(f"division >= {self.value(first)} AND division < {self.value(after)}")
        if kind:
            self.conditions.append(f"kind = {self.value(kind)}")
        if service:
            self.conditions.append(f"remit_id = ANY({self.value(await _able(service))}::uuid[])")
        if accessible is not None:
            self.conditions.append("accessible" if accessible else "NOT accessible")
        if open_at:
            self.conditions.append(f"NOT closed AND opening_id = ANY({self.value(await _open(open_at))}::uuid[])")

    @property
    def where(self) -> str:
        return " AND ".join(("NOT withdrawn", *self.conditions))

    def first(self, order: str, limit: int) -> str:
        return f"(SELECT * FROM hall_point WHERE {self.where} ORDER BY {order} LIMIT {limit:d})"  # noqa: S608 - values are numbered

    async def nearest(self, here: Spot, limit: int) -> list[dict[str, Any]]:
        """Few that fit are gathered and sorted; among many the index soon has enough. Each is slow at the other's work."""
        few = bool(self.conditions) and await self._are_few()
        return await sql(self.gather(here, limit) if few else self.walk(here, limit), *self.values)

    async def _are_few(self) -> bool:
        fit = f"SELECT count(*) AS n FROM (SELECT 1 FROM hall_point WHERE {self.where} LIMIT {FEW + 1}) AS fit"  # noqa: S608
        rows = await sql(fit, *self.values)
        return int(rows[0]["n"]) <= FEW

    def gather(self, here: Spot, limit: int) -> str:
        """All that fit, sorted."""
        fit = f"WITH fit AS MATERIALIZED (SELECT * FROM hall_point WHERE {self.where})"  # noqa: S608 - values are numbered
        return f"{fit} {_FULL.format('fit')} ORDER BY {self._away(here)} LIMIT {limit:d}"

    def walk(self, here: Spot, limit: int) -> str:
        """Outwards along the spatial index, until enough fit."""
        return _FULL.format(self.first(self._away(here), limit))

    def _away(self, here: Spot) -> str:
        return _AWAY.format(self.value(here.longitude), self.value(places.northing(here.latitude)))


def _checked(limit: int) -> int:
    if not 1 <= limit <= LIMIT_MAX:
        raise Invalid("point.limit", f"一次最多看{LIMIT_MAX}个网点，请把数量改小一些。", "limit")
    return limit


async def _open(moment: datetime) -> list[UUID]:
    """The opening hours that are open at the moment: a dozen rows stand for all points."""
    rows = await sql("SELECT id, hours FROM hall_opening")
    return [row["id"] for row in rows if hours.opening(row["hours"], moment).open]


async def _able(code: str) -> list[UUID]:
    """Who can do this service: those who name the item or its department; its theme where the department is not one of ours."""
    row = (await catalog.by_codes([code])).get(code)
    if row is None:
        raise NotFound("service.unknown", "没有找到这个事项，可能已经下架。请换个关键词找找。")
    ours = row.department_code in views.offices()
    words = [row.code, row.department_code if ours else row.theme]
    return [remit["id"] for remit in await sql("SELECT id FROM hall_remit WHERE abilities && $1::text[]", words)]


async def _abilities(words: list[str]) -> tuple[Ability, ...]:
    """The words as people read them: items by name, departments by name, themes as they are."""
    items: dict[str, Any] = await catalog.by_codes(words)
    offices = views.offices()
    found = [Ability("department", word, offices[word]) for word in words if word in offices]
    found += [Ability("theme", word, word) for word in words if word in views.themes()]
    return (*found, *(Ability("service", word, items[word].name) for word in words if word in items))
