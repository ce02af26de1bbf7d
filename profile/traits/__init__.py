"""Traits: what is known of a person or an enterprise in one row, folded from facts, certificates and ledger; nothing names anybody."""

from __future__ import annotations

from profile.traits import companies
from profile.traits.dropping import drop, dropped, dropped_by, restore, without
from profile.traits.folding import Sources, folded, values
from profile.traits.keeping import due, for_learning, rebuilt, refold
from profile.traits.rows import PLACES, TABLES, Holder, of
from profile.traits.standing import CASE, CaseStanding, of_case, pressing

__all__ = [
    "CASE",
    "PLACES",
    "TABLES",
    "CaseStanding",
    "Holder",
    "Sources",
    "companies",
    "drop",
    "dropped",
    "dropped_by",
    "due",
    "folded",
    "for_learning",
    "of",
    "of_case",
    "pressing",
    "rebuilt",
    "refold",
    "restore",
    "values",
    "without",
]
