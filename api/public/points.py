"""Where something can be done near here, and when it is open (就近办).

A position is personal: it is used for this one answer and written down nowhere. Clients round it to three decimals (about 100 m).
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.locks import anyone
from api.shapes import places as shapes
from core import clock
from core.errors import Invalid
from hall import (
    findable,  # noqa: F401 -- so that points and policies are found here as well
    points,
)
from hall.points import PointDetail

router = APIRouter(prefix="/points", tags=["就近办"], dependencies=[Depends(anyone)])
Near = Annotated[str, Query(max_length=60, description="纬度,经度（GCJ-02），例如 30.27,120.15")]
Word = Annotated[str, Query(max_length=80)]
NOTHING = "附近没有符合条件的网点，请放宽条件，或者换一个地区看看。"


@router.get("")
async def near(
    *,
    near: Near = "",
    region: Annotated[str, Query(max_length=12)] = "",
    service: Word = "",
    kind: Word = "",
    open_now: bool = False,
    accessible: bool | None = None,
    limit: Annotated[int, Query(ge=1, le=points.LIMIT_MAX)] = points.LIMIT,
) -> shapes.Points:
    """Nearest first with `near`, the centres first with `region` alone; both together: the nearest inside the region."""
    narrowed = {"open_at": clock.now() if open_now else None, "accessible": accessible, "kind": kind or None, "limit": limit}
    if near:
        here = points.read(near)
        found = await points.near(here.latitude, here.longitude, service or None, region=region or None, **narrowed)  # type: ignore[arg-type]
    elif region:
        found = await points.in_region(region, service or None, **narrowed)  # type: ignore[arg-type]
    else:
        raise Invalid("point.where", "请允许定位，或者选择所在的区县。", "near")
    return shapes.Points(items=[shapes.Point.model_validate(one) for one in found], sentence=None if found else NOTHING)


@router.get("/{id}")
async def one(id: UUID, near: Near = "") -> shapes.PointDetail:
    return _detail(await points.one(id, points.read(near) if near else None))


def _detail(one: PointDetail) -> shapes.PointDetail:
    shown = shapes.Point.model_validate(one.point).model_dump()
    week = [shapes.DayHours(day=day, hours=hours) for day, hours in one.week]
    return shapes.PointDetail.model_validate({**shown, "note": one.note, "week": week, "can": list(one.can)})
