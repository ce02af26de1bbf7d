"""Shapes of the search: what is found, what is suggested, what led to nothing."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.shapes import Asked, Shape

Kind = Literal["item", "bundle", "certificate", "policy", "point"]


class SearchHit(Shape):
    """`matched` is the name or everyday name that fits; `note` the line beneath."""

    id: str
    name: str
    matched: str
    note: str


class SearchGroup(Shape):
    kind: Kind
    hits: list[SearchHit]


class SearchResults(Shape):
    """`sure` is false where nothing really fits and the hits are guesses."""

    groups: list[SearchGroup]
    took_ms: float
    from_fallback: bool
    sure: bool


class SearchSuggestion(Shape):
    text: str
    id: str
    kind: Kind
    name: str


class SearchSuggestions(Shape):
    items: list[SearchSuggestion]


class FailedSearch(Shape):
    """Words that led to nothing, without anything about who wrote them."""

    id: UUID
    text: str
    times: int
    last_on: date


class FailedSearches(Shape):
    items: list[FailedSearch]


class NewAlias(Asked):
    """An everyday name for something; `failed_id` is the failed search it was made of."""

    text: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Kind = "item"
    target: Annotated[str, Field(min_length=1, max_length=80)]
    failed_id: UUID | None = None


class AliasMade(Shape):
    id: UUID


class Alias(Shape):
    """`generated`: made by rule, by nobody."""

    id: UUID
    text: str
    source: str
    generated: bool


class Aliases(Shape):
    items: list[Alias]
