"""People: who someone is, opened from its seals for those who need it, and how the house names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

import orjson

from core import clock, crypto, masks
from core.errors import NotFound
from core.tables import sql
from profile import idnumbers
from profile.models import Citizen

# For statements of other rooms: where people are at home, and who has an account, and nothing else of them.
REGIONS = "(SELECT id, region_code FROM profile_citizen)"
OPEN = "(SELECT id FROM profile_citizen WHERE closed_at IS NULL)"
# How somebody is greeted (`greeted`), in a statement whose FROM is `profile.glance.FROM`.
CALLED = "p.name_sealed, p.phone_sealed"
LEVELS = {0: "未登录", 1: "已登录", 2: "已实名", 3: "已刷脸核验"}
DEFAULTS: dict[str, Any] = {"elder_mode": False, "theme": "auto", "personalised": True}


@dataclass(frozen=True)
class Standing:
    """What pages are judged on: how sure the house is of somebody, and what the number says, without the number; `dropped` are the tags
    that they deleted."""

    id: UUID
    level: int
    birth_date: date | None = field(repr=False)
    gender: str | None
    region_code: str | None
    verified_on: date | None
    preferences: dict[str, Any]
    dropped: frozenset[str] = field(default=frozenset(), kw_only=True)


@dataclass(frozen=True)
class Person(Standing):
    """A person with seals opened. Never log one; show `display_name`, `masked_phone`, `masked_id_number` instead."""

    openid: str | None = field(repr=False)
    name: str | None = field(repr=False)
    id_number: str | None = field(repr=False)
    phone: str | None = field(repr=False)

    @property
    def display_name(self) -> str:
        return _display_name(self.name, self.phone)

    @property
    def masked_phone(self) -> str | None:
        return masks.mask_phone(self.phone) if self.phone else None

    @property
    def masked_id_number(self) -> str | None:
        return masks.mask_id_number(self.id_number) if self.id_number else None


def _display_name(name: str | None, phone: str | None) -> str:
    if name:
        return masks.mask_name(name)
    return f"尾号{phone[-4:]}" if phone else "微信用户"


def greeted(citizen_id: UUID, row: Mapping[str, Any]) -> str:
    """The display name alone, from the columns of `CALLED`: no other seal is opened for it."""
    name = _unsealed(citizen_id, "name_sealed", row["name_sealed"])
    return _display_name(name, None if name else _unsealed(citizen_id, "phone_sealed", row["phone_sealed"]))


def context(column: str, citizen_id: UUID) -> str:
    """Ties a sealed value to its cell."""
    return f"profile_citizen.{column}:{citizen_id}"


async def person(citizen_id: UUID) -> Person:
    """The person behind an id. Raises `NotFound`."""
    found = await people([citizen_id])
    if citizen_id not in found:
        raise NotFound("citizen.unknown", "没有找到这个账号。")
    return found[citizen_id]


async def people(citizen_ids: list[UUID]) -> dict[UUID, Person]:
    """Several people by id, in one query."""
    rows = await sql(
        """SELECT id, openid, phone_sealed, name_sealed, id_number_sealed, level, verified_at, region_code, preferences
           FROM profile_citizen WHERE id = ANY($1)""",
        citizen_ids,
    )
    return {row["id"]: _opened(row) for row in rows}


@dataclass(frozen=True)
class Addresses:
    """Where a person can be reached, in which region's hours, and nothing else of them."""

    citizen_id: UUID
    openid: str | None = field(repr=False)
    phone_index: str | None = field(repr=False)
    _phone_sealed: bytes | None = field(repr=False)
    region: str | None = None
    official: str | None = field(default=None, repr=False)

    @property
    def has_phone(self) -> bool:
        return self._phone_sealed is not None

    @cached_property
    def phone(self) -> str | None:
        """The number, opened when somebody needs it."""
        return _unsealed(self.citizen_id, "phone_sealed", self._phone_sealed)


_ADDRESSES = """
SELECT c.id, c.openid, c.phone_index, c.phone_sealed, c.region_code, f.openid AS official FROM profile_citizen c
LEFT JOIN LATERAL (SELECT openid FROM profile_follower WHERE unionid = c.unionid AND left_at IS NULL ORDER BY id DESC LIMIT 1) f ON true
WHERE c.id = ANY($1)
"""


async def addresses(citizen_ids: list[UUID]) -> dict[UUID, Addresses]:
    """Several people's addresses by id, in one query: to bring a message nobody needs their name or number opened."""
    rows = await sql(_ADDRESSES, citizen_ids)
    return {
        row["id"]: Addresses(row["id"], row["openid"], row["phone_index"], row["phone_sealed"], row["region_code"], row["official"])
        for row in rows
    }


async def left(citizen_ids: Sequence[UUID]) -> set[UUID]:
    """Who of these died or moved abroad for good, as the population register says."""
    rows = await sql("SELECT id FROM profile_citizen WHERE id = ANY($1) AND left_because IS NOT NULL", list(citizen_ids))
    return {row["id"] for row in rows}


def _opened(row: dict[str, Any]) -> Person:
    name, number, phone = (_unsealed(row["id"], column, row[column]) for column in ("name_sealed", "id_number_sealed", "phone_sealed"))
    parsed = idnumbers.parse(number, clock.today()) if number else None
    return Person(
        id=row["id"],
        level=row["level"],
        openid=row["openid"],
        name=name,
        id_number=number,
        phone=phone,
        birth_date=parsed.birth_date if parsed else None,
        gender=parsed.gender if parsed else None,
        region_code=row["region_code"],
        verified_on=clock.local(row["verified_at"]).date() if row["verified_at"] else None,
        preferences={**DEFAULTS, **orjson.loads(row["preferences"])},
    )


def _unsealed(citizen_id: UUID, column: str, blob: bytes | None) -> str | None:
    return crypto.unseal(bytes(blob), context(column, citizen_id)) if blob else None


async def prefer(citizen_id: UUID, changes: dict[str, Any]) -> dict[str, Any]:
    """Keeps the person's preferences; returns all of them. Two changes at once both stay: neither writes what the other left alone."""
    rows = await sql(
        "UPDATE profile_citizen SET preferences = preferences || $2::jsonb WHERE id = $1 RETURNING preferences",
        citizen_id,
        orjson.dumps(changes).decode(),
    )
    return {**DEFAULTS, **orjson.loads(rows[0]["preferences"])}


async def by_openid(openid: str) -> UUID | None:
    """The account that this WeChat identity is tied to."""
    row = await Citizen.get_or_none(openid=openid).values("id")
    return row["id"] if row else None


async def by_phone(phones: list[str]) -> dict[str, UUID]:
    """The accounts of these mobile numbers, by number."""
    indexes = {crypto.blind_index(phone, "phone"): phone for phone in phones}
    found = await by_phone_index(list(indexes))
    return {indexes[index]: citizen_id for index, citizen_id in found.items()}


async def by_phone_index(indexes: list[str]) -> dict[str, UUID]:
    """The accounts behind blind indexes of mobile numbers, by index."""
    rows = await sql("SELECT id, phone_index FROM profile_citizen WHERE phone_index = ANY($1)", indexes)
    return {row["phone_index"]: row["id"] for row in rows}


async def unite(openid: str, unionid: str) -> None:
    """Notes who this WeChat identity is across the accounts of one open platform."""
    await sql("UPDATE profile_citizen SET unionid = $2 WHERE openid = $1 AND unionid IS DISTINCT FROM $2", openid, unionid)


async def unlink(openid: str) -> None:
    """WeChat no longer knows this openid: the account goes on without it."""
    await Citizen.filter(openid=openid).update(openid=None)
