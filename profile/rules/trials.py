"""A type's own cases: given holder and day of issue, expect expiry, window and rungs. Run on any draft, told line by line. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.calendar import Calendar
from profile.rules.expiry import expires_on
from profile.rules.ladders import ladder
from profile.rules.types import CertificateType
from profile.rules.windows import window

WHAT = {"expires_on": "到期日", "opens_on": "最早可办", "deadline_on": "最迟办理", "rungs": "提醒日"}


@dataclass(frozen=True)
class Line:
    """One thing that was expected, and what came out; empty for none."""

    field: str
    what: str
    expected: str
    found: str

    @property
    def same(self) -> bool:
        return self.expected == self.found


@dataclass(frozen=True)
class Trial:
    """One case that was run. `wrong` says why it could not be."""

    name: str
    given: Mapping[str, str]
    lines: tuple[Line, ...]
    wrong: str = ""

    @property
    def passed(self) -> bool:
        return not self.wrong and all(line.same for line in self.lines)


def run(kind: CertificateType, cases: Sequence[Mapping[str, Any]], workdays: Calendar) -> tuple[Trial, ...]:
    """Every case of the type, in order."""
    return tuple(_run(kind, case, workdays) for case in cases)


def _run(kind: CertificateType, case: Mapping[str, Any], workdays: Calendar) -> Trial:
    given, expected = case["given"], case["expect"]
    try:
        found = outcome(kind, given, workdays)
    except (KeyError, ValueError, OverflowError) as wrong:
        return Trial(case["name"], given, (), f"这条用例写得不对：{wrong}")
    return Trial(case["name"], given, tuple(Line(name, words, expected.get(name, ""), found[name]) for name, words in WHAT.items()))


def outcome(kind: CertificateType, given: Mapping[str, str], workdays: Calendar) -> dict[str, str]:
    """What the rule makes of these givens: expiry, window, and rungs as `90@2026-03-01;…`; empty for none."""
    issued = date.fromisoformat(given["issued_on"])
    expiry = expires_on(
        kind,
        issued,
        _day(given, "birth_date"),
        _day(given, "printed_until"),
        int(given.get("version") or 1),
        registered_on=_day(given, "registered_on"),
        clean_record=given.get("clean_record") != "0",
        as_of=_day(given, "as_of"),
    )
    within = window(kind, expiry, workdays, issued)
    rungs = ";".join(f"{rung.days}@{rung.on}" for rung in ladder(kind, within))
    days = (expiry, within.opens_on if within else None, within.deadline_on if within else None)
    return dict(zip(WHAT, [*(day.isoformat() if day else "" for day in days), rungs], strict=True))


def _day(given: Mapping[str, str], name: str) -> date | None:
    return date.fromisoformat(given[name]) if given.get(name) else None
