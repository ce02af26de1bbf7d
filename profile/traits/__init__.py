"""Traits: what is known of each person in one row, folded from facts, certificates, identity and the ledger; nothing names anybody."""

from __future__ import annotations

from profile.traits.dropping import drop, dropped, restore, without
from profile.traits.folding import Sources, folded, values
from profile.traits.keeping import due, for_learning, of, rebuilt, refold
from profile.traits.standing import CASE, CaseStanding, of_case, pressing

__all__ = [
    "CASE",
    "CaseStanding",
    "Sources",
    "drop",
    "dropped",
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
