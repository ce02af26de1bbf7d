"""Bundles: one form, one set of materials, an order that follows from what is needed for what."""

from __future__ import annotations

import copy
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid, NotFound
from hall import bundles, kinds, variants, versions, vocabulary
from hall.bundles import members, order, searchable
from hall.bundles.library import catalogue, ties, worked_out
from hall.bundles.reading import Broken, check, read
from hall.bundles.shape import Bundle, Item, Ties
from local.instance import Instance
from tests.items.steps import operator

ALL = {one.id: worked_out(one, [catalogue()[code] for code, _ in one.members], ties()) for one in bundles.shipped()}
FILE: dict[str, Any] = yaml.safe_load((vocabulary.DATA / "bundles.yaml").read_text(encoding="utf-8"))


def after(bundle: Bundle, code: str) -> tuple[str, ...]:
    return next(member.after for member in bundle.members if member.item.code == code)


def material(bundle: Bundle, name: str) -> bundles.BundleMaterial:
    return next(one for one in bundle.materials if one.name == name)


def test_there_are_seventy_two_and_each_tells_where_it_is_from() -> None:
    assert len(ALL) == 72
    assert all(bundle.listed.source and bundle.listed.source_confidence in "SHL" and not bundle.listed.verified for bundle in ALL.values())


async def test_they_are_found_by_audience_and_by_stage(database: Instance) -> None:
    assert {one.id: one for one in await bundles.all()} == ALL
    enterprises = await bundles.all(audience="enterprise")
    assert 0 < len(enterprises) < 72
    assert {one.listed.audience for one in enterprises} == {"enterprise"}
    assert [one.id for one in await bundles.all(stage="出生")] == ["B01"]
    assert await bundles.all(stage="没有这个阶段") == ()
    with pytest.raises(NotFound):
        await bundles.bundle("B99")


@pytest.mark.parametrize("bundle", ALL.values(), ids=ALL)
def test_no_field_is_asked_twice_and_none_is_lost(bundle: Bundle) -> None:
    asked = [field.element.key for section in bundle.form for field in section.fields]
    elements = {row["section"]: row["elements"].split(";") for row in vocabulary.table("sections.csv")}
    wanted = {element for member in bundle.members for name in member.item.sections for element in elements[name]}
    assert len(asked) == len(set(asked)) <= bundle.fields_apart
    assert set(asked) == wanted
    assert all(field.needed_by for section in bundle.form for field in section.fields)


@pytest.mark.parametrize("bundle", ALL.values(), ids=ALL)
def test_no_material_is_asked_twice_and_each_says_who_needs_it(bundle: Bundle) -> None:
    asked = [one.kind for one in bundle.materials]
    assert len(asked) == len(set(asked))
    assert set(asked) == {kinds.kind_of(name).kind for member in bundle.members for name in member.item.materials}
    for one in bundle.materials:
        needing = {
            member.item.code for member in bundle.members if one.kind in {kinds.kind_of(name).kind for name in member.item.materials}
        }
        assert set(one.needed_by) == needing


@pytest.mark.parametrize("bundle", ALL.values(), ids=ALL)
def test_nobody_waits_for_somebody_who_waits_for_them(bundle: Bundle) -> None:
    step = {member.item.code: member.step for member in bundle.members}
    assert all(step[before] < member.step for member in bundle.members for before in member.after)
    assert max(member.item.days for member in bundle.members) <= bundle.days <= bundle.days_apart


def test_a_newborn_is_registered_with_the_birth_certificate_that_the_hospital_issues_on_the_way() -> None:
    bundle = ALL["B01"]
    assert after(bundle, "IT005") == ("IT003",)
    assert after(bundle, "IT006") == ("IT005",)
    assert material(bundle, "出生医学证明").waived_source is not None
    assert material(bundle, "医疗费票据").waived_source is None
    applicant = next(field for section in bundle.form for field in section.fields if field.element.key == "applicant_name")
    assert len(applicant.needed_by) == 6


def test_a_shop_waits_for_its_business_licence_and_does_not_bring_it() -> None:
    bundle = ALL["B42"]
    assert after(bundle, "IT232") == ("IT203",)
    licence = material(bundle, "营业执照")
    assert licence.waived_source
    assert set(licence.needed_by) == {"IT232", "IT241"}


def test_the_sellers_old_deed_does_not_wait_for_the_new_one() -> None:
    bundle = ALL["B10"]
    assert after(bundle, "IT152") == ()
    assert set(after(bundle, "IT154")) == {"IT152", "IT161"}
    assert after(bundle, "IT163") == ("IT154",)


def test_every_field_of_the_forms_is_a_known_element() -> None:
    elements = {row["element"] for row in vocabulary.table("elements.csv")}
    assert {row["key"] for row in vocabulary.table("forms.csv")} <= elements
    assert {one for row in vocabulary.table("sections.csv") for one in row["elements"].split(";")} <= elements


def test_an_element_means_the_same_in_every_form() -> None:
    elements = {row["element"]: row for row in vocabulary.table("elements.csv")}
    assert all(elements[row["key"]]["kind"] == row["kind"] for row in vocabulary.table("forms.csv"))


def changed(change: str) -> str:
    raw = copy.deepcopy(FILE)
    one = raw["bundles"][0]
    match change:
        case "unknown service":
            one["members"][0]["item"] = "IT999"
        case "another name":
            one["members"][0]["name"] = "出生证"
        case "twice":
            one["members"].append(one["members"][0])
        case "same id":
            raw["bundles"][1]["id"] = one["id"]
        case "audience":
            one["audience"] = "everybody"
        case "no members":
            one["members"] = []
        case "column":
            one["colour"] = "red"
        case "format":
            raw["format"] = 2
        case _:
            one["name"] = 7
    return yaml.safe_dump(raw, allow_unicode=True)


