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


@dataclass(frozen=True)
class ServiceDetail(ServiceRow):
    """A service in full. `renews` are the codes of the certificate types it renews."""

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
