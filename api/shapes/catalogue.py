"""Shapes of the catalogue under operators' hands: services, drafts, differences, versions, regional variants, imports."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt

from api.shapes import Asked, Shape

Text = Annotated[str, Field(max_length=2000)]
Note = Annotated[str, Field(max_length=200)]


Count = Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]
Word = Annotated[str, Field(max_length=200)]


class ServiceFilters(Asked):
    """What the operators' list is narrowed by; empty for all."""

    q: Word = ""
    theme: Word = ""
    department: Word = ""
    item_type: Word = ""
    status: Word = ""
    source: Word = ""
    verified: bool | None = None
    drafts: bool = False
    audience: Literal["", "citizen", "enterprise"] = ""
    page: Annotated[int, Field(ge=1, le=10_000)] = 1


class MaterialLine(Asked):
    """A material as it is written; with `prefillable` nobody has to bring it."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    prefillable: StrictBool = False
    source: Annotated[str, Field(max_length=60)] = ""


class ServiceContent(Shape):
    """What a service says. Days count in their unit; empty or null where nothing is known."""

    name: str
    plain_name: str
    item_type: str
    department_code: str
    theme: str
    for_citizens: bool
    for_enterprises: bool
    handling: str
    legal_days: int | None
    legal_unit: str
    promise_days: int | None
    promise_unit: str
    visits: int | None
    fee: str
    fee_basis: str
    conditions: str
    legal_basis: str
    steps: str
    address: str
    hours: str
    phone: str
    supervise_phone: str
    online_depth: str
    courier: bool | None
    result: str
    result_type: str
    materials: list[MaterialLine]
    status: str
    verified: bool


class ServiceChanges(Asked):
    """The fields to change; those left out stay as they are."""

    name: Text = ""
    plain_name: Text = ""
    item_type: Text = ""
    department_code: Text = ""
    theme: Text = ""
    for_citizens: StrictBool = False
    for_enterprises: StrictBool = False
    handling: Text = ""
    legal_days: StrictInt | None = None
    legal_unit: Text = ""
    promise_days: StrictInt | None = None
    promise_unit: Text = ""
    visits: StrictInt | None = None
    fee: Text = ""
    fee_basis: Text = ""
    conditions: Text = ""
    legal_basis: Text = ""
    steps: Text = ""
    address: Text = ""
    hours: Text = ""
    phone: Text = ""
    supervise_phone: Text = ""
    online_depth: Text = ""
    courier: StrictBool | None = None
    result: Text = ""
    result_type: Text = ""
    materials: Annotated[list[MaterialLine], Field(max_length=60)] = []
    status: Text = ""
    verified: StrictBool = False


class Change(Shape):
    """One field that differs, its values as people read them."""

    field: str
    label: str
    before: str
    after: str


class ServiceDraft(Shape):
    """What is changed and not published. Name `revision` when publishing it."""

    revision: int
    edited_at: datetime
    staff_id: UUID | None
    difference: list[Change]


class ServiceVersion(Shape):
    """One published version; `restored` is the number whose content it took up again."""

    number: int
    at: datetime
    staff: str
    note: str
    restored: int | None


class ServiceVariant(Shape):
    """What one region has otherwise; null where it has nothing of its own."""

    region: str
    region_name: str
    fee: str | None
    address: str | None
    hours: str | None
    phone: str | None
    verified: bool


class VariantChanges(Asked):
    """A part set to null or an empty word is the service's own again. There is nothing else that a region may have otherwise."""

    fee: Annotated[str, Field(max_length=40)] | None = None
    address: Annotated[str, Field(max_length=200)] | None = None
    hours: Annotated[str, Field(max_length=100)] | None = None
    phone: Annotated[str, Field(max_length=30)] | None = None
    verified: StrictBool = False


class OperatedService(Shape):
    """One service with all that operators need. `verified` false is shown to people as 示例."""

    code: str
    version: int
    content: ServiceContent
    draft: ServiceDraft | None
    versions: list[ServiceVersion]
    variants: int


class ListedService(Shape):
    code: str
    name: str
    department: str
    theme: str
    item_type: str
    status: str
    source: str
    verified: bool
    version: int
    has_draft: bool
    updated_at: datetime


class ListedServices(Shape):
    items: list[ListedService]
    total: int
    page: int
    pages: int


class Publication(Asked):
    """`version` and `revision` are those of the difference that the operator has seen."""

    version: Count
    revision: Annotated[StrictInt, Field(ge=0, le=2**31 - 1)]
    note: Note = ""


class Rollback(Asked):
    """`to` is the former version, `version` the present one that the operator has seen."""

    to: Count
    version: Count
    note: Note = ""


class Differences(Shape):
    items: list[Change]


class Variants(Shape):
    items: list[ServiceVariant]


class Region(Shape):
    """A city or county of ours, with the names of those it lies in."""

    code: str
    name: str


class Regions(Shape):
    items: list[Region]


class ImportFault(Shape):
    """Why a row can't be taken; `line` as a person counts, the header of a table being line 1."""

    line: int
    column: str
    code: str
    reason: str


class ImportReport(Shape):
    """What a file did or would do. With any fault nothing is changed."""

    name: str
    digest: str
    dry_run: bool
    applied: bool
    rows: int
    created: int
    updated: int
    unchanged: int
    fault_count: int
    faults: list[ImportFault]
