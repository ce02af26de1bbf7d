"""What is known of a person's cases: of the one sent back to be corrected, else of the one that moved last. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from profile.events import Happening
from profile.facts import KnownFact

CASE = "case."
SOURCE = "办件记录"
# What the hall tells of a case, and where the case stands by then: an approval is delivered in the same transaction.
_STANDS = {
    "submitted": "submitted",
    "accepted": "accepted",
    "correction": "correction",
    "approved": "finished",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
}
_MOVES, _DECIDES = frozenset({"submitted", "approved", "rejected"}), frozenset({"approved", "rejected"})


@dataclass(frozen=True)
class CaseStanding:
    """Where one case stands. `moved_at` is when it was handed in or decided, whichever came last; days are local."""

    id: UUID
    state: str
    moved_at: datetime
    correct_by: date | None = None
    decided_on: date | None = None
    rated: bool = False


def from_ledger(happenings: Iterable[Happening]) -> list[CaseStanding]:
    """Each case that was handed in, from its part of the ledger, oldest first. Their moments are local ones."""
    found: dict[UUID, CaseStanding] = {}
    for one in happenings:
        what, before = one.topic.removeprefix(CASE), found.get(one.subject_id) if one.subject_id else None
        if what == "rated" and before:
            found[before.id] = replace(before, rated=True)
        elif what in _STANDS and one.subject_id:
            found[one.subject_id] = _after(before, one.subject_id, what, one)
    return list(found.values())


def _after(before: CaseStanding | None, case_id: UUID, what: str, one: Happening) -> CaseStanding:
    until = one.data.get("until") if what == "correction" else None
    return CaseStanding(
        case_id,
        _STANDS[what],
        one.at if before is None or what in _MOVES else before.moved_at,
        date.fromisoformat(until) if until else None,
        one.at.date() if what in _DECIDES else None,
    )


def pressing(cases: Iterable[CaseStanding]) -> CaseStanding | None:
    """The one that the facts speak of: that which is to be corrected first, else the one that moved last."""
    waiting: list[CaseStanding] = []
    others: list[CaseStanding] = []
    for one in cases:
        (waiting if one.state == "correction" else others).append(one)
    if waiting:
        return min(waiting, key=lambda one: (one.correct_by or date.max, one.id))
    return max(others, key=lambda one: (one.moved_at, one.id), default=None)


def of_case(case: CaseStanding | None, today: date) -> dict[str, KnownFact]:
    """Its facts: they are the house's own, and so true today."""
    if case is None:
        return {}
    found: dict[str, object] = {"case.state": case.state}
    if case.correct_by:
        found["case.correction_days_left"] = (case.correct_by - today).days
    if case.decided_on:
        found |= {"case.finished": case.decided_on.isoformat(), "case.rated": case.rated}
    return {name: KnownFact(value, SOURCE, today) for name, value in found.items()}
