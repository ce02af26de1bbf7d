"""Shapes of certificate rules under operators' hands: content, cases that were tried, runs of the time machine, and the calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt

from api.shapes import Asked, Shape

CatchUp = Literal["none", "all"]
Word = Annotated[str, Field(max_length=200)]
Note = Annotated[str, Field(max_length=200)]


class RungLine(Asked):
    """A rung of the ladder: days before the last day to act, null for the day the window opens, and the way tried first."""

    days: Annotated[StrictInt, Field(ge=0, le=3650)] | None
    channel: Literal["wechat", "official", "sms", "inbox"]


class RuleCase(Asked):
    """A case: given these, expect those. Days as 2026-03-01, rungs as `90@2026-03-01;…`; what is absent is empty."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    given: dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=40)]]
    expect: dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=400)]]


class RuleContent(Shape):
    """What can be edited of a type's rule; `rule` in its machine form."""

    rule: list[dict[str, Any]]
    opens: str
    closes: str
    rungs: list[RungLine]
    live: bool
    moved: str
    renewal_item: str
    legal_basis: str
    effective_on: str
    effective_from: str
    confidence: str


class RuleChanges(Asked):
    """Fields to change in the draft; those left out stay as they are."""

    rule: Annotated[list[dict[str, Any]], Field(max_length=10)] = []
    opens: Annotated[str, Field(max_length=10)] = ""
    closes: Annotated[str, Field(max_length=10)] = ""
    rungs: Annotated[list[RungLine], Field(max_length=20)] = []
    live: StrictBool = True
    moved: Word = ""
    renewal_item: Word = ""
    legal_basis: Word = ""
    effective_on: Annotated[str, Field(max_length=10)] = ""
    effective_from: Literal["", "reference", "memory"] = ""
    confidence: Literal["A", "B", "C"] = "C"
    cases: Annotated[list[RuleCase], Field(max_length=200)] = []


class TrialLine(Shape):
    field: str
    what: str
    expected: str
    found: str
    same: bool


class Trial(Shape):
    """One case as it was run just now."""

    name: str
    given: dict[str, str]
    passed: bool
    wrong: str
    lines: list[TrialLine]


class RuleChange(Shape):
    field: str
    label: str
    before: Any
    after: Any


class RungForeseen(Shape):
    """A rung of the rule, whether it will be said, and when or why not."""

    days: int | None
    said: bool
    words: str


class RuleSide(Shape):
    """A rule as it stands or as its draft would have it: in words, in full, with its cases run and what its ladder comes to."""

    words: str
    content: RuleContent
    trials: list[Trial]
    ladder: list[RungForeseen]


class RuleDraft(Shape):
    revision: int
    digest: str
    edited_at: datetime
    authors: list[str]
    mine: bool
    side: RuleSide
    difference: list[RuleChange]


class RuleVersion(Shape):
    number: int
    at: datetime
    publisher: str
    authors: list[str]
    note: str
    restored: int | None


class RuleRow(Shape):
    code: str
    name: str
    holder: str
    department: str
    words: str
    live: bool
    confidence: str
    number: int
    cases: int
    has_draft: bool


class Rules(Shape):
    items: list[RuleRow]
    live: int


class Rule(Shape):
    code: str
    name: str
    holder: str
    department: str
    law: str
    number: int
    certificates: int
    side: RuleSide
    draft: RuleDraft | None
    versions: list[RuleVersion]


class SimulationAsk(Asked):
    """From which day on (today when absent), how many days, and whether rungs that have passed would be caught up with."""

    from_on: date | None = None
    days: Annotated[StrictInt, Field(ge=1, le=400)] = 90
    catch_up: CatchUp = "none"


class SimulationSample(Shape):
    who: str
    day: date
    rung: int
    rule: str
    at: datetime
    channel: str
    held: list[str]
    short: bool


class SimulationResult(Shape):
    """Counted so far. `days`: day → what this rule says, what the live rule says; `channels` and `held` by message."""

    counts: dict[str, int]
    days: dict[str, list[int]]
    channels: dict[str, int]
    held: dict[str, int]
    sample: list[SimulationSample]


class Simulation(Shape):
    id: UUID
    type_code: str
    digest: str
    rule_number: int
    from_at: datetime
    days: int
    catch_up: str
    total: int
    looked: int
    error: str
    at: datetime
    finished_at: datetime | None
    result: SimulationResult


class Simulations(Shape):
    items: list[Simulation]


class RulePublication(Asked):
    revision: StrictInt
    catch_up: CatchUp = "none"
    note: Note = ""


class RuleRollback(Asked):
    to: Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]
    number: Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]
    note: Note = ""


class Recomputation(Shape):
    id: UUID
    because: str
    subject: str
    total: int
    looked: int
    changed: int
    catch_up: str
    at: datetime
    finished_at: datetime | None


class CalendarYear(Shape):
    year: int
    official: bool
    workdays: int
    holidays: list[str]


class CalendarNotice(Shape):
    number: int
    at: datetime
    file_name: str
    staff: str
    changes: int


class WorkCalendar(Shape):
    years: list[CalendarYear]
    notices: list[CalendarNotice]
    recomputations: list[Recomputation]


class CalendarProblem(Shape):
    line: int
    detail: str


class CalendarChange(Shape):
    day: date
    before: str
    after: str


class CalendarReport(Shape):
    """What a notice changes, or what is wrong with it. `confirmed` days only become official."""

    file_name: str
    rows: int
    published: bool
    problems: list[CalendarProblem]
    changes: list[CalendarChange]
    confirmed: int
    certificates: int
