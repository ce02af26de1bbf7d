"""What a type of certificate is: its rule, its window, its ladder of reminders, its law."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

from profile.rules.kinds import AgeBands, AnnualWindow, Cycle, Event, Fixed, PrintedDate, Rule
from profile.rules.periods import Offset

DATA = Path(__file__).parent.parent / "data"
HOUSE_RUNGS = (90, 30, 7, 3)
PLACES = frozenset({"hukou", "residence", "premises"})
CHANNELS = ("wechat", "official", "sms", "inbox")
Due = Literal["expiry", "review", "report", "event"]


@dataclass(frozen=True)
class Moved:
    """Who moves must have it registered on this certificate: which place it names, within which period, by which article."""

    place: str
    within: Offset | None
    law: str


@dataclass(frozen=True)
class CertificateType:
    """One type. `opens` and `closes` bound the window of renewal, counted from the day of expiry; None where the law is silent.

    `channels` says by which way a rung is first tried where it isn't WeChat; None stands for the opening. Of a type that isn't `live`
    the dates are worked out, and nobody is reminded.
    """

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
    channels: Mapping[int | None, str] = field(default_factory=dict)
    live: bool = True
    effective_on: date | None = None
    effective_from: str = ""

    @cached_property
    def ladders(self) -> dict[int, tuple[tuple[int, str, str], ...]]:
        """Worked out once for each length of window, by `profile.rules.ladders`: a sweep asks for thousands."""
        return {}

    @property
    def is_unsure(self) -> bool:
        """Whether the term is from memory and stands on no certificate: messages then say so."""
        return self.confidence == "C" and not isinstance(self.rules[0], PrintedDate)

    @cached_property
    def shuts(self) -> bool:
        """Whether who misses the last day must apply anew: the law wants the application so long before the end, or takes silence for a
        withdrawal. Whatever else is late can still be handed in."""
        first = self.rules[0]
        if isinstance(first, Event):
            return first.then_days > 0
        return self.due == "expiry" and self.closes is not None and self.closes.amount > 0 and not self.closes.after

    @cached_property
    def comes_round(self) -> bool:
        """Whether more is due once its date has passed: next year's report, or the end of a card after its review."""
        reviewed = len(self.rules) > 1 and any(isinstance(rule, Cycle) for rule in self.rules)
        return reviewed or isinstance(self.rules[0], AnnualWindow)

    def channel(self, rung: int | None) -> str:
        """The way by which this rung is first tried."""
        return self.channels.get(rung, CHANNELS[0])

    @cached_property
    def counts_workdays(self) -> bool:
        """Whether its dates lean on the working-day calendar."""
        return any(period is not None and period.unit == "WD" for period in (self.opens, self.closes))

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


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the files beside."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
