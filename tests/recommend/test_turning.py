"""What would take a card away, and what comes next after a case: said so that it comes true."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hall.states import State
from profile.conditions import Known, evaluate, parse
from profile.facts import KnownFact
from recommend import following, pages, scenes, situation, vocabulary
from recommend.composing import Around
from recommend.feed import Known as Present
from recommend.pages import Beside
from recommend.situation import Situation
from recommend.turning import turns
from tests.recommend.steps import TODAY, case, person

NAMES = {code: code for scene in scenes.scenes() for code in scene.services}
RENTS = {
    "housing": KnownFact("rent", "住房城乡建设部门", TODAY),
    "rent_contract_registered": KnownFact(False, "住房城乡建设部门", TODAY),
    "fund.months": KnownFact(6, "公积金中心", TODAY),
    "property.count": KnownFact(0, "不动产登记", TODAY),
}


def _later(birth: date, days_left: int, points: int) -> dict[str, KnownFact]:
    told = {"birth_date": birth.isoformat(), "vehicle.inspect_days_left": days_left, "driver.points": points}
    return {name: KnownFact(value, "登记机关", TODAY) for name, value in told.items()}


def _said(text: str, facts: dict[str, KnownFact]) -> list[tuple[str, date | None]]:
    condition = parse(text, vocabulary.terms())
    return [(one.sentence, one.on) for one in turns(condition, lambda day: Situation(situation.ticked(facts, day), day), TODAY)]


def test_the_nearest_is_told_first_in_words_of_its_own() -> None:
    facts = _later(date(1967, 3, 7), 40, 10)
    told = _said("age < 60 and vehicle.inspect_days_left >= 0 and driver.points >= 9", facts)
    assert told == [
        ("2027年1月2日起不再推荐", date(2027, 1, 2)),
        ("“本记分周期记分”低于9后不再推荐", None),
    ]
    assert _said("age < 60", facts) == [("满60岁后不再推荐（2027年3月7日）", date(2027, 3, 7))]
    assert _said("month = 11", facts) == [("2026年12月1日起不再推荐", date(2026, 12, 1))]


@given(st.dates(date(1940, 1, 1), date(2020, 1, 1)), st.integers(-30, 400), st.integers(1, 100), st.integers(0, 300))
def test_what_is_told_with_a_day_comes_true_on_that_day_and_not_before(birth: date, left: int, age: int, least: int) -> None:
    facts = _later(birth, left, 3)
    condition = parse(f"(age < {age} or vehicle.inspect_days_left > {least}) and vehicle.inspect_days_left >= 0", vocabulary.terms())

    def on(day: date) -> Situation:
        return Situation(situation.ticked(facts, day), day)

    def holds(day: date) -> bool:
        return evaluate(condition, Known(on(day).values, day, vocabulary.levels())).truth is True

    if holds(TODAY):
        told = [one for one in turns(condition, on, TODAY) if one.on]
        assert told
        assert all(holds(one.on - timedelta(days=1)) and not holds(one.on) for one in told if one.on)


def test_after_a_case_comes_what_fits_and_was_not_done_the_same_stage_of_life_first() -> None:
    done = case(State.FINISHED, code="IT174")
    present = Present(Around(person(), RENTS, [], [done], []), {}, Beside(NAMES))
    [first, *_] = following.following(present, done, TODAY)
    assert first.scene_code == "SC083"
    fitting = {card.id for card in pages.page(present.around, {}, Beside(NAMES), TODAY).cards}
    assert {card.id for card in following.following(present, done, TODAY)} <= fitting
    silent = Present(Around(person(personalised=False), RENTS, [], [done], []), {}, Beside(NAMES))
    assert following.following(silent, done, TODAY) == []


def test_what_comes_next_names_a_service_once_though_two_scenes_hold() -> None:
    told = {"vehicle.inspect_days_left": 30, "vehicle.age_years": 4, "vehicle.type": "小微型非营运", "vehicle.plate": "浙A3M8T1"}
    facts = {name: KnownFact(value, "公安机关交通管理部门", TODAY) for name, value in told.items()}
    done = case(State.FINISHED, code="IT174")
    present = Present(Around(person(), facts, [], [done], []), {}, Beside(NAMES))
    found = following.following(present, done, TODAY)
    assert [card.service_codes[0] for card in found].count("IT182") == 1
    held = {card.scene_code for card in pages.page(present.around, {}, Beside(NAMES), TODAY).cards}
    assert {"SC065", "SC066"} <= held
