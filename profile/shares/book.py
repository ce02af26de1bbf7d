"""The classes of shared data: whose, of whom, how fresh, what for and by which law; and how long a failing one is left alone. Pure."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parent.parent / "data" / "shares.csv"
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
PATIENCE = 3  # failures in a row before nobody asks for a while


@dataclass(frozen=True)
class Share:
    """One class. What was read is asked for again after `fresh_for`."""

    code: str
    name: str
    department: str
    holders: frozenset[str]
    fresh_for: timedelta
    purpose: str
    basis: str


@lru_cache(maxsize=1)
def shares() -> Mapping[str, Share]:
    """Every class by code."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _share(row) for row in csv.DictReader(file)}


def _share(row: Mapping[str, str]) -> Share:
    return Share(
        row["code"],
        row["name"],
        row["department"],
        frozenset(row["holders"].split(";")),
        timedelta(hours=int(row["hours"])),
        row["purpose"],
        row["basis"],
    )


def wait(failures: int) -> timedelta:
    """How long until somebody is asked again after so many failures in a row: 30 s, 1 min, 2 min … an hour."""
    doublings = min(max(failures - 1, 0), 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
