"""What a question tree is made of. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

YES, NO = "是", "否"


@dataclass(frozen=True)
class Range:
    """Whole numbers from `least` (included) up to `below` (excluded; None is without end)."""

    least: int
    below: int | None

    def holds(self, number: int) -> bool:
        return self.least <= number and (self.below is None or number < self.below)


@dataclass(frozen=True)
class Answer:
    """One answer and where it leads: the key of a question or of a leaf. `range` is set in questions for a number."""

    value: str
    say: str
    to: str
    range: Range | None = None


@dataclass(frozen=True)
class Question:
    """`kind`: yes_no, choice (out of `of`, all that there is to choose), or number (whole, from 0; `unit` says of what)."""

    key: str
    ask: str
    kind: str
    answers: tuple[Answer, ...]
    of: tuple[str, ...] = ()
    hint: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Leaf:
    """One situation: what it takes. `days` are working days promised, `visits` how often one has to come, `law` an article or ''."""

    key: str
    name: str
    materials: tuple[str, ...]
    sections: tuple[str, ...]
    fee: str
    days: int
    visits: int
    note: str = ""
    law: str = ""


@dataclass(frozen=True)
class Tree:
    """The questions of one service. `file` is where it was read; unverified ones are shown as 示例."""

    item: str
    version: int
    verified: bool
    start: str
    questions: Mapping[str, Question]
    leaves: Mapping[str, Leaf]
    file: str = ""
