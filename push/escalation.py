"""Who else hears when a holder does not move, and when somebody calls. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Answer:
    """What came of earlier reminders of one certificate: whether there were any, the latest was opened, the renewal was begun."""

    told: bool = False
    opened: bool = False
    begun: bool = False

    @property
    def moved(self) -> bool:
        return self.opened or self.begun


def helpers_hear(answer: Answer) -> bool:
    """The holder alone hears the first time; from then on helpers hear too, unless the holder moved."""
    return answer.told and not answer.moved


def worth_a_call(answer: Answer, *, valid: bool, deadline_on: date | None, today: date) -> bool:
    """Whether somebody calls a holder whom the last reminder did not move: not when a call would come too late."""
    return answer.told and not answer.moved and valid and deadline_on is not None and deadline_on >= today
