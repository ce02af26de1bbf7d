"""Policies (一网查) and service points (就近办) under operators' hands."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.locks import Operator
from api.shapes.editing import (
    ListedPoints,
    ListedPolicies,
    OperatedPoint,
    OperatedPolicy,
    PointChanges,
    PointFilters,
    PolicyChanges,
    PolicyFilters,
)
from hall import point_edits, policy_edits

router = APIRouter(tags=["政策和网点"])
Code = Annotated[str, Path(max_length=40)]


@router.get("/policies")
async def policies(who: Operator, asked: Annotated[PolicyFilters, Query()]) -> ListedPolicies:
    return ListedPolicies.model_validate(await policy_edits.browse(asked.q, asked.verified, asked.page))


@router.get("/policies/{code}")
async def policy(code: Code, who: Operator) -> OperatedPolicy:
    return OperatedPolicy.model_validate(await policy_edits.one(code))


@router.patch("/policies/{code}")
async def change_policy(code: Code, asked: PolicyChanges, who: Operator) -> OperatedPolicy:
    """Seen by people at once."""
    changes = asked.model_dump(exclude_unset=True, exclude={"verified"})
    await policy_edits.change(code, changes, who.subject, asked.verified)
    return OperatedPolicy.model_validate(await policy_edits.one(code))


@router.get("/points")
async def points(who: Operator, asked: Annotated[PointFilters, Query()]) -> ListedPoints:
    return ListedPoints.model_validate(await point_edits.browse(asked.q, asked.region, asked.kind, asked.verified, asked.page))


@router.get("/points/{code}")
async def point(code: Code, who: Operator) -> OperatedPoint:
    return OperatedPoint.model_validate(await point_edits.one(code))


@router.patch("/points/{code}")
async def change_point(code: Code, asked: PointChanges, who: Operator) -> OperatedPoint:
    """Seen by people at once."""
    changes = asked.model_dump(exclude_unset=True, exclude={"verified"})
    await point_edits.change(code, changes, who.subject, asked.verified)
    return OperatedPoint.model_validate(await point_edits.one(code))
