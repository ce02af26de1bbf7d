"""Bad ratings under operators' hands: whoever rated is written to and stays unknown until the task is closed."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.locks import Operator
from api.shapes.ratings import ClosureAsk, ContactAsk, RatedAspect, Rectification, RectificationPage
from hall import ratings

router = APIRouter(prefix="/rectifications", tags=["好差评"])


@router.get("")
async def listed(who: Operator, closed: bool = False, after: Annotated[int, Query(ge=0, le=100_000)] = 0) -> RectificationPage:
    """Open ones by their day, or closed ones, the last first; `after` is how many were seen already."""
    return RectificationPage.model_validate(await ratings.page(closed=closed, after=after))


@router.get("/{id}")
async def one(id: UUID, who: Operator) -> Rectification:
    return _shape(await ratings.one(id, who.subject))


@router.post("/{id}/contacts")
async def contact(id: UUID, asked: ContactAsk, who: Operator) -> Rectification:
    """Writes to the person, who reads it beside the case and in the messages."""
    return _shape(await ratings.contact(id, who.subject, asked.words))


@router.post("/{id}/closure")
async def close(id: UUID, asked: ClosureAsk, who: Operator) -> Rectification:
    """Closes it with a result that the person reads; not before they were written to."""
    return _shape(await ratings.close(id, who.subject, asked.result))


def _shape(found: ratings.Detail) -> Rectification:
    aspects = [RatedAspect(label=label, level_name=level) for label, level in found.aspects]
    return Rectification.model_validate({**vars(found), "aspects": aspects})
