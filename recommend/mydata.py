"""Everything known about a person, told to that person: each thing with its source and the day it was true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from core import clock, law
from core.errors import NotFound
from profile import certificates, facts, people, shares
from profile.certificates import Held
from profile.people import Person
from profile.shares import Reading
from recommend import situation, vocabulary
from recommend.reasons import Reason
from recommend.situation import Facts


@dataclass(frozen=True)
class Group:
    """Facts of one kind: what they are used for, and by which law; `verified` says that its text was read."""

    title: str
    items: tuple[Reason, ...]
    purpose: str
    basis: str
    verified: bool


@dataclass(frozen=True)
class MyData:
    """`readings` say of each department's data when it was last read, and whether it can't be had just now."""

    groups: tuple[Group, ...]
    readings: tuple[Reading, ...] = ()


async def groups(citizen_id: UUID) -> MyData:
    """Identity, certificates, then the facts of the registers by subject."""
    person = await people.person(citizen_id)
    wallet = await certificates.wallet(citizen_id)
    found = told(person, wallet, await facts.facts_of(citizen_id), clock.today())
    return replace(found, readings=tuple(await shares.readings(citizen_id, clock.now())))


async def source_of(citizen_id: UUID, label: str) -> str:
    """The department that something in my data comes from. Raises `NotFound` for what is not there."""
    for group in (await groups(citizen_id)).groups:
        for item in group.items:
            if item.label == label:
                return item.source
    raise NotFound("data.unknown", "没有找到这一项信息。")


def told(person: Person, wallet: Sequence[Held], known: Facts, today: date) -> MyData:
    """Pure: the same, from values. Names and numbers are masked."""
    found = [_group("身份信息", _identity(person)), _group("证照", tuple(_held(one) for one in wallet))]
    by_group: dict[str, list[Reason]] = {}
    for name, fact in situation.ticked(known, today).items():
        term = vocabulary.terms().get(name)
        item = Reason(vocabulary.label_of(name), vocabulary.told(name, fact.value), fact.source, fact.as_of)
        by_group.setdefault(term.group if term else "其他", []).append(item)
    found += [_group(title, tuple(sorted(items, key=lambda item: item.label))) for title, items in by_group.items()]
    return MyData(tuple(group for group in found if group.items))


def _group(title: str, items: tuple[Reason, ...]) -> Group:
    why = vocabulary.purposes().get(title, vocabulary.purposes()["基本信息"])
    return Group(title, items, why.purpose, why.basis, law.is_quoted(why.basis))


def _identity(person: Person) -> tuple[Reason, ...]:
    values = {
        "姓名": person.display_name if person.name else None,
        "证件号码": person.masked_id_number,
        "出生日期": vocabulary.day_in_words(person.birth_date) if person.birth_date else None,
        "性别": vocabulary.told("gender", person.gender) if person.gender else None,
    }
    found = [Reason(label, value, "实名认证", person.verified_on) for label, value in values.items() if value]
    return (*found, *([Reason("手机号", person.masked_phone, "您登录时提供", None)] if person.masked_phone else []))


def _held(held: Held) -> Reason:
    until = f"{vocabulary.day_in_words(held.expires_on)}前有效" if held.expires_on else "长期有效或以证面为准"
    return Reason(held.type_name, until, held.source, held.source_as_of)
