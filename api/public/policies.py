"""Policies and guides in plain language (一网查)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.locks import anyone
from api.shapes import places as shapes
from hall import policies

router = APIRouter(prefix="/policies", tags=["一网查"], dependencies=[Depends(anyone)])
Word = Annotated[str, Query(max_length=80)]


@router.get("")
async def found(
    q: Annotated[str, Query(max_length=200)] = "", service: Word = "", theme: Word = "", page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> shapes.PolicyPage:
    """By words, by the code of a service, by theme; those with the words in the title first."""
    return shapes.PolicyPage.model_validate(await policies.find(q, service or None, page, theme))


@router.get("/{id}")
async def one(id: UUID) -> shapes.Policy:
    return shapes.Policy.model_validate(await policies.policy(id))
