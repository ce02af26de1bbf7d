"""Scenes as data: all are kept and read, and each live one fits one person and not another."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from profile.conditions import parse, problems
from recommend import scenes, vocabulary
from recommend.reasons import behind
from recommend.situation import Situation
from tests.recommend.steps import personas, situation

PERSONAS = personas()
BY_ID = {scene.id: scene for scene in scenes.scenes()}
CATALOGUE = Path(__file__).parents[2] / "hall" / "data" / "items_core.csv"


def _found(scene_id: str, known: Situation) -> bool:
    return scene_id in {match.scene.id for match in scenes.match(known, BY_ID[scene_id].audience)}


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


def test_at_least_sixty_scenes_are_live_and_each_has_its_two_people() -> None:
    live = {scene.id for scene in BY_ID.values() if scene.status == "live"}
    assert len(live) >= 60
    assert live == {row["scene_id"] for row in PERSONAS}


@pytest.mark.parametrize("row", PERSONAS, ids=lambda row: row["scene_id"])
def test_a_scene_fits_the_one_and_not_the_other(row: dict[str, str]) -> None:
    assert _found(row["scene_id"], situation(row["matches"]))
    assert not _found(row["scene_id"], situation(row["does_not"]))


@pytest.mark.parametrize("row", PERSONAS, ids=lambda row: row["scene_id"])
def test_a_scene_is_explained_in_a_whole_sentence_with_the_facts_behind_it(row: dict[str, str]) -> None:
    known = situation(row["matches"])
    match = next(one for one in scenes.match(known, BY_ID[row["scene_id"]].audience) if one.scene.id == row["scene_id"])
    sentence = scenes.explained(match.scene, known)
    assert sentence.endswith("。")
    assert not re.search(r"[{}]|None", sentence)
    for reason in behind(match.because, known.facts):
        assert reason.label
        assert reason.value
        assert reason.source == "登记机关"
        assert not re.search(r"[a-z_]{4,}", reason.label)


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
        ({"explanation": "将于{age:date}到期。", "condition": "children=0"}, "names a date"),
        ({"explanation": "您的{shoe}。"}, "nobody supplies"),
        ({"status": "draft"}, "unknown status"),
    ],
)
def test_a_scene_that_could_not_work_is_refused_when_loaded(change: dict[str, str], message: str) -> None:
    row = {
        "scene_id": "SC900", "name": "试", "audience": "citizen", "stage": "身份", "condition": "age>=18", "services": "IT001",
        "explanation": "一句话。", "priority": "10", "status": "live", "note": "",
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
