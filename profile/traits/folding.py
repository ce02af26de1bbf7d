"""From what is known to one row of traits, and back to facts of a day. Pure: the same sources always give the same row."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from profile.certificates import Held
from profile.conditions import FactValue, Terms
from profile.conditions.known import DERIVED
from profile.events import Happening
from profile.facts import KnownFact
from profile.naming import NAMING
from profile.people import Person
from profile.traits.standing import from_ledger, of_case, pressing
from profile.wallets import from_wallet, listing

REAL_NAME = 2
Traits = dict[str, Any]


@dataclass(frozen=True)
class Sources:
    """All that one person's traits rest on. `happenings` is their part of the ledger, oldest first, in local time."""

    person: Person
    facts: Mapping[str, KnownFact]
    wallet: Sequence[Held]
    happenings: Sequence[Happening]


def known(sources: Sources, today: date) -> dict[str, KnownFact]:
    """Every fact with its source, before it is folded: later ones say more than earlier ones."""
    person, wallet = sources.person, sources.wallet
    case = of_case(pressing(from_ledger(sources.happenings)), today)
    found = {**sources.facts, **case, **dated(from_wallet(wallet, "cert", today), today)}
    if person.level >= REAL_NAME and person.birth_date and person.gender:
        checked_on = person.verified_on or today
        found["birth_date"] = KnownFact(person.birth_date.isoformat(), "实名认证", checked_on)
        found["gender"] = KnownFact(person.gender, "实名认证", checked_on)
        if wallet or sources.facts:
            found["certificates"] = listing(wallet, today)
    return found


def known_of_enterprise(facts: Mapping[str, KnownFact], wallet: Sequence[Held], seat: str | None, today: date) -> dict[str, KnownFact]:
    """The same of an enterprise: its seat, its registers, its licences."""
    place = {"ent.region": KnownFact(seat, "市场监管部门", today)} if seat else {}
    return {**place, **facts, **dated(from_wallet(wallet, "lic", today), today), "licences": listing(wallet, today)}


def dated(facts: Mapping[str, KnownFact], today: date) -> dict[str, KnownFact]:
    """Days that a wallet counts are counted today, whenever the register was asked."""
    return {name: replace(fact, as_of=today) for name, fact in facts.items()}


def folded(facts: Mapping[str, KnownFact], terms: Terms) -> Traits:
    """The row: values of their kind alone; numbers that count days as the day of their zero, so that no row changes overnight.

    What names somebody, what has no place in the vocabulary and what is not of its kind stays out: it counts as not known.
    """
    found: Traits = {}
    for name, fact in facts.items():
        value = _kept(name, fact, terms)
        if value is not None or (fact.value is None and _may_be_absent(name, terms)):
            found[name] = value
    worked_out = [name for name in found if DERIVED.fullmatch(name) and _born(name) in found]
    return {name: found[name] for name in sorted(found) if name not in worked_out}


def _born(name: str) -> str:
    owner, dot, _ = name.rpartition(".")
    return f"{owner}{dot}birth_date"


def _may_be_absent(name: str, terms: Terms) -> bool:
    """That there is none names nobody."""
    return _speaks(name) and terms.kind(name) is not None and not (DERIVED.fullmatch(name) or _is_birth(name))


def _is_birth(name: str) -> bool:
    return name.rpartition(".")[2] == "birth_date"


def _speaks(name: str) -> bool:
    """The month is the calendar's; a record is known by its Chinese name."""
    return name != "month" and not (name.startswith("record.") and name.isascii())


def _kept(name: str, fact: KnownFact, terms: Terms) -> Any:
    kind = terms.kind(name)
    if kind is None or name in NAMING or not _speaks(name):
        return None
    match kind.kind, fact.value:
        case "flag", bool(value):
            return value
        case "number", int() | float() as number if not isinstance(number, bool) and math.isfinite(number):
            day = fact.as_of.toordinal()
            return number + day if terms.ticks(name) == "down" else number - day if terms.ticks(name) == "up" else number
        case "date", date() as day:
            return day.isoformat()
        case "date", str(text):
            return _day(text)
        case "word", str(text) if "\0" not in text:
            return text
        case "list", list() | tuple() as several if all(isinstance(one, str) for one in several):
            return list(several)
    return None


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def values(traits: Mapping[str, Any], terms: Terms, today: date) -> dict[str, FactValue]:
    """The row as facts of a day, for `evaluate`."""
    return {name: _on(terms.ticks(name), value, today) for name, value in traits.items()}


def _on(ticks: str, value: Any, today: date) -> FactValue:
    if not ticks or value is None:
        return value  # type: ignore[no-any-return]
    days: FactValue = value - today.toordinal() if ticks == "down" else value + today.toordinal()
    return days
