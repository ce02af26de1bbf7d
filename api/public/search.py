"""Search: open to all; for somebody signed in their own region goes first."""

from __future__ import annotations

import contextlib
from typing import Annotated

from fastapi import APIRouter, Query

from api.locks import Visitor
from api.shapes.searching import SearchResults, SearchSuggestions
from core import tables
from core.tokens import Bearer
from hall import search
from hall.search import failures
from profile import people

router = APIRouter(prefix="/search", tags=["搜索"])
# Anything may be written; only its beginning is read, so that nobody is told off for pasting a whole letter.
Words = Annotated[str, Query(max_length=20_000)]
Code = Annotated[str | None, Query(max_length=12)]
Audience = Annotated[str | None, Query(max_length=20)]


@router.get("")
async def found(
    visitor: Visitor, q: Words = "", region: Code = None, audience: Audience = None, limit: Annotated[int, Query(ge=1, le=50)] = 20
) -> SearchResults:
    """What fits the words best, grouped."""
    results = await search.find(q, region or None, audience or None, limit, await _home(visitor))
    if not results.sure:
        with contextlib.suppress(tables.QueryFailed, *tables.AWAY):  # a list for operators is no reason to answer nobody
            await failures.note(q)
    return SearchResults.model_validate(results)


@router.get("/suggestions")
async def suggestions(
    visitor: Visitor, q: Words = "", region: Code = None, audience: Audience = None, limit: Annotated[int, Query(ge=1, le=20)] = 8
) -> SearchSuggestions:
    """While typing."""
    items = await search.suggest(q, region or None, audience or None, limit, await _home(visitor))
    return SearchSuggestions.model_validate({"items": items})


async def _home(visitor: Bearer | None) -> str | None:
    return None if visitor is None else (await people.person(visitor.subject)).region_code
