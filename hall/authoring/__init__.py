"""Question trees and bundles under operators' hands: a draft, checked while typed, published with the difference seen, rolled back."""

from __future__ import annotations

from hall.authoring.checking import Fault, faults, tree_of
from hall.authoring.publishing import discard, edit, publish, roll_back, verify, withdraw
from hall.authoring.reading import Draft, Listed, Page, Present, Version, between, browse, present, text_of, versions

__all__ = [
    "Draft",
    "Fault",
    "Listed",
    "Page",
    "Present",
    "Version",
    "between",
    "browse",
    "discard",
    "edit",
    "faults",
    "present",
    "publish",
    "roll_back",
    "text_of",
    "tree_of",
    "verify",
    "versions",
    "withdraw",
]
