"""Shapes of what a person wants to hear, by which way and when."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from api.shapes import Asked, Shape


class NotificationChannel(Shape):
    key: str
    name: str
    on: bool


class NotificationTopic(Shape):
    """Of a `must_know` topic one way must stay open."""

    key: str
    name: str
    note: str
    must_know: bool
    channels: list[NotificationChannel]


class Notifications(Shape):
    """One truth for every channel. Quiet hours are whole hours; `evenings` and `mornings` are those that can be chosen."""

    topics: list[NotificationTopic]
    sms_stopped: bool
    phone: bool
    quiet_from: int
    quiet_until: int
    evenings: list[int]
    mornings: list[int]


class NotificationSwitch(Asked):
    topic: Annotated[str, Field(max_length=24)]
    channel: Annotated[str, Field(max_length=16)]
    on: StrictBool


class NotificationsPatch(Asked):
    """Any of: switches, texts stopped or welcome again, hours of quiet (both together)."""

    switches: Annotated[list[NotificationSwitch], Field(max_length=40)] = []
    sms_stopped: StrictBool | None = None
    quiet_from: StrictInt | None = None
    quiet_until: StrictInt | None = None

    @model_validator(mode="after")
    def _both_ends(self) -> Self:
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValueError("quiet_from and quiet_until go together")
        return self

    def quiet(self) -> tuple[int, int] | None:
        return (self.quiet_from, self.quiet_until) if self.quiet_from is not None and self.quiet_until is not None else None
