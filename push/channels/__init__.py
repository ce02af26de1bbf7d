"""The ways to a person behind one Protocol. A carrier makes one call and says what happened; it never decides what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from push.states import Happening


@dataclass(frozen=True, repr=False)
class Parcel:
    """One delivery on its way. `address` (an openid or a phone number) is never stored or logged with it."""

    id: UUID
    template: str
    payload: dict[str, Any]
    address: str


class Carrier(Protocol):
    """One channel."""

    async def send(self, parcel: Parcel) -> Happening:
        """One try. Returns `Delivered`, `Refused`, `Unreached` or `Doubtful`; any exception counts as our own fault."""