@pytest.mark.parametrize(
    "change", ["unknown service", "another name", "twice", "same id", "audience", "no members", "column", "format", "text"]
)
def test_a_list_with_a_mistake_is_refused_in_words(change: str) -> None:
    try:
        problems = check(read(changed(change)), catalogue(), ties())
    except Broken as broken:
        problems = broken.problems
    assert problems


def test_services_that_wait_for_one_another_are_refused() -> None:
    items = catalogue()
    pair = {code: replace(items[code], materials=(other,), results=(code,)) for code, other in (("IT003", "IT011"), ("IT011", "IT003"))}
    problems = check(read(yaml.safe_dump(FILE, allow_unicode=True))[:1], {**items, **pair}, ties())
    assert any("互相等待" in problem for problem in problems)


def item(number: int, needs: frozenset[int], days: int) -> Item:
    materials = tuple(f"证{one}" for one in sorted(needs))
    return Item(f"I{number}", f"事项{number}", "部门", days, 0, "不收费", materials, frozenset(), (f"证{number}",), ("申请人",))


def ordered(waits_for: dict[str, tuple[str, ...]]) -> tuple[tuple[str, ...], dict[str, int]]:
    try:
        return (), order.steps(waits_for)
    except order.Circle as circle:
        return circle.codes, {}


@given(st.lists(st.tuples(st.frozensets(st.integers(0, 7), max_size=3), st.integers(0, 30)), min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_whatever_needs_what_either_an_order_is_found_or_the_circle_is_named(wanted: list[tuple[frozenset[int], int]]) -> None:
    items = [item(number, needs - {number}, days) for number, (needs, days) in enumerate(wanted)]
    waits_for = order.waits(items, Ties({}, {}, {}))
    circle, step = ordered(waits_for)
    if circle:
        assert all(later in waits_for[code] or code in waits_for[later] for code, later in pairwise(circle))
        return
    assert all(step[before] < step[code] for code, others in waits_for.items() for before in others)
    assert max(one.days for one in items) <= order.days(items, waits_for) <= sum(one.days for one in items)


@given(st.lists(st.tuples(st.frozensets(st.integers(0, 7), max_size=3), st.integers(0, 30)), min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_even_what_has_become_a_circle_since_can_be_done_in_some_order(wanted: list[tuple[frozenset[int], int]]) -> None:
    items = [item(number, needs - {number}, days) for number, (needs, days) in enumerate(wanted)]
    waits_for, strict = order.waits_without_circle(items), order.waits(items)
    step = order.steps(waits_for)
    assert all(step[before] < step[code] for code, others in waits_for.items() for before in others)
    assert waits_for == strict or ordered(strict)[0]


@pytest.mark.parametrize(
    ("days", "unit", "working"), [(20, "工作日", 20), (7, "自然日", 5), (30, "自然日", 22), (1, "自然日", 1), (0, "自然日", 0)]
)
def test_calendar_days_count_as_working_days_rounded_up(days: int, unit: str, working: int) -> None:
    assert members.workdays(days, unit) == working


async def test_a_bundle_says_what_its_services_say_now(database: Instance) -> None:
    duty = await operator()
    before = await bundles.bundle("B01")
    changes = {
        "name": "出生医学证明签发",
        "promise_days": 30,
        "fee": "5元",
        "visits": 3,
        "materials": [{"name": "接生记录", "prefillable": False}],
    }
    draft = (await versions.edit("IT003", changes, duty)).draft
    assert draft is not None
    assert await bundles.bundle("B01") == before
    await versions.publish("IT003", duty, version=1, revision=draft.revision)
    now = await bundles.bundle("B01")
    changed = next(member.item for member in now.members if member.item.code == "IT003")
    assert (changed.name, changed.days, changed.fee, changed.visits) == ("出生医学证明签发", 30, "5元", 3)
    assert material(now, "接生记录").needed_by == ("IT003",)
    assert now.days >= 30 > before.days
    found = await searchable.by_id("B01")
    assert found is not None
    assert "出生医学证明签发" in found.text
    assert "B01" in await bundles.holding("IT003")
    await versions.roll_back("IT003", duty, to=1, version=2)
    assert await bundles.bundle("B01") == before


async def test_a_bundle_costs_what_the_place_asks(database: Instance) -> None:
    duty = await operator()
    await variants.change("IT005", "330106", {"fee": "8元"}, duty)
    fees = {member.item.code: member.item.fee for member in (await bundles.bundle("B01", "330106")).members}
    usual = {member.item.code: member.item.fee for member in (await bundles.bundle("B01", "330211")).members}
    assert fees == {**usual, "IT005": "8元"}
    with pytest.raises(Invalid):
        await bundles.bundle("B01", "999999")
    await variants.change("IT005", "330106", {"fee": None}, duty)


async def test_what_a_service_has_become_never_closes_a_bundle(database: Instance) -> None:
    duty = await operator()
    for code, needs in (("IT003", "居民户口簿"), ("IT005", "出生医学证明")):
        draft = (await versions.edit(code, {"materials": [{"name": needs, "prefillable": False}], "status": "暂停"}, duty)).draft
        assert draft is not None
        await versions.publish(code, duty, version=(await versions.present(code)).version, revision=draft.revision)
    found = await bundles.bundle("B01")
    assert [member.item.code for member in found.members if member.item.why_not] == ["IT003", "IT005"]
