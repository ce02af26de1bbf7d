"""What the catalogue shows: services in a list, in full, and what they can be filtered by."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ServiceRow:
    """A service in a list. `audience` holds citizen and/or enterprise; days are working days."""

    id: UUID
    code: str
    name: str
    department: str
    department_code: str
    theme: str
    audience: tuple[str, ...]
    handling: str
    promise_days: int | None
    visits: int | None
    fee: str


@dataclass(frozen=True)
class ServiceName:
    """A service named beside a case."""

    code: str
    name: str
    department: str


@dataclass(frozen=True)
class ListedMaterial:
    """A material as the catalogue lists it; `prefillable` ones need no upload where the data is shared."""

    name: str
    prefillable: bool
    source: str = ""


@dataclass(frozen=True)
class ServiceDetail(ServiceRow):
    """A service in full. `renews` are the codes of the certificate types it renews.

    `version` is the number under which this was published. Days count in their unit. What `verified` does not vouch for is shown as
    示例. `region` is the place asked about; `local` says that fee, counter or phone are that place's own, `local_verified` that they hold.
    """

    parent_name: str
    item_type: str
    level: str
    base_code: str
    legal_days: int | None
    courier: bool | None
    result: str
    materials: tuple[ListedMaterial, ...]
    source: str
    attribution: str
    confidence: str
    renews: tuple[str, ...]
    decided_at_once: bool
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
    why_not: str | None = None
    region: str | None = None
    region_name: str | None = None
    local: bool = False
    local_verified: bool = False


@dataclass(frozen=True)
class Page:
    """One page of services and how many there are."""

    items: tuple[ServiceRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Facet:
    """A value to filter by and how many services have it; `label` is what people read."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Facets:
    themes: tuple[Facet, ...]
    departments: tuple[Facet, ...]
    audiences: tuple[Facet, ...]
