"""Shapes of sign-in, identity and the person's own page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StrictBool

from api.shapes import Asked, Shape

Code = Annotated[str, Field(min_length=1, max_length=256)]


class WechatSignIn(Asked):
    """`code` from wx.login; `phone_code` from a getPhoneNumber button, when the person tapped one. With `known_only` only an
    existing account is opened, so that a tapped reminder leads straight to its page."""

    code: Code
    phone_code: Code | None = None
    known_only: bool = False


class SmsAsk(Asked):
    phone: Annotated[str, Field(max_length=40)]


class SmsCodeSent(Shape):
    request_id: UUID
    expires_in: int
    resend_after: int


class SmsSignIn(Asked):
    request_id: UUID
    phone: Annotated[str, Field(max_length=40)]
    code: Annotated[str, Field(min_length=1, max_length=12)]


class Refresh(Asked):
    refresh_token: Annotated[str, Field(min_length=20, max_length=128)]


class PhoneCode(Asked):
    code: Code


class Region(Shape):
    code: str
    name: str


class Preferences(Shape):
    elder_mode: bool
    theme: Literal["auto", "light", "dark"]
    personalised: bool


class PreferencesPatch(Asked):
    elder_mode: bool | None = None
    theme: Literal["auto", "light", "dark"] | None = None
    personalised: bool | None = None


class EnterpriseRole(Shape):
    """`administered`: the person answers for it and may see who read its data."""

    id: UUID
    name: str
    role: str
    role_name: str
    administered: bool


class Me(Shape):
    """The person who is signed in, masked."""

    id: UUID
    display_name: str
    phone: str | None
    id_number: str | None
    level: int
    level_name: str
    region: Region | None
    preferences: Preferences
    unread: int
    enterprises: list[EnterpriseRole]


class Session(Shape):
    """Keys of a session; `expires_in` in seconds is the access token's."""

    access_token: str
    refresh_token: str
    expires_in: int
    citizen: Me


class SessionRow(Shape):
    id: UUID
    door: str
    device: str
    created_at: datetime
    used_at: datetime
    current: bool


class SessionRows(Shape):
    items: list[SessionRow]


class RealNameAsk(Asked):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    id_number: Annotated[str, Field(min_length=1, max_length=100)]
    consent: StrictBool


class RealNameResult(Shape):
    state: Literal["passed", "failed", "pending"]
    level: int
    sentence: str


class FaceAsk(Asked):
    consent: StrictBool


class FaceCheck(Shape):
    id: UUID
    verify_id: str
    expires_at: datetime


class Sourced(Shape):
    """One thing that is known, with where it comes from and when it was true."""

    label: str
    value: str
    source: str
    as_of: date | None


class DataGroup(Shape):
    """Facts of one kind, what they are used for, and by which law; `verified` false: the basis is still to be checked (待核)."""

    title: str
    items: list[Sourced]
    purpose: str
    basis: str
    verified: bool


class DataReading(Shape):
    """One department's data: when it was last read, and whether it can't be had just now."""

    share: str
    name: str
    department: str
    read_at: datetime | None
    away: bool


class MyData(Shape):
    groups: list[DataGroup]
    readings: list[DataReading]


class Subscription(Shape):
    id: str
    title: str
    kind: Literal["one_time", "long_term"]
    balance: int


class Subscriptions(Shape):
    templates: list[Subscription]


class Link(Shape):
    page: str
    params: dict[str, str]


class MessageDelivery(Shape):
    channel: Literal["wechat", "official", "sms", "inbox", "email"]
    state: str
    state_text: str
    at: datetime | None


class Message(Shape):
    id: UUID
    category: Literal["reminder", "case", "system"]
    title: str
    body: str
    created_at: datetime
    read_at: datetime | None
    link: Link | None
    deliveries: list[MessageDelivery]


class Messages(Shape):
    items: list[Message]
    unread: int
    unread_by: dict[str, int]
    next_cursor: str | None


class ReadMark(Shape):
    """When everything was marked as read: what takes it back."""

    read_at: datetime


class ReadMarkBack(Asked):
    read_at: AwareDatetime


class PublicInfo(Shape):
    """What anyone may know of this installation."""

    name: str
    environment: str
    demo: bool
    now: datetime
    version: str
    h5_wechat: bool
