"""What wallet and facts answer in the forms of situations, and what they must not. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import crypto
from hall import elements, forms, prefill, renewals, situations, views
from hall.prefill import Known
from hall.printed import ABOUT_ANOTHER, ABOUT_ONESELF
from profile import rules
from profile.certificates import Held
from profile.enterprises import Space
from profile.facts import KnownFact
from profile.people import Person
from tests.hall.steps import PASSPORT

pytestmark = pytest.mark.usefixtures("instance")  # for the key that numbers are sealed with
DAY, NOBODY = date(2026, 3, 10), UUID(int=0)
LEAVES = [(tree.item, leaf.sections) for tree in situations.shipped().values() for leaf in tree.leaves.values()]
FACTS = {"marriage_date": "2025-08-22", "degree": "专科", "employment_status": "retired", "vehicle.plate": "浙A3M8T1", "driver.class": "C1",
         "graduation_date": "2999-01-01", "nationality": "GBR", "residence_address": "杭州市西湖区文三路18号2幢202室"}  # fmt: skip
NAMED = {one.type_code for element in elements.elements().values() for one in element.certificates} - {elements.RENEWED}


def held(type_code: str, number: str = "EK3071852", state: str = "valid") -> Held:
    one, issued, ends = uuid4(), date(2019, 1, 9), date(2029, 1, 9)
    sealed = crypto.seal(number, f"profile_certificate.number_sealed:{one}")
    return Held(one, type_code, 1, NOBODY, None, state, issued, None, ends, None, None, None, None, NOBODY, sealed, "出入境", DAY, "")


def known(*wallet: Held, company: Space | None = None) -> Known:
    person = Person(
        id=NOBODY, level=2, birth_date=None, gender="female", region_code=None, verified_on=DAY, preferences={}, openid=None,
        name="许清如", id_number=None, phone=None,
    )  # fmt: skip
    return Known(person, None, None, {name: KnownFact(value, "某部门", DAY) for name, value in FACTS.items()}, wallet, DAY, company)


def filled(code: str, sections: tuple[str, ...], *wallet: Held, company: Space | None = None) -> dict[str, forms.Answer]:
    return prefill.answers(forms.fields_in(code, False, sections), known(*wallet, company=company), renewals.types_renewed_by(code))


@given(st.sampled_from(LEAVES), st.sets(st.sampled_from(sorted(NAMED))))
@settings(max_examples=200, deadline=None)
def test_whatever_is_filled_in_would_do_can_be_changed_and_says_where_from(leaf: tuple[str, tuple[str, ...]], types: set[str]) -> None:
    code, sections = leaf
    questions = {field.key: field for field in forms.fields_in(code, False, sections)}
    for key, answer in filled(code, sections, *map(held, sorted(types))).items():
        assert forms.problem_with(questions[key], answer.value, DAY) is None
        assert answer.source
        assert answer.locked == (key in {"applicant_name", "id_number"})
        if set(sections) & ABOUT_ANOTHER:
            assert questions[key].section not in ABOUT_ONESELF
        if key in elements.numbers():
            assert "*" in views.masked(key, answer.value)


def test_a_number_is_taken_from_the_one_valid_certificate_that_is_meant() -> None:
    travel = ("申请人", "出入境证件")
    assert filled("IT001", travel, held(PASSPORT))["passport_number"].value == "EK3071852"
    assert filled("IT001", travel, held(PASSPORT))["passport_number"].source == "电子证照·普通护照"
    assert "passport_number" not in filled("IT001", travel, held(PASSPORT), held("ZJCT005", "C12345678"))
    assert filled("IT046", travel, held(PASSPORT), held("ZJCT005", "C12345678"))["passport_number"].value == "EK3071852"
    assert "passport_number" not in filled("IT001", travel, held(PASSPORT, state="revoked"))
    assert "passport_number" not in filled("IT001", ("监护人", "孩子", "出入境证件"), held(PASSPORT))
    assert "plate_number" in filled("IT001", ("申请人", "车辆"))
    assert "plate_number" not in filled("IT001", ("申请人", "车辆", "逝者", "继承"))


def test_facts_are_told_in_the_words_of_the_form_or_not_at_all() -> None:
    answers = filled("IT001", ("学历", "就业", "婚姻", "出入境证件"))
    assert answers["education_level"].value == "大专"
    assert answers["married_on"].value == "2025-08-22"
    assert not {"employment_state", "graduated_on"} & answers.keys()


def test_who_applies_for_a_child_is_taken_for_its_parent_unless_somebody_is_sent() -> None:
    child = ("监护人", "孩子", "父母")
    answers = filled("IT001", child)
    assert (answers["guardian_name"], answers["mother_name"]) == (prefill.Answer("许清如", prefill.REAL_NAME, DAY.isoformat()),) * 2
    assert "father_name" not in answers
    assert "guardian_name" not in filled("IT001", (*child, "代办人"))


def test_who_founds_an_enterprise_is_not_asked_about_the_one_they_have() -> None:
    company = Space(NOBODY, "杭州周记点心店", "92330106MA2KX7R1X1", "legal")
    assert filled("IT001", ("企业", "注销"), company=company)["uscc"].value == company.uscc
    assert "company_name" not in filled("IT001", ("设立信息",), company=company)


def test_what_answers_a_form_exists() -> None:
    assert set(rules.types()) >= NAMED
    every = elements.elements().values()
    assert {printed.part for element in every for printed in element.certificates} <= {"name", "number", "issued_on", "expires_on"}
    assert {element.when for element in every} <= {"", "past", "future"}
    assert all(element.kind == "date" for element in every if element.when)
    assert all({word for _, word in element.words} <= set(element.choices) for element in every if element.choices)


@pytest.mark.parametrize(
    ("key", "days", "fits"),
    [("married_on", 0, True), ("married_on", 1, False), ("appointment_on", -1, False), ("appointment_on", 0, True),
     ("rent_until", -400, True), ("rent_until", 40_000, False), ("issued_on", -50_000, False)],
)  # fmt: skip
def test_a_date_lies_where_it_can_lie(key: str, days: int, fits: bool) -> None:
    element = elements.elements()[key]
    field = forms.Field("", key, element.label, element.kind, True, False, (), "", "")
    day = DAY + timedelta(days=days)
    assert (forms.problem_with(field, day.isoformat(), DAY) is None) is fits
    first, last = forms.range_of(field, DAY) or (day, day)
    assert (first <= day <= last) is fits
