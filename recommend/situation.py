"""Everything that scenes are judged on, put together for one person: register facts, the wallet, today. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from core import clock
from hall.cases import CaseRow
from hall.states import State
from profile.certificates import Held
from profile.conditions import FactValue
from profile.enterprises import Space
from profile.facts import KnownFact
from profile.people import Standing
from profile.traits import PLACES, CaseStanding, of_case, pressing, without
from profile.wallets import from_wallet, listing
from recommend.vocabulary import terms

REAL_NAME = 2
_FORMS: Mapping[str, type | tuple[type, ...]] = {
    "number": (int, float),
    "date": (str, date),
    "flag": bool,
    "word": str,
    "list": (list, tuple),
}
Facts = Mapping[str, KnownFact]


@dataclass(frozen=True)
class Situation:
    """Facts by name, each with its source and date, and the day they are judged on."""

    facts: Facts
    today: date

    @property
    def values(self) -> dict[str, FactValue]:
        return {name: fact.value for name, fact in self.facts.items()}

    @property
    def region(self) -> str | None:
        """Where it is: an enterprise's seat, where a person lives, else where they are registered."""
        found = (self.facts.get(name) for name in PLACES)
        return next((fact.value for fact in found if fact and isinstance(fact.value, str)), None)


def of_citizen(person: Standing, facts: Facts, wallet: Sequence[Held], today: date, cases: Sequence[CaseRow] = ()) -> Situation:
    """What is known of a person, without deleted tags. An empty wallet says something only once the registers were asked (real name)."""
    known = {**_of_their_kind(ticked(facts, today)), **of_case(spoken_of(cases), today), **from_wallet(wallet, "cert", today)}
    if person.level >= REAL_NAME and person.birth_date and person.gender:
        checked_on = person.verified_on or today
        known["birth_date"] = KnownFact(person.birth_date.isoformat(), "实名认证", checked_on)
        known["gender"] = KnownFact(person.gender, "实名认证", checked_on)
        if wallet or facts:
            known["certificates"] = listing(wallet, today)
    return Situation(without(known, person.dropped), today)


def spoken_of(cases: Iterable[CaseRow]) -> CaseStanding | None:
    """The case that a person's facts speak of."""
    return pressing(_standing(row, row.submitted_at) for row in cases if row.submitted_at)


def _standing(row: CaseRow, handed_in: datetime) -> CaseStanding:
    decided = row.decided_at if row.state in (State.FINISHED, State.REJECTED) else None
    return CaseStanding(
        row.id,
        row.state.value,
        max(handed_in, decided or handed_in),
        row.correct_by if row.state is State.CORRECTION else None,
        clock.local(decided).date() if decided else None,
        row.rated,
    )


def of_enterprise(space: Space, facts: Facts, held: Sequence[Held], today: date) -> Situation:
    """What is known of an enterprise."""
    seat = {"ent.region": KnownFact(space.region_code, "市场监管部门", today)} if space.region_code else {}
    return Situation(
        {**seat, **_of_their_kind(ticked(facts, today)), **from_wallet(held, "lic", today), "licences": listing(held, today)}, today
    )


def _of_their_kind(facts: Facts) -> dict[str, KnownFact]:
    """What a department tells in another form than agreed ("3" for 3) counts as not known, as it does in traits."""
    return {name: fact for name, fact in facts.items() if _is_of_its_kind(name, fact.value)}


def _is_of_its_kind(name: str, value: object) -> bool:
    term = terms().get(name)
    if term is None or value is None:
        return True
    return isinstance(value, _FORMS[term.kind.kind]) and isinstance(value, bool) == (term.kind.kind == "flag")


def ticked(facts: Facts, today: date) -> dict[str, KnownFact]:
    """Counts of days as they stand today: what was 18 days left on Monday is 17 on Tuesday."""
    return {name: _ticked(name, fact, today) for name, fact in facts.items()}


def _ticked(name: str, fact: KnownFact, today: date) -> KnownFact:
    term = terms().get(name)
    if term is None or not term.ticks or isinstance(fact.value, bool) or not isinstance(fact.value, int | float):
        return fact
    passed = max((today - fact.as_of).days, 0)
    return replace(fact, value=fact.value - passed if term.ticks == "down" else fact.value + passed)
