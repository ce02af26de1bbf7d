"""What a bundle is made of. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hall.elements import Element


@dataclass(frozen=True)
class Item:
    """What a bundle needs to know of a service. `days` are working days promised; `shared` are materials that need not be brought;
    `why_not` says why it can't be applied for now."""

    code: str
    name: str
    department: str
    days: int
    visits: int
    fee: str
    materials: tuple[str, ...]
    shared: frozenset[str]
    results: tuple[str, ...]
    sections: tuple[str, ...]
    why_not: str | None = None


@dataclass(frozen=True)
class Member:
    """A service of a bundle; `after` are the codes of those that must be done before, `step` counts from 1."""

    item: Item
    after: tuple[str, ...]
    step: int


@dataclass(frozen=True)
class BundleField:
    """A field of the merged form, asked once; `needed_by` are service codes."""

    element: Element
    needed_by: tuple[str, ...]


@dataclass(frozen=True)
class BundleSection:
    """A part of the merged form under the heading of the form section that first asks for its fields."""

    name: str
    fields: tuple[BundleField, ...]


@dataclass(frozen=True)
class BundleMaterial:
    """A material of the whole. `waived_source` says what spares it; None when it has to be brought."""

    kind: str
    name: str
    needed_by: tuple[str, ...]
    waived_source: str | None


@dataclass(frozen=True)
class Listed:
    """A bundle as bundles.yaml tells it; members are (service code, name)."""

    id: str
    name: str
    audience: str
    stage: str
    lead_department: str
    trigger: str
    note: str
    source: str
    source_confidence: str
    verified: bool
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bundle:
    """A bundle worked out. `days` are working days for the whole, done side by side where the order allows; `days_apart` is
    what it takes one after another; `visits` at most, done together."""

    listed: Listed
    members: tuple[Member, ...]
    form: tuple[BundleSection, ...]
    materials: tuple[BundleMaterial, ...]
    days: int
    days_apart: int
    visits: int
    fields_apart: int

    @property
    def id(self) -> str:
        return self.listed.id


@dataclass(frozen=True)
class Ties:
    """How services hang together where the names of results and materials don't tell: `gives` (service → materials its result
    stands for), `brings` (service → materials always brought along, never waited for), `before` (service → those that wait for it)."""

    gives: Mapping[str, frozenset[str]]
    brings: Mapping[str, frozenset[str]]
    before: Mapping[str, frozenset[str]]
