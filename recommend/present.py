"""Which catalogue and which learned order are the present ones: asked by the statement that finds or reads a page, never remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hall import glance as case_glance
from recommend.learning import keeping

# In a statement that names no other columns so.
COLUMNS = f"{case_glance.CATALOGUE} AS revision, {keeping.PIECE} AS live"


@dataclass(frozen=True)
class Present:
    revision: int
    live: tuple[int, str] | None

    @property
    def version(self) -> int | None:
        return self.live[0] if self.live else None


def read(row: Mapping[str, Any]) -> Present:
    """From a row of `COLUMNS`."""
    return Present(row["revision"], tuple(row["live"]) if row["live"] else None)
