"""Shapes of policies and points under operators' hands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool

from api.shapes import Asked, Shape

Text = Annotated[str, Field(max_length=2000)]
Lines = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=60)]
PageNumber = Annotated[int, Field(ge=1, le=10_000)]
Word = Annotated[str, Field(max_length=200)]


class PolicyFilters(Asked):
    q: Word = ""
    verified: bool | None = None
    page: PageNumber = 1


class PointFilters(PolicyFilters):
    region: Annotated[str, Field(max_length=12)] = ""
    kind: Annotated[str, Field(max_length=24)] = ""


class ListedPolicy(Shape):
    code: str
    title: str
    theme: str
    verified: bool
    edited: bool
    withdrawn: bool
    updated_at: datetime


class ListedPolicies(Shape):
    items: list[ListedPolicy]
    total: int
    page: int
    pages: int


class ListedPoint(Shape):
    code: str
    name: str
    kind_name: str
    region_name: str
    address: str
    closed: bool
    withdrawn: bool
    verified: bool
    updated_at: datetime


class ListedPoints(Shape):
    items: list[ListedPoint]
    total: int
    page: int
    pages: int


class OperatedPolicy(Shape):
    """`how` is a step a line. `verified_by` and `verified_at` say who vouches for it; unverified it is shown as 示例."""

    id: UUID
    code: str
    title: str
    theme: str
    for_citizens: bool
    for_enterprises: bool
    summary: str
    gives: str
    who: str
    how: str
    place: str
    basis: list[str]
    services: list[str]
    withdrawn: bool
    verified: bool
    verified_at: datetime | None
    verified_by: str
    updated_at: datetime


class PolicyChanges(Asked):
    """The fields to change. With `verified` left out a change makes an example of it again."""

    title: Text = ""
    theme: Text = ""
    for_citizens: StrictBool = False
    for_enterprises: StrictBool = False
    summary: Text = ""
    gives: Text = ""
    who: Text = ""
    how: Text = ""
    place: Text = ""
    basis: Lines = []
    services: Lines = []
    withdrawn: StrictBool = False
    verified: StrictBool | None = None


class OperatedPoint(Shape):
    """`services` are codes of departments and items, and themes; `hours` as `workday 09:00-12:00 13:30-17:00; saturday 09:00-12:00`."""

    id: UUID
    code: str
    name: str
    kind: str
    kind_name: str
    address: str
    phone: str
    hours: str
    note: str
    services: list[str]
    accessible: bool
    closed: bool
    withdrawn: bool
    verified: bool
    verified_at: datetime | None
    verified_by: str
    updated_at: datetime


class PointChanges(Asked):
    """The fields to change. With `verified` left out a change makes demonstration data of it again."""

    name: Text = ""
    address: Text = ""
    phone: Text = ""
    hours: Text = ""
    note: Text = ""
    services: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=120)] = []
    accessible: StrictBool = False
    closed: StrictBool = False
    withdrawn: StrictBool = False
    verified: StrictBool | None = None


class NewPolicy(PolicyChanges):
    """All fields; what is left out is empty, which most may not be."""

    code: Annotated[str, Field(max_length=40)]


class NewPoint(PointChanges):
    """All fields, and what is told once: the kind, the division (county of six or street of nine digits) and degrees, GCJ-02."""

    code: Annotated[str, Field(max_length=40)]
    kind: Annotated[str, Field(max_length=24)]
    region: Annotated[str, Field(max_length=12)]
    latitude: float
    longitude: float


class PointKind(Shape):
    value: str
    label: str


class PointKinds(Shape):
    items: list[PointKind]
