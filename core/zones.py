"""Which wall clock people in a region live by, as data: the longest matching beginning of a region's code decides."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

TABLE = Path(__file__).parent / "data" / "zones.csv"


@lru_cache(maxsize=1)
def _zones() -> dict[str, ZoneInfo]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["region"]: ZoneInfo(row["zone"]) for row in csv.DictReader(file)}


def zone(region: str | None) -> ZoneInfo:
    """The zone of a division's code (330106, 330106109 …); the country's for an unknown one."""
    code = region or ""
    return next(known for length in range(len(code), -1, -1) if (known := _zones().get(code[:length])))


def every_zone() -> frozenset[ZoneInfo]:
    return frozenset(_zones().values())
