"""Shapes of the guides: the question trees (情形) and the bundles (一件事)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.shapes import Asked, Shape

Key = Annotated[str, Field(max_length=60)]


class SituationAnswer(Shape):
    """`to` is the key of a question or of a situation."""

    value: str
    say: str
    to: str


class SituationQuestion(Shape):
    """`number` questions take one of the ranges shown or a whole number."""

    key: str
    ask: str
    hint: str
    kind: Literal["yes_no", "choice", "number"]
    unit: str
    answers: list[SituationAnswer]


class FormField(Shape):
    key: str
    label: str
    kind: str
    choices: list[str]
    hint: str


class FormSection(Shape):
    name: str
    fields: list[FormField]


class GuideMaterial(Shape):
    """`waived_source` says where it comes from when it need not be brought; `note` why shared data can't give this person's."""

    name: str
    waived: bool
    waived_source: str | None
    note: str


class Situation(Shape):
    """What it takes. `days` are working days promised, `visits` how often one has to come; `law` an article or empty."""

    key: str
    name: str
    materials: list[GuideMaterial]
    form: list[FormSection]
    fee: str
    days: int
    visits: int
    note: str
    law: str


class SituationTree(Shape):
    """`sample`: nobody has verified it yet, show it as 示例."""

    service_code: str
    version: int
    sample: bool
    start: str
    questions: list[SituationQuestion]
    situations: list[Situation]


class SituationAnswers(Asked):
    """Question key → value. With `version` a tree that has changed since is refused (409)."""

    answers: Annotated[dict[Key, Key], Field(max_length=50)]
    version: int | None = None


class AnsweredQuestion(Shape):
    key: str
    ask: str
    value: str
    say: str


class SituationStep(Shape):
    """Where the answers lead: the next question, or the situation."""

    service_code: str
    version: int
    sample: bool
    path: list[AnsweredQuestion]
    question: SituationQuestion | None
    situation: Situation | None


class BundleRow(Shape):
    """`days` are working days for the whole; `bring` counts the materials that have to be brought."""

    id: str
    name: str
    audience: Literal["citizen", "enterprise"]
    stage: str
    lead_department: str
    services: list[str]
    days: int
    bring: int
    sample: bool


class Bundles(Shape):
    """`stages` are those of the audience asked for, to narrow by."""

    items: list[BundleRow]
    stages: list[str]


class BundleMember(Shape):
    """`after`: codes of those done before; `step` counts from 1, members of one step are done side by side.
    `why_not` says why it can't be applied for now."""

    code: str
    name: str
    department: str
    step: int
    after: list[str]
    days: int
    visits: int
    fee: str
    why_not: str | None


class BundleField(FormField):
    needed_by: list[str]


class BundleSection(Shape):
    name: str
    fields: list[BundleField]


class BundleMaterial(GuideMaterial):
    needed_by: list[str]


class Bundle(BundleRow):
    """`fields` are asked in the one form, `fields_apart` in the forms one by one; likewise days."""

    note: str
    source: str
    source_confidence: Literal["S", "H", "L"]
    members: list[BundleMember]
    form: list[BundleSection]
    materials: list[BundleMaterial]
    days_apart: int
    visits: int
    fields: int
    fields_apart: int
