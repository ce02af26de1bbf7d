"""Scenes as data: all are kept and read, and each live one fits one person and not another."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from profile.conditions import parse, problems
from recommend import scenes, vocabulary
from recommend.personas import faults, personas, situation
from recommend.reasons import behind
from recommend.scenes import Scene
from recommend.situation import Situation

BY_ID = {scene.id: scene for scene in scenes.scenes()}
CATALOGUE = Path(__file__).parents[2] / "hall" / "data" / "items_core.csv"


def test_all_259_scenes_are_kept_and_read() -> None:
    assert len(BY_ID) == 259
    assert all(scene.note for scene in BY_ID.values() if scene.status == "waiting")


def test_every_scene_that_may_be_published_makes_sense_in_the_vocabulary() -> None:
    for scene in BY_ID.values():
        if scene.status != "waiting":
            assert problems(scene.condition, vocabulary.kind_of) == [], scene.id


def test_every_fact_has_a_purpose_and_a_law_that_allows_it() -> None:
    for name in [*vocabulary.terms(), "cert.普通护照.days_left", "record.生育登记"]:
        assert vocabulary.purpose_of(name).purpose
        assert "法" in vocabulary.purpose_of(name).basis


def test_all_but_three_scenes_are_live_and_the_three_say_what_they_wait_for() -> None:
    assert {scene.id for scene in BY_ID.values() if scene.status != "live"} == {"SC144", "SC156", "SC157"}
    assert all("要启用，需要" in scene.note for scene in BY_ID.values() if scene.status == "waiting")


@pytest.mark.parametrize("scene", [scene for scene in BY_ID.values() if scene.status == "live"], ids=lambda scene: scene.id)
def test_a_scene_fits_two_people_fails_for_another_and_is_silent_where_too_little_is_known(scene: Scene) -> None:
    cast = personas()[scene.id]
    assert faults(scene, cast) == []
    for one in cast:
        known = situation(one.facts)
        shown = {match.scene.id: match for match in scenes.match(known, scene.audience)}
        assert (scene.id in shown) is (one.expect == "fits"), one
        if one.expect == "fits":
            _explains(scene, known, shown[scene.id].because)


def _explains(scene: Scene, known: Situation, because: tuple[str, ...]) -> None:
    sentence = scenes.explained(scene, known)
    assert sentence.endswith("。")
    assert not re.search(r"[{}]|None", sentence)
    for reason in behind(because, known.facts):
        assert reason.label
        assert reason.value
        assert reason.source == "登记机关"
        assert not re.search(r"[a-z_]{4,}", reason.label)


def test_a_persona_that_is_judged_wrongly_or_is_missing_keeps_a_scene_from_being_published() -> None:
    scene, cast = BY_ID["SC003"], personas()["SC003"]
    assert faults(replace(scene, condition=parse("pregnant_week>=16")), cast)[0].startswith("“pregnant_week=15”应为符合")
    assert faults(scene, cast[1:]) == ["至少要有两个符合、一个不符合、一个事实未知的人，互不相同。"]
    assert not faults(scene, cast)


def test_a_scene_speaks_from_its_first_day_to_its_last_and_only_in_its_region() -> None:
    scene = replace(BY_ID["SC003"], valid_from=date(2026, 3, 1), valid_until=date(2026, 3, 31), regions=("3301",))
    said = {
        day: scenes.verdict(scene, situation(f"on=2026-{day};pregnant_week=16;residence_region=330106"))
        for day in ("02-28", "03-01", "03-31", "04-01")
    }
    assert said == {"02-28": "fails", "03-01": "fits", "03-31": "fits", "04-01": "fails"}
    assert scenes.verdict(scene, situation("on=2026-03-05;pregnant_week=16;residence_region=330212")) == "fails"
    assert scenes.verdict(scene, situation("on=2026-03-05;pregnant_week=16")) == "silent"


def test_every_fact_that_a_scene_asks_for_has_a_source_a_purpose_and_a_legal_basis() -> None:
    for scene in BY_ID.values():
        for name in set().union(*scene.needs):
            term = vocabulary.terms().get(name)
            assert term is None or (term.label and term.source), name
            assert vocabulary.purpose_of(name).basis


def test_a_person_of_whom_nothing_is_known_gets_no_scene() -> None:
    assert scenes.match(situation(""), "citizen") == []
    assert scenes.match(situation(""), "enterprise") == []


def test_every_service_of_a_scene_stands_in_the_catalogue() -> None:
    with CATALOGUE.open(encoding="utf-8-sig", newline="") as file:
        codes = {row["item_id"] for row in csv.DictReader(file)}
    assert {code for scene in BY_ID.values() for code in scene.services} <= codes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"condition": "age>"}, "condition.unreadable"),
        ({"condition": "height>3"}, "没有名为“height”的事实"),
        ({"condition": "age>=limit"}, "不能比大小"),
        ({"condition": "case.state=补正"}, "“补正”不是它会有的值，可用：accepted、"),
        ({"condition": "ent.type in (company,partnership)"}, "“partnership”不是它会有的值"),
        ({"explanation": "将于{age:date}到期。", "condition": "children=0"}, "条件里却没有它"),
        ({"explanation": "您的{shoe}。"}, "没有这个事实"),
        ({"status": "draft"}, "状态或对象无法识别"),
        ({"valid_until": "2026-02-30"}, "结束日期应写成"),
        ({"regions": "3399"}, "没有 3399"),
    ],
)
def test_a_scene_that_could_not_work_is_refused_when_loaded(change: dict[str, str], message: str) -> None:
    row = {
        "scene_id": "SC900", "name": "试", "audience": "citizen", "stage": "身份", "condition": "age>=18", "services": "IT001",
        "explanation": "一句话。", "priority": "10", "status": "live", "note": "",
        "valid_from": "", "valid_until": "", "regions": "",
    }  # fmt: skip
    assert len(scenes.read([row])) == 1
    with pytest.raises(Exception, match=message):
        scenes.read([row | change])


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("marital_status", "married", "已婚"),
        ("marriage_date", "2026-05-20", "2026年5月20日"),
        ("hukou_region", "330106", "浙江省杭州市西湖区"),
        ("pension.receiving", False, "否"),
        ("child.hukou", None, "无"),
        ("vehicle.inspect_days_left", 18, "还有18天"),
        ("cert.居民身份证.days_left", -3, "已过3天"),
        ("left_job_days", 20, "20天"),
        ("fund.balance", 48300, "48300"),
        ("records", ["a", "b", "c", "d"], "a、b、c等4项"),
        ("records", [], "无"),
    ],
)
def test_a_value_is_told_in_words(name: str, value: object, words: str) -> None:
    assert vocabulary.told(name, value) == words  # type: ignore[arg-type]


def test_a_word_on_the_right_that_names_a_fact_is_a_fact() -> None:
    assert problems(parse("hukou_region!=residence_region", vocabulary.terms()), vocabulary.kind_of) == []
