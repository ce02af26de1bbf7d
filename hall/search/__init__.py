"""Search by the words people use: `find`, `suggest`; the index behind them is built from Postgres, which stays the truth."""

from __future__ import annotations

from hall.search.documents import Document, Group, Hit, Results, Suggestion
from hall.search.finding import find, suggest
from hall.search.sources import Source, register

__all__ = ["Document", "Group", "Hit", "Results", "Source", "Suggestion", "find", "register", "suggest"]
