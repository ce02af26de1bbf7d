"""Rating a case, once, and what was answered to it."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api.locks import Citizen
from api.shapes.ratings import OwnRating, RatingAsk
from hall import ratings

router = APIRouter(tags=["好差评"])


@router.get("/cases/{id}/rating")
async def own(id: UUID, who: Citizen) -> OwnRating:
    return OwnRating.model_validate(await ratings.own(who.subject, id))


@router.post("/cases/{id}/rating", status_code=201)
async def rate(id: UUID, asked: RatingAsk, who: Citizen) -> OwnRating:
    """A finished case, by its own applicant, once; it can't be changed."""
    return OwnRating.model_validate(await ratings.rate(who.subject, id, ratings.Opinion(**asked.model_dump())))
