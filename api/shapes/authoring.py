"""Shapes of question trees and bundles under operators' hands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StrictBool

from api.shapes import Asked, Shape
from api.shapes.catalogue import Change, Count, ServiceVersion
from api.shapes.guides import SituationQuestion

Kind = Literal["tree", "bundle"]


class GuideFilters(Asked):
    """What the list is narrowed by; empty for all."""

    q: Annotated[str, Field(max_length=200)] = ""
    verified: bool | None = None
    drafts: bool = False
    page: Annotated[int, Field(ge=1, le=10_000)] = 1


class ListedGuide(Shape):
    """`version` 0 was never published."""

    code: str
    name: str
    version: int
    verified: bool
    withdrawn: bool
    has_draft: bool
    updated_at: datetime


class ListedGuides(Shape):
    items: list[ListedGuide]
    total: int
    page: int
    pages: int


class GuideText(Asked):
    """YAML, as hall/data/situations/README.md tells it; it need not be right yet."""

    text: Annotated[str, Field(max_length=60_000)]


class GuideDraft(Shape):
    """A text that is not published. Name `revision` when publishing it."""

    text: str
    revision: int
    edited_at: datetime
    staff: str
    difference: list[Change]


class OperatedGuide(Shape):
    """One guide with all that operators need. `verified_by` and `verified_at` say who vouches for what is published."""

    kind: Kind
    code: str
    name: str
    version: int
    text: str
    withdrawn: bool
    verified: bool
    verified_at: datetime | None
    verified_by: str
    draft: GuideDraft | None
    versions: list[ServiceVersion]


class GuideFault(Shape):
    """`place` is the question, the situation or the line; empty for the whole."""

    place: str
    sentence: str


class PreviewLeaf(Shape):
    """A situation as the text tells it."""

    key: str
    name: str
    materials: list[str]
    sections: list[str]
    fee: str
    days: int
    visits: int
    note: str
    law: str


class Preview(Shape):
    """A tree to walk before it is published."""

    start: str
    questions: list[SituationQuestion]
    leaves: list[PreviewLeaf]


class GuideCheck(Shape):
    """What keeps a text from being published; with `preview` where it is a tree that can be walked."""

    faults: list[GuideFault]
    preview: Preview | None


class Verification(Asked):
    """`version` is the present number that the operator has seen."""

    version: Count
    verified: StrictBool


class GuideWithdrawal(Asked):
    """`version` is the present number that the operator has seen; `withdrawn` false gives the guide back."""

    version: Count
    withdrawn: StrictBool


class GuidePublication(Asked):
    """`version` (0 for a new guide) and `revision` are those of the difference that the operator has seen."""

    version: Annotated[int, Field(ge=0, le=2**31 - 1)]
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)]
    note: Annotated[str, Field(max_length=200)] = ""
