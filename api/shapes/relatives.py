"""Shapes of relatives and agents: who looks after whom, what waits for whose word, and what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from api.shapes import Asked, Shape
from api.shapes.certificates import Certificate

Word = Annotated[str, Field(max_length=16)]


class DelegationChange(Asked):
    """What may be done, and with which certificates; no `types` means all."""

    actions: Annotated[list[Word], Field(min_length=1, max_length=8)]
    types: Annotated[list[Word], Field(max_length=60)] = []


class DelegationWish(DelegationChange):
    """`side` is the asker's own: `helper` to look after the other, `holder` to be looked after."""

    side: Literal["holder", "helper"]
    relation: Word
    years: StrictInt = 1


class DelegationAsk(DelegationWish):
    phone: Annotated[str, Field(max_length=40)]


class DelegationCode(Asked):
    code: Annotated[str, Field(min_length=4, max_length=24)]


class Invitation(Shape):
    """A code to hand on; it can be accepted once."""

    code: str
    days: int


class Choice(Shape):
    key: str
    name: str


class More(Shape):
    """What the helper asks to be added, and nothing else; `all_types`: every certificate, those to come too."""

    id: UUID
    actions: list[Choice]
    types: list[Choice]
    all_types: bool
    created_at: datetime
    answer_by: datetime


class MoreAnswer(Asked):
    """Names the wish that was seen: one that was asked since is not answered by it."""

    wish: UUID


class Delegation(Shape):
    """One relation as one of its sides sees it; `name` is the other's, masked. `i_help`: the viewer looks after the other.

    `more` waits for the holder's word.
    """

    id: UUID
    name: str
    i_help: bool
    relation: str
    relation_name: str
    actions: list[Choice]
    types: list[Choice]
    state: str
    years: int
    created_at: datetime
    answer_by: datetime | None
    expires_at: datetime | None
    more: More | None = None


class Deed(Shape):
    """One thing that was done for the person."""

    at: datetime
    name: str
    what: str
    certificate: str | None


class Delegations(Shape):
    """`relations`, `actions` and `types` are what can be chosen when asking."""

    looking_after: list[Delegation]
    looked_after_by: list[Delegation]
    asked_of_me: list[Delegation]
    asked_by_me: list[Delegation]
    done: list[Deed]
    relations: list[Choice]
    actions: list[Choice]
    types: list[Choice]


class HelpedCertificate(Certificate):
    """One that the viewer looks after; `can_prepare`: they may fill its renewal now."""

    can_prepare: bool


class HelpedWallet(Shape):
    items: list[HelpedCertificate]


class Preparation(Asked):
    certificate_id: UUID
