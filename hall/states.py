"""The one table of what may happen to a case, and what the department's late or repeated words mean. Pure."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a case stands (办件状态)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    CORRECTION = "correction"
    APPROVED = "approved"
    REJECTED = "rejected"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What a person, a department or the house does to a case."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    APPROVE = "approve"
    REJECT = "reject"
    CORRECT = "correct"
    DELIVER = "deliver"
    WITHDRAW = "withdraw"


NEXT: dict[tuple[State, Act], State] = {
    (State.DRAFT, Act.SUBMIT): State.SUBMITTED,
    (State.DRAFT, Act.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Act.ACCEPT): State.ACCEPTED,
    (State.SUBMITTED, Act.APPROVE): State.APPROVED,
    (State.SUBMITTED, Act.REJECT): State.REJECTED,
    (State.SUBMITTED, Act.CORRECT): State.CORRECTION,
    (State.SUBMITTED, Act.WITHDRAW): State.WITHDRAWN,
    (State.ACCEPTED, Act.APPROVE): State.APPROVED,
    (State.ACCEPTED, Act.REJECT): State.REJECTED,
    (State.ACCEPTED, Act.CORRECT): State.CORRECTION,
    (State.ACCEPTED, Act.WITHDRAW): State.WITHDRAWN,
    (State.CORRECTION, Act.SUBMIT): State.SUBMITTED,
    (State.CORRECTION, Act.APPROVE): State.APPROVED,
    (State.CORRECTION, Act.REJECT): State.REJECTED,
    (State.CORRECTION, Act.WITHDRAW): State.WITHDRAWN,
    (State.APPROVED, Act.DELIVER): State.FINISHED,
}

OPEN = frozenset({State.DRAFT, State.SUBMITTED, State.ACCEPTED, State.CORRECTION})
EDITABLE = frozenset({State.DRAFT, State.CORRECTION})
OVER = frozenset({State.REJECTED, State.FINISHED, State.WITHDRAWN})

OUTCOMES = {"accepted": Act.ACCEPT, "approved": Act.APPROVE, "rejected": Act.REJECT, "correction": Act.CORRECT}


def after(state: State, act: Act) -> State | None:
    """The state that follows, or None when the act has no place there."""
    return NEXT.get((state, act))


def answer_to(state: State, act: Act, case_round: int, answer_round: int | None) -> State | None:
    """The state after a department's answer; None when it comes too late, twice, or speaks of an earlier hand-in.

    Acceptance that arrives after the decision, or a correction asked for before the last hand-in, changes nothing.
    A decision is final in whatever order the letters come.
    """
    if state is State.DRAFT or (answer_round is not None and answer_round < case_round):
        return None
    return after(state, act)
