"""The inbox alone: the message was written there together with the delivery, so arriving takes no call."""

from __future__ import annotations

from push.channels import Parcel
from push.states import Delivered, Happening


class Inbox:
    async def send(self, parcel: Parcel) -> Happening:
        return Delivered()
