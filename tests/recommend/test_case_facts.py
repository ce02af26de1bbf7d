"""What is known of somebody's cases is the same from the ledger, which traits are folded from, and from the rows that a page is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.tables import uuid7
from hall.cases import CaseRow
from hall.listings import ServiceName
from hall.states import OVER, Act, State, after
from profile.events import Happening
from profile.facts import KnownFact
from profile.traits import of_case
from profile.traits.standing import from_ledger, pressing
from recommend import situation

BEGAN = clock.local(datetime.fromisoformat("2026-11-20T14:00:00+00:00"))
TODAY = date(2026, 11, 22)
TOPICS = {Act.SUBMIT: "submitted", Act.ACCEPT: "accepted", Act.APPROVE: "approved", Act.REJECT: "rejected", Act.CORRECT: "correction"}


@dataclass
class Told:
    """A case as its row stands, and all that the ledger was told of it."""

    row: CaseRow
    ledger: list[Happening] = field(default_factory=list)

    def tell(self, what: str, at: datetime) -> None:
        until = {"until": self.row.correct_by.isoformat()} if self.row.correct_by else {}
        self.ledger.append(Happening(uuid7(), f"case.{what}", uuid7(), self.row.id, {"round": 1, **until}, at))


def begun() -> Told:
    names = ("number", "submitted_at", "due_on", "correct_by", "decided_at", "certificate_id", "new_certificate_id")
    service = ServiceName("IT117", "户口迁移", "公安")
    made = CaseRow(id=uuid7(), service=service, kind="application", state=State.DRAFT, state_text="", created_at=BEGAN, rated=False,
                   **dict.fromkeys(names))  # fmt: skip
    return Told(made)


def moved(case: Told, act: Act, at: datetime) -> None:
    """As the hall moves it: `submission`, `outcomes`, `ratings`."""
    values = case.row.__dict__ | {"state": after(case.row.state, act), "correct_by": None}
    if act is Act.SUBMIT:
        values |= {"submitted_at": at}
    if act in (Act.APPROVE, Act.REJECT):
        values |= {"decided_at": at, "state": State.FINISHED if act is Act.APPROVE else State.REJECTED}
    if act is Act.CORRECT:
        values |= {"correct_by": at.date() + timedelta(days=14)}
    case.row = CaseRow(**values)
    if act in TOPICS or (act is Act.WITHDRAW and case.row.submitted_at):
        case.tell(TOPICS.get(act, "withdrawn"), at)


@st.composite
def histories(draw: st.DrawFn) -> list[Told]:
    """Up to four cases, moved one after the other at random; what is over may be rated, answered and put right."""
    found, at = [begun() for _ in range(draw(st.integers(1, 4)))], BEGAN
    for _ in range(draw(st.integers(0, 16))):
        case, at = draw(st.sampled_from(found)), at + timedelta(hours=draw(st.integers(1, 9)))
        if case.row.state in OVER:
            if case.row.submitted_at and case.row.state is not State.WITHDRAWN:
                said = draw(st.sampled_from(["rated", "answered", "rectified"]))
                case.row = CaseRow(**case.row.__dict__ | {"rated": case.row.rated or said == "rated"})
                case.tell(said, at)
            continue
        moved(case, draw(st.sampled_from([act for act in Act if act is not Act.DELIVER and after(case.row.state, act)])), at)
    return found


@given(histories())
def test_ledger_and_rows_say_the_same_of_any_history(cases: list[Told]) -> None:
    ledger = sorted((event for one in cases for event in one.ledger), key=lambda event: event.at)
    folded = of_case(pressing(from_ledger(ledger)), TODAY)
    assert folded == of_case(situation.spoken_of([one.row for one in cases]), TODAY)
    waiting = [one.row for one in cases if one.row.state is State.CORRECTION]
    if waiting:
        assert folded["case.state"].value == "correction"
        first = min(row.correct_by for row in waiting if row.correct_by)
        assert folded["case.correction_days_left"].value == (first - TODAY).days
    elif folded:
        last = max((one.row for one in cases if one.row.submitted_at), key=lambda row: max(row.submitted_at, row.decided_at or BEGAN))  # type: ignore[type-var]
        assert folded["case.state"] == KnownFact(last.state.value, "办件记录", TODAY)
        assert ("case.finished" in folded) is (last.decided_at is not None)
