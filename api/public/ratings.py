"""How a service is rated, in sum: open to all."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from api.locks import anyone
from api.shapes.ratings import RatingLevel, RatingSummary
from hall import ratings

router = APIRouter(tags=["好差评"], dependencies=[Depends(anyone)])


@router.get("/services/{code}/ratings")
async def summary(code: str) -> RatingSummary:
    found = await ratings.summary(code)
    levels = [RatingLevel(level=level, name=name, count=count) for level, name, count in found.levels]
    return RatingSummary(count=found.count, satisfied=found.satisfied, levels=levels)
