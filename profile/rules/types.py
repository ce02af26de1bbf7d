"""The types of certificate: loaded from the reference table, checked row by row, kept for the life of the process."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from profile.rules.kinds import AgeBands, AnnualWindow, Cycle, Event, Fixed, PrintedDate, Rule, rules
from profile.rules.periods import Offset, offset

TABLE = Path(__file__).parent.parent / "data" / "certificate_types.csv"
HOUSE_RUNGS = (90, 30, 7, 3)
PLACES = frozenset({"hukou", "residence", "premises"})
Due = Literal["expiry", "review", "report", "event"]
_HOLDERS = {"natural_person", "enterprise", "vehicle_or_vessel"}


@dataclass(frozen=True)
class Moved:
    """Who moves must have it registered on this certificate: which place it names, within which period, by which article."""

    place: str
    within: Offset | None
    law: str


@dataclass(frozen=True)
class CertificateType:
    """One type. `opens` and `closes` bound the window of renewal, counted from the day of expiry; None where the law is silent."""

    code: str
    name: str
    holder: str
    department: str
    tag: str
    rules: tuple[Rule, ...]
    opens: Offset | None
    closes: Offset | None
    rungs: tuple[int, ...]
    renewal_item: str
    legal_basis: str
    confidence: str
    moved: Moved | None = None

    @property
    def is_unsure(self) -> bool:
        """Whether the term is from memory and stands on no certificate: messages then say so."""
        return self.confidence == "C" and not isinstance(self.rules[0], PrintedDate)

    @cached_property
    def due(self) -> Due:
        """What is due when the date comes: a new certificate, a review of this one, a yearly report, or what an event asks for."""
        if any(isinstance(rule, Cycle) for rule in self.rules):
            return "review"
        if isinstance(self.rules[0], AnnualWindow):
            return "report"
        return "event" if isinstance(self.rules[0], Event) else "expiry"

    @cached_property
    def shortest_months(self) -> int | None:
        """The shortest term the type may have, None when only the certificate itself tells."""
        terms: list[int] = []
        for rule in self.rules:
            if isinstance(rule, Fixed | Cycle):
                terms.append(rule.months)
            elif isinstance(rule, AgeBands):
                terms.extend(band.months for band in rule.bands if band.months is not None)
        return min(terms, default=None)


def read(rows: Iterable[Mapping[str, str]]) -> dict[str, CertificateType]:
    """Builds types from rows of the reference table. ValueError names the first row that is wrong."""
    found: dict[str, CertificateType] = {}
    for row in rows:
        try:
            kind = _type(row)
        except (KeyError, TypeError, ValueError) as wrong:
            raise ValueError(f"certificate type {row.get('code')}: {wrong}") from wrong
        if kind.code in found:
            raise ValueError(f"certificate type {kind.code}: the code is used twice")
        found[kind.code] = kind
    return found


@lru_cache(maxsize=1)
def types() -> Mapping[str, CertificateType]:
    """All types by code, as they ship with the house."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return read(csv.DictReader(file))


@lru_cache(maxsize=1)
def types_by_name() -> Mapping[str, CertificateType]:
    """All types by their Chinese name; names are unique."""
    return {kind.name: kind for kind in types().values()}


def _type(row: Mapping[str, str]) -> CertificateType:
    if row["holder"] not in _HOLDERS or row["confidence"] not in "ABC" or not (row["code"] and row["name"]):
        raise ValueError("holder, confidence, code and name must be filled in")
    return CertificateType(
        code=row["code"],
        name=row["name"],
        holder=row["holder"],
        department=row["issuing_dept"],
        tag=row["tag"],
        rules=rules(row["rule_json"]),
        opens=offset(row["window_open_before"]),
        closes=offset(row["window_close_before"]),
        rungs=_rungs(row["rungs"]),
        renewal_item=row["renewal_item"],
        legal_basis=row["legal_basis"],
        confidence=row["confidence"],
        moved=_moved(row["moved"]),
    )


def _moved(text: str) -> Moved | None:
    """Reads `residence|E30D|law`, the period may be empty; nothing for an empty text."""
    if not text:
        return None
    place, within, law = text.split("|")
    if place not in PLACES:
        raise ValueError(f"nobody moves to {place!r} (expected one of {', '.join(sorted(PLACES))})")
    return Moved(place, offset(within), law)


def _rungs(text: str) -> tuple[int, ...]:
    """Days before the deadline, from far to near."""
    rungs = tuple(int(day) for day in text.split(";")) if text else HOUSE_RUNGS
    if list(rungs) != sorted(set(rungs), reverse=True) or rungs[-1] < 0:
        raise ValueError(f"rungs must fall, each once: {text!r}")
    return rungs
