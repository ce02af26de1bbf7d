"""What certificates, facts and the register of enterprises answer in a form; each answer can be changed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from hall import forms
from hall.elements import RENEWED, Element, elements
from hall.forms import Answer, Field
from profile.certificates import Held
from profile.enterprises import Space
from profile.facts import KnownFact

PRINTED = "电子证照·"
REGISTER = "企业登记信息"
# Where a form is about somebody else than who fills it in, what these sections ask for is that person's and not known here.
ABOUT_ANOTHER = frozenset({"孩子", "监护人", "逝者", "员工", "离职"})
ABOUT_ONESELF = frozenset({"原证件", "原许可证", "驾驶证", "就业", "失业", "学历", "残疾", "退役", "出入境证件"})
# What somebody inherits has been another's until now.
INHERITED = frozenset({"车辆", "房屋"})
# Who sets up a new enterprise is not asked about the one they have.
FOUNDING = "设立信息"


def known_by(fields: Collection[Field]) -> tuple[Field, ...]:
    """The questions whose answer can be one's own."""
    sections = {field.section for field in fields}
    others = (ABOUT_ONESELF if sections & ABOUT_ANOTHER else frozenset()) | (INHERITED if "逝者" in sections else frozenset())
    return tuple(field for field in fields if field.section not in others)


def on_certificates(fields: Iterable[Field], wallet: Iterable[Held], renews: Collection[str]) -> dict[str, Answer]:
    """What is printed on the one valid certificate that a question means; where there are several nobody can tell which."""
    valid = [held for held in wallet if held.state == "valid"]
    found = ((field.key, _meant(element, valid, renews)) for field, element in _with_elements(fields))
    return {key: answer for key, answer in found if answer and answer.value}


def _meant(element: Element, valid: list[Held], renews: Collection[str]) -> Answer | None:
    read = [
        (held, printed.part)
        for printed in element.certificates
        for held in valid
        if held.type_code == printed.type_code or (printed.type_code == RENEWED and held.type_code in renews)
    ]
    due = [one for one in read if one[0].type_code in renews] or read
    return _read(*due[0]) if len(due) == 1 else None


def _read(held: Held, part: str) -> Answer:
    values: dict[str, str | date | None] = {
        "name": held.type_name, "number": held.number, "issued_on": held.issued_on, "expires_on": held.expires_on,
    }  # fmt: skip
    return Answer(str(values[part] or ""), f"{PRINTED}{held.type_name}", held.source_as_of.isoformat())


def in_facts(fields: Iterable[Field], facts: Mapping[str, KnownFact], today: date) -> dict[str, Answer]:
    """What departments say, in the words of the form; what would not do as an answer is left out."""
    answers = {}
    for field, element in _with_elements(fields):
        fact = facts.get(field.fact)
        value = "" if fact is None else dict(element.words).get(str(fact.value), str(fact.value))
        if fact and value and forms.problem_with(field, value, today) is None:
            answers[field.key] = Answer(value, fact.source, fact.as_of.isoformat())
    return answers


def in_register(fields: Collection[Field], company: Space | None) -> dict[str, Answer]:
    """Name and code of the one enterprise that somebody acts for."""
    if company is None or any(field.section == FOUNDING for field in fields):
        return {}
    return {"company_name": Answer(company.name, REGISTER), "uscc": Answer(company.uscc, REGISTER)}


def _with_elements(fields: Iterable[Field]) -> Iterable[tuple[Field, Element]]:
    return ((field, elements()[field.key]) for field in fields)
