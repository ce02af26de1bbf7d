"""The hall's pure judgements: states, rulings, codes, numbers, forms, prefill and the story told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import workdays
from hall import codes, deadlines, decisions, forms, items, kinds, numbers, prefill, promises, renewals, slots, states, timeline, vocabulary
from hall.forms import Answer
from hall.listings import ListedMaterial
from hall.prefill import Known
from hall.states import OPEN, OVER, Act, State
from profile.certificates import Held
from profile.facts import KnownFact
from profile.people import Person

ANSWERS = st.lists(st.tuples(st.sampled_from(sorted(states.OUTCOMES)), st.sampled_from([None, 1, 2])), max_size=12)


@given(st.lists(st.sampled_from(list(Act)), max_size=20))
def test_no_way_leads_out_of_the_end_and_none_past_the_middle(acts: list[Act]) -> None:
    state, seen = State.DRAFT, [State.DRAFT]
    for act in acts:
        following = states.after(state, act)
        if following:
            assert state not in OVER
            state = following
            seen.append(state)
    if State.FINISHED in seen:
        assert State.APPROVED in seen
    if {State.APPROVED, State.REJECTED, State.ACCEPTED} & set(seen):
        assert State.SUBMITTED in seen


def test_every_state_has_words_and_is_open_or_over_or_approved() -> None:
    assert set(timeline.TEXTS) == set(State)
    assert {*OPEN, *OVER, State.APPROVED} == set(State)


@given(ANSWERS)
def test_departments_answers_in_any_order_and_number_end_in_at_most_one_decision(answers: list[tuple[str, int | None]]) -> None:
    state, decided = State.SUBMITTED, 0
    for outcome, of_round in answers:
        following = states.answer_to(state, states.OUTCOMES[outcome], 2, of_round)
        if of_round == 1:
            assert following is None
        if following:
            decided += following in {State.APPROVED, State.REJECTED}
            state = State.FINISHED if following is State.APPROVED else following
    assert decided <= 1


@pytest.mark.parametrize(
    ("days", "unit", "due"),
    [
        (5, "工作日", "2026-10-13"),  # the week of the National Day, and a working Saturday
        (0, "工作日", "2026-09-30"),
        (5, "自然日", "2026-10-08"),  # ends within the holiday: the next working day
        (20, "自然日", "2026-10-20"),
        (None, "自然日", "2026-11-03"),
    ],
)
def test_a_promise_counts_in_its_own_unit(days: int | None, unit: str, due: str) -> None:
    assert deadlines.due_on(workdays(), date(2026, 9, 30), days, unit) == date.fromisoformat(due)


def test_a_draft_hears_no_department() -> None:
    assert all(states.answer_to(State.DRAFT, act, 0, None) is None for act in states.OUTCOMES.values())


GOOD = {
    "person.level": 2,
    "certificate.state": "valid",
    "certificate.window_open": True,
    "fact.residence_registered": True,
    "materials.uploaded": 0,
    "situation": "none",
}


def test_the_table_approves_where_every_condition_holds() -> None:
    ruling = decisions.rule("IT041", GOOD)
    assert ruling is not None
    assert ruling.approved
    assert ruling.rule_version == "2026.2"
    assert ruling.inputs == GOOD


@given(st.sampled_from(sorted(GOOD)), st.sampled_from([None, "", False, 0, "no", "expired", 99, True]))
def test_the_table_never_takes_the_unknown_for_true(name: str, value: object) -> None:
    ruling = decisions.rule("IT041", {**GOOD, name: value})  # type: ignore[dict-item]
    assert ruling is not None
    if value in (None, ""):
        assert not ruling.approved
        assert len(ruling.reasons) == 1


def test_the_table_does_not_know_what_it_was_not_told() -> None:
    assert decisions.rule("IT189", GOOD) is None


def test_the_table_and_the_list_of_renewals_agree() -> None:
    at_once = {one.service_code for one in renewals.renewals().values() if one.decided_by == "table"}
    assert at_once == set(decisions.rules())
    tests = {"at_least", "at_most", "is", "one_of", "whole_number"}
    assert {row["test"] for row in vocabulary.table("decisions.csv")} <= tests


@pytest.mark.parametrize("given_text", ["３", "1.5", "-1", "many", "True", "1e3"])
def test_only_plain_digits_are_a_whole_number(given_text: str) -> None:
    assert not decisions.holds(decisions.Condition("form.employees", "whole_number", "", ""), given_text)


@given(st.dates(date(2026, 1, 1), date(2099, 12, 31)), st.integers(1, 10**9), st.integers(0, 30), st.integers(0, 9))
def test_a_slip_of_one_digit_in_a_case_number_is_found(day: date, serial: int, place: int, digit: int) -> None:
    number = numbers.case_number(day, serial)
    assert numbers.is_case_number(number)
    at = 2 + place % (len(number) - 2)
    bent = number[:at] + str(digit) + number[at + 1 :]
    assert numbers.is_case_number(bent) is (bent == number)


@pytest.mark.parametrize("text", ["", "ZB", "zb202603100000014", "ZB２02603100000014", "ZB202603100000014 "])
def test_other_texts_are_no_case_number(text: str) -> None:
    assert not numbers.is_case_number(text)


@pytest.mark.parametrize(
    ("impl", "base", "reason"),
    [
        ("11440000006939756B2440101007000", "440101007000", None),
        ("11440000006939756B244010100700012", "440101007000", None),
        ("511A0052000000-511602000000-000-11511301008778183N-1-00", "", None),
        ("512C0107400001-511602000000-000-00877868-5-1-00", "", None),
        ("", "", "no code"),
        ("11440000006939756B2440101007000", "440101007001", "bad code: the base code isn't the one inside the implementation code"),
        ("E-000004-001-11511301008778386B", "", "bad code"),
        ("1144000000693975", "440101007000", "bad code"),
        ("１1440000006939756B2440101007000", "440101007000", "bad code"),
    ],
)
def test_item_codes_are_held_against_their_shape(impl: str, base: str, reason: str | None) -> None:
    found = codes.reason_against(impl, base)
    assert (found is None) is (reason is None)
    assert (found or "").startswith(reason or "")


def test_a_wrong_office_code_is_a_doubt_and_no_obstacle() -> None:
    assert codes.doubt_about("11440000006939756B2440101007000") is None
    assert codes.doubt_about("TE440000GD030003VV2442199374000")


@given(st.text(max_size=400))
def test_no_text_breaks_the_reading_of_items(text: str) -> None:
    found, issues = items.read(
        "item_id,name,dept,item_type,service_object,handling_type,promise_working_days,onsite_visits,fee,theme,"
        "materials,materials_prefillable,result,source\n" + text.replace("\0", "")
    )
    assert all(item.code for item in found)
    assert all(issue.reason for issue in issues)


QUESTION = {field.key: field for field in forms.fields_of("IT210", True)}


@given(st.sampled_from(sorted(QUESTION)), st.text(max_size=300))
def test_what_a_person_types_is_taken_or_refused_in_words(key: str, value: str) -> None:
    problem = forms.problem_with(QUESTION[key], value, date(2026, 3, 10))
    assert problem is None or problem.endswith("。")
    if problem is None:
        assert len(value) <= forms.TEXT_MAX
        assert not forms.FORBIDDEN.search(value)


def test_a_parcel_needs_an_address() -> None:
    asked = forms.fields_of("IT189", True)
    answers = {field.key: Answer("x") for field in asked} | {"delivery": Answer("邮寄到家"), "address": Answer("")}
    assert "address" in forms.problems(asked, answers, date(2026, 3, 10))


def test_what_was_typed_stays_and_what_is_official_follows_its_source() -> None:
    kept = {"phone": Answer("13800000000", prefill.BY_HAND), "issued_on": Answer("2020-01-01", "公安", "2026-01-01", locked=True)}
    fresh = {"phone": Answer("13911111111", prefill.ACCOUNT), "issued_on": Answer("2020-01-02", "公安", "2026-03-01", locked=True)}
    merged, changed = prefill.merged(kept, fresh)
    assert merged["phone"].value == "13800000000"
    assert merged["issued_on"].value == "2020-01-02"
    assert changed == ("issued_on",)
    assert prefill.merged(fresh, fresh) == (fresh, ())
    assert prefill.merged(fresh, {}) == ({}, ("issued_on",))


@pytest.mark.parametrize("state", list(State))
def test_every_story_tells_what_comes_next_until_it_is_over(state: State) -> None:
    begun = [timeline.Happened("begun", datetime(2026, 3, 10, tzinfo=UTC))]
    lines = timeline.timeline(begun, state, "公安交管", date(2026, 3, 17), renewal=True)
    ahead = [line for line in lines if line.at is None]
    assert bool(ahead) is (state in OPEN)
    assert sum(line.kind == "now" for line in lines) == 1
    if state is State.SUBMITTED:
        assert ahead[-1].note == "承诺最晚 3 月 17 日办完，新证照会放进您的卡包。"


def test_every_listed_material_has_a_kind_of_its_own() -> None:
    rows = vocabulary.table("items_core.csv")
    names = {name for row in rows for name in row["materials"].split(";") if name}
    assert all(kinds.kind_of(name).kind for name in names)
    unknown = [kinds.kind_of(name) for name in names if kinds.kind_of(name).kind.startswith("material-")]
    assert len({kind.kind for kind in unknown}) == len(unknown)
    portrait, form = kinds.kind_of("照片"), kinds.kind_of("申请表")
    assert "application/pdf" not in portrait.accept
    assert form.accept == ()


def test_waivers_name_types_that_exist() -> None:
    from profile import rules

    for row in vocabulary.table("materials.csv"):
        if row["source"] == "wallet":
            assert set(row["accepted_from"].split(";")) <= set(rules.types())


DAY, NOBODY = date(2026, 3, 10), UUID(int=0)
SHARED = {"结婚证": "民政部门", "居住证明": "公安机关", "学历证书": ""}


def married(state: str) -> Held:
    return Held(NOBODY, "ZJCT035", 1, NOBODY, None, state, DAY, None, None, None, None, None, None, NOBODY, b"", "registry", DAY, "")


def known(*wallet: Held, **facts: object) -> Known:
    person = Person(NOBODY, 2, None, None, None, None, None, None, None, DAY, {})
    return Known(person, None, None, {name: KnownFact(value, "公安机关", DAY) for name, value in facts.items()}, wallet, DAY)


@pytest.mark.parametrize("wallet", [(), (married("valid"),), (married("revoked"),), (married("revoked"), married("valid"))])
@pytest.mark.parametrize("facts", [{}, {"residence_registered": True}, {"residence_registered": False}])
@pytest.mark.parametrize("corrected", [False, True])
def test_a_case_asks_for_what_the_guide_said_it_would_and_nothing_more(
    wallet: tuple[Held, ...], facts: dict[str, object], corrected: bool
) -> None:
    holds = known(*wallet, **facts)
    found = slots.slots([ListedMaterial(name, True, source) for name, source in SHARED.items()], holds, corrected=corrected)
    for slot in found:
        promise = promises.promise(slot.name, SHARED, holds)
        assert slot.required == (promise.source is None) == (not slot.waived and not slot.looked_up)
        assert bool(promise.note) == slot.required
        if slot.waived and slot.looked_up:
            assert slot.waived_source == promise.source
    asked = {slot.name for slot in found if slot.required}
    assert ("结婚证" in asked) == (wallet == (married("revoked"),))
    assert ("居住证明" in asked) == (facts == {"residence_registered": False})
    assert "学历证书" not in asked
