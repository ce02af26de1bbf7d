"""What the hall keeps. One file a subject; everything is known as `hall.models`."""

from __future__ import annotations

from hall.models.cases import Case, CaseEvent, CaseSerial, Material
from hall.models.catalogue import CatalogueMark, Department, Region, Service, ServiceDraft, ServiceVariant, ServiceVersion
from hall.models.guides import Guide, GuideDraft, GuideVersion
from hall.models.letters import CaseDispatch, DepartmentReply
from hall.models.places import Opening, Policy, Remit, ServicePoint
from hall.models.ratings import Rating, Rectification
from hall.models.search import Alias, FailedSearch
from hall.models.tickets import Ticket

__all__ = [
    "Alias",
    "Case",
    "CaseDispatch",
    "CaseEvent",
    "CaseSerial",
    "CatalogueMark",
    "Department",
    "DepartmentReply",
    "FailedSearch",
    "Guide",
    "GuideDraft",
    "GuideVersion",
    "Material",
    "Opening",
    "Policy",
    "Rating",
    "Rectification",
    "Region",
    "Remit",
    "Service",
    "ServiceDraft",
    "ServicePoint",
    "ServiceVariant",
    "ServiceVersion",
    "Ticket",
]
