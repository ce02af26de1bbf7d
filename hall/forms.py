"""What a case asks for, and whether what was filled in will do. Pure: specifications from data/forms.csv."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from hall import vocabulary
from hall.elements import Element, sections

PHONE = re.compile(r"1[3-9][0-9]{9}")
TEXT_MAX = 200
ADDRESS_SHORTEST = 6
FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Field:
    """One question of a form. `kind`: text, phone, date, choice or address. `fact` names a known fact that answers it;
    `only_official` ones are shown when an official source answers them and never asked."""

    key: str
    label: str
    kind: str
    required: bool
    only_official: bool
    choices: tuple[str, ...]
    fact: str
    hint: str


@dataclass(frozen=True)
class Answer:
    """A value and where it came from; an official one is locked. `as_of` is an ISO date. Never logged."""

    value: str = field(repr=False)
    source: str = ""
    as_of: str = ""
    locked: bool = False


@lru_cache(maxsize=512)
def fields_of(service_code: str, renewal: bool) -> tuple[Field, ...]:
    """The questions of a service, in the order in which they are shown."""
    wanted = {"*", service_code} | ({"renewal"} if renewal else set())
    return tuple(
        Field(
            row["key"],
            row["label"],
            row["kind"],
            row["required"] == "yes",
            row["required"] == "official",
            tuple(filter(None, row["choices"].split(";"))),
            row["fact"],
            row["hint"],
        )
        for row in vocabulary.table("forms.csv")
        if row["service_code"] in wanted
    )


@lru_cache(maxsize=512)
def fields_in(service_code: str, renewal: bool, names: tuple[str, ...]) -> tuple[Field, ...]:
    """The questions of a service in one situation: what every case needs, then the situation's sections, nothing twice."""
    listed = fields_of(service_code, renewal)
    usual = listed if renewal else tuple(one for one in listed if one.required or one.only_official)
    asked = dict.fromkeys(element for name in names for element in sections().get(name, ()))
    known = {one.key for one in usual}
    return (*usual, *(_field_of(element) for element in asked if element.key not in known))


def _field_of(element: Element) -> Field:
    return Field(element.key, element.label, element.kind, element.required, False, element.choices, element.fact, element.hint)


def problem_with(field: Field, value: str) -> str | None:
    """What is wrong with an answer, in a sentence; None when it will do."""
    if not value:
        return f"请填写{field.label}。" if field.required else None
    if len(value) > TEXT_MAX:
        return f"{field.label}太长了，请控制在{TEXT_MAX}个字以内。"
    if FORBIDDEN.search(value):
        return f"{field.label}里有无法识别的字符，请重新输入。"
    if field.kind == "phone" and not PHONE.fullmatch(value):
        return f"{field.label}应是 11 位手机号码，请检查。"
    if field.kind == "choice" and value not in field.choices:
        return f"请从{'、'.join(field.choices)}中选择{field.label}。"
    if field.kind == "address" and len(value) < ADDRESS_SHORTEST:
        return f"{field.label}太短了，请写到门牌号。"
    if field.kind == "date" and not _is_date(value):
        return f"{field.label}应写成 2026-01-31 这样的日期。"
    return None


def problems(fields: tuple[Field, ...], answers: Mapping[str, Answer]) -> dict[str, str]:
    """Everything that still keeps the form from being handed in, by field."""
    found = {field.key: problem_with(field, answers[field.key].value if field.key in answers else "") for field in fields}
    delivery = answers.get("delivery")
    if delivery and delivery.value == "邮寄到家" and not (answers.get("address") or Answer("")).value:
        found["address"] = "选择了邮寄到家，请填写收件地址。"
    return {key: problem for key, problem in found.items() if problem}


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
