"""Policies (一网查) and service points (就近办) under operators' hands."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.locks import Operator
from api.shapes.editing import (
    ListedPoints,
    ListedPolicies,
    NewPoint,
    NewPolicy,
    OperatedPoint,
    OperatedPolicy,
    PointChanges,
    PointFilters,
    PointKind,
    PointKinds,
    PolicyChanges,
    PolicyFilters,
)
from hall import point_edits, policy_edits
from hall.points import views

router = APIRouter(tags=["政策和网点"])
Code = Annotated[str, Path(max_length=40)]


@router.get("/policies")
async def policies(who: Operator, asked: Annotated[PolicyFilters, Query()]) -> ListedPolicies:
    return ListedPolicies.model_validate(await policy_edits.browse(asked.q, asked.verified, asked.page))


@router.post("/policies", status_code=201)
async def create_policy(asked: NewPolicy, who: Operator) -> OperatedPolicy:
    """Seen by people at once."""
    given = asked.model_dump(exclude_unset=True, exclude={"verified", "code"})
    await policy_edits.create(asked.code, given, who.subject, asked.verified)
    return OperatedPolicy.model_validate(await policy_edits.one(asked.code))


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


@router.get("/point-kinds")
async def kinds(who: Operator) -> PointKinds:
    return PointKinds(items=[PointKind(value=kind, label=label) for kind, label in views.kinds().items()])


@router.post("/points", status_code=201)
async def create_point(asked: NewPoint, who: Operator) -> OperatedPoint:
    """Found by people at once."""
    told_once = {"code", "kind", "region", "latitude", "longitude"}
    place = point_edits.Place(asked.kind, asked.region, asked.latitude, asked.longitude)
    given = asked.model_dump(exclude_unset=True, exclude={"verified", *told_once})
    await point_edits.create(asked.code, place, given, who.subject, asked.verified)
    return OperatedPoint.model_validate(await point_edits.one(asked.code))


@router.get("/points/{code}")
async def point(code: Code, who: Operator) -> OperatedPoint:
    return OperatedPoint.model_validate(await point_edits.one(code))


@router.patch("/points/{code}")
async def change_point(code: Code, asked: PointChanges, who: Operator) -> OperatedPoint:
    """Seen by people at once."""
    changes = asked.model_dump(exclude_unset=True, exclude={"verified"})
    await point_edits.change(code, changes, who.subject, asked.verified)
    return OperatedPoint.model_validate(await point_edits.one(code))
