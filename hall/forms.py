"""What a case asks for, and whether what was filled in will do. Pure: specifications from data/forms.csv."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from hall import vocabulary
from hall.elements import Element, elements, sections

PHONE = re.compile(r"1[3-9][0-9]{9}")
TEXT_MAX = 200
ADDRESS_SHORTEST = 6
YEARS = 100  # how far back, and how far ahead, a date may lie
FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Field:
    """One question of a form, under the heading of its `section`. `kind`: text, phone, date, choice or address. `fact` names a
    known fact that answers it; `only_official` ones are shown when an official source answers them and never asked."""

    section: str
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
            row["section"],
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
    asked = {one.key: one for one in usual}
    for name in names:
        for element in sections().get(name, ()):
            asked.setdefault(element.key, _field_of(element, name))
    return tuple(asked.values())


def _field_of(element: Element, section: str) -> Field:
    return Field(section, element.key, element.label, element.kind, element.required, False, element.choices, element.fact, element.hint)


def range_of(field: Field, today: date) -> tuple[date, date] | None:
    """The first and the last day that an answer may name; None for what is no date."""
    if field.kind != "date":
        return None
    when = elements()[field.key].when
    return today if when == "future" else _years(today, -YEARS), today if when == "past" else _years(today, YEARS)


def _years(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th where there is none."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def problem_with(field: Field, value: str, today: date) -> str | None:
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
    return _problem_with_date(field, value, today) if field.kind == "date" else None


def _problem_with_date(field: Field, value: str, today: date) -> str | None:
    first, last = range_of(field, today) or (date.min, date.max)
    if not _is_date(value):
        return f"{field.label}应写成 2026-01-31 这样的日期。"
    if first <= date.fromisoformat(value) <= last:
        return None
    if last == today:
        return f"{field.label}不能晚于今天，请检查。"
    return f"{field.label}不能早于今天，请检查。" if first == today else f"{field.label}离今天太远了，请检查年份。"


def problems(fields: tuple[Field, ...], answers: Mapping[str, Answer], today: date) -> dict[str, str]:
    """Everything that still keeps the form from being handed in, by field."""
    found = {field.key: problem_with(field, answers[field.key].value if field.key in answers else "", today) for field in fields}
    delivery = answers.get("delivery")
    if delivery and delivery.value == "邮寄到家" and not (answers.get("address") or Answer("")).value:
        found["address"] = "选择了邮寄到家，请填写收件地址。"
    return {key: problem for key, problem in found.items() if problem}


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
