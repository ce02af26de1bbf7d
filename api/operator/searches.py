"""Searches that led to nothing, and the everyday names that come of them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.locks import Operator
from api.shapes.searching import Alias, Aliases, AliasMade, FailedSearch, FailedSearches, Kind, NewAlias
from hall.search import aliases, failures

router = APIRouter(tags=["运营"])


@router.get("/searches/failed")
async def failed(who: Operator, after: Annotated[int, Query(ge=0, le=20_000)] = 0) -> FailedSearches:
    """The most frequent first, a hundred at a time; `after` is how many were seen already."""
    return FailedSearches(items=[FailedSearch.model_validate(one) for one in await failures.listed(after)])


@router.post("/searches/failed/{id}/settlement", status_code=204)
async def settle(id: UUID, who: Operator) -> None:
    """Takes one off the list without making a name of it."""
    await failures.settle(id)


@router.get("/aliases")
async def names(who: Operator, target: Annotated[str, Query(max_length=80)], kind: Kind = "item") -> Aliases:
    return Aliases(items=[Alias.model_validate(one) for one in await aliases.of(kind, target)])


@router.post("/aliases", status_code=201)
async def name(given: NewAlias, who: Operator) -> AliasMade:
    """Words become an everyday name, and findable within a second."""
    return AliasMade(id=await failures.become(given.text, given.kind, given.target, given.failed_id))
