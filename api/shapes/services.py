"""Shapes of services: the list, a service's own page, and its name elsewhere."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from api.shapes import Shape
from api.shapes.certificates import Missed


class ServiceRow(Shape):
    code: str
    name: str
    department: str
    theme: str
    audience: list[str]
    handling: str
    promise_days: int | None
    visits: int | None
    fee: str


class ServicePage(Shape):
    items: list[ServiceRow]
    total: int
    page: int
    pages: int


class Facet(Shape):
    value: str
    label: str
    count: int


class Facets(Shape):
    themes: list[Facet]
    departments: list[Facet]
    audiences: list[Facet]


class ServiceMaterial(Shape):
    """`note` says why shared data, which was to spare it, can't give this person's."""

    name: str
    waived: bool
    waived_source: str | None
    note: str


class RenewableCertificate(Shape):
    """`enterprise_name` when it is an enterprise's that the person acts for."""

    id: UUID
    type_name: str
    enterprise_name: str | None
    days_left: int | None
    deadline_on: date | None
    expires_on: date | None
    can_renew: bool
    missed: Missed | None


class ServiceDetail(ServiceRow):
    """A service in full. Without `verified` it is shown as 示例; `why_not` says why it can't be applied for.

    With `local` fee, counter or phone are those of `region`; without `local_verified` these are shown as 示例.
    """

    legal_days: int | None
    item_type: str
    level: str
    materials: list[ServiceMaterial]
    result: str
    source: str
    attribution: str
    confidence: str
    decided_at_once: bool
    renewable_certificate: RenewableCertificate | None
    version: int
    plain_name: str
    legal_unit: str
    promise_unit: str
    fee_basis: str
    conditions: str
    legal_basis: str
    steps: str
    address: str
    hours: str
    phone: str
    supervise_phone: str
    online_depth: str
    result_type: str
    status: str
    verified: bool
    why_not: str | None
    region: str | None
    region_name: str | None
    local: bool
    local_verified: bool


class ServiceName(Shape):
    code: str
    name: str


class CaseService(ServiceName):
    department: str
