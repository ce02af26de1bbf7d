"""The learned order: EASE with profile columns, ridge for newcomers, the segment's popularity behind both. Pure numpy and scipy."""

from __future__ import annotations

from recommend.learned.columns import Profile
from recommend.learned.exploring import Shown, page
from recommend.learned.model import Model, fitted, trained
from recommend.learned.packing import packed, unpacked
from recommend.learned.table import Example, Table, tabled
from recommend.learned.tuning import Choice, Part, chosen

__all__ = [
    "Choice",
    "Example",
    "Model",
    "Part",
    "Profile",
    "Shown",
    "Table",
    "chosen",
    "fitted",
    "packed",
    "page",
    "tabled",
    "trained",
    "unpacked",
]
