"""The learned order on people whose habits are known: what it finds, what it must not find, and how it is measured."""

from __future__ import annotations

import io
import json
import math
import statistics
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local.folder import ROOT
from recommend import learned
from recommend.learned import Example, Model, closed, columns, measures
from tests.recommend import invented


@pytest.fixture(scope="module")
def model() -> Model:
    return learned.trained(invented.people(3_000, seed=1))


@pytest.fixture(scope="module")
def strangers() -> list[Example]:
    return [one for one in invented.people(500, seed=2) if len(one.items) > 1]


def _ndcg(model: Model, people: list[Example], *, cold: bool = False) -> float:
    return statistics.fmean(
        measures.ndcg(model.best([] if cold else one.items[1:], one.profile, 10), set(one.items) if cold else {one.items[0]})
        for one in people
    )


def test_every_part_is_on_where_habits_and_profiles_tell_something(model: Model) -> None:
    assert {part.name: part.on for part in model.parts} == {"ease": True, "profile": True, "ridge": True}
    assert all("已启用" in part.because for part in model.parts)


def test_what_goes_together_and_what_follows_from_the_profile_comes_first(model: Model) -> None:
    assert model.best(["s4"], {}, 1) == ["s5"]
    assert set(model.best(["s4", "s5"], {"job": "厨师", "age": 30}, 3)) == {"s30", "s31", "s32"}
    assert "s54" in model.best([], {"age": 80}, 3)
    assert "s54" not in model.best([], {"age": 25}, 10)


def test_what_was_used_is_never_recommended_and_no_list_is_too_short_or_long(model: Model) -> None:
    everything = list(model.layout.items)
    assert model.best(everything, {}, 10) == []
    assert model.best(everything[1:], {}, 10) == everything[:1]
    assert len(model.best(["nobody used this"], {"job": "宇航员", "age": float("nan"), "odd": [{"a": 1}]}, 10)) == 10


def test_profiles_that_say_nothing_are_switched_off_and_so_is_a_past_that_says_nothing() -> None:
    mute = learned.trained(invented.people(3_000, seed=1, telling=False))
    assert {part.name: part.on for part in mute.parts} == {"ease": True, "profile": False, "ridge": False}
    assert all("已关闭" in part.because for part in mute.parts if not part.on)
    assert mute.segment_key == ""
    dice = np.random.default_rng(1)
    chance = learned.trained([Example([f"s{one}" for one in dice.choice(30, 4, replace=False)]) for _ in range(1_500)])
    assert not chance.parts[0].on
    assert chance.part_for(["s1"]) == "segment"
    few = learned.trained(invented.people(20, seed=1))
    assert not any(part.on for part in few.parts)
    assert len(few.best([], {}, 5)) == 5


def test_a_past_that_says_too_little_alone_is_used_where_it_adds_to_the_profile() -> None:
    """A job says most, and a taste that no profile knows says more: EASE alone loses to the segment, both together win."""
    dice, pull = np.random.default_rng(1), np.random.default_rng(7).normal(0, 1, (2, 6, 24))
    found = []
    for job, taste in dice.integers(6, size=(1_000, 2)):
        odds = np.exp(2 * pull[0, job] + 1.6 * pull[1, taste])
        chosen = dice.choice(24, size=4, replace=False, p=odds / odds.sum())
        found.append(Example([f"s{one}" for one in chosen], {"job": f"j{job}"}))
    model = learned.trained(found)
    assert [part.on for part in model.parts[:2]] == [False, True]
    assert model.part_for(["s1"]) == "profile"
    assert model.best(["s1"], {"job": "j2"}, 5) != model.best(["s7"], {"job": "j2"}, 5)


def test_shuffled_profiles_gain_nothing(strangers: list[Example]) -> None:
    table = learned.tabled(invented.people(3_000, seed=1))
    choice = learned.chosen(table, 1)
    alone, whole = (learned.fitted(table, 1, one) for one in (choice.without_profile(), choice))
    shuffled = learned.fitted(table.shuffled(1), 1, choice)
    others = [Example(one.items, other.profile) for one, other in zip(strangers, strangers[1:] + strangers[:1], strict=True)]
    assert _ndcg(whole, strangers) > _ndcg(alone, strangers) + 0.05
    assert _ndcg(shuffled, others) <= _ndcg(alone, strangers) + 0.005


def test_the_closed_form_is_ease_as_published() -> None:
    """Steck 2019, written out for a small table: B = I - P diag(1/P), no item speaks for itself."""
    rows = np.random.default_rng(3).integers(0, 2, (40, 6)).astype(float)
    sums = np.pad(rows.T @ rows, (0, 1))
    inverse = np.linalg.inv(rows.T @ rows + 7.0 * np.eye(6))
    expected = np.eye(6) - inverse / np.diag(inverse)
    assert np.allclose(closed.ease(sums, 6, closed.Penalties(7.0))[:6], expected - np.diag(np.diag(expected)))


def test_a_model_packed_and_unpacked_orders_alike(model: Model, strangers: list[Example]) -> None:
    again = learned.unpacked(learned.packed(model))
    assert again.parts == model.parts
    for one in strangers[:50]:
        assert again.best(one.items, one.profile, 10) == model.best(one.items, one.profile, 10)
        assert again.best([], one.profile, 10) == model.best([], one.profile, 10)
    for wrong in (b"", b"PK\x03\x04", b"{}", learned.packed(model)[:-200]):
        with pytest.raises(ValueError, match="no model"):
            learned.unpacked(wrong)
    for arrays in ({"head": b"{}"}, {"head": orjson.dumps({"format": 1})}, {"warm": model.warm[:3]}, {"cold": model.cold[:, :2]}):
        with np.load(io.BytesIO(learned.packed(model))) as whole:
            told = {name: np.frombuffer(arrays[name], dtype=np.uint8) if name == "head" else arrays[name] for name in arrays}
            np.savez(patched := io.BytesIO(), **{**whole, **told})
        with pytest.raises(ValueError, match=r"model|arrays"):
            learned.unpacked(patched.getvalue())


def test_candidates_are_ordered_and_what_nobody_used_comes_last(model: Model) -> None:
    assert model.ordered(["new", "s9", "s5", "s5"], ["s4"], {}) == ["s5", "s9", "new"]


IDS = st.integers(0, 30).map(str)


@given(st.lists(IDS, unique=True, max_size=12), st.sets(IDS, min_size=1, max_size=15))
def test_the_measures_are_the_standard_ones(ranked: list[str], hidden: set[str]) -> None:
    gains = [1.0 if one in hidden else 0.0 for one in ranked[:10]]
    ideal = sum(1 / math.log2(place + 2) for place in range(min(10, len(hidden))))
    assert measures.ndcg(ranked, hidden) == pytest.approx(sum(g / math.log2(i + 2) for i, g in enumerate(gains)) / ideal)
    assert measures.recall(ranked, hidden) == pytest.approx(sum(gains) / len(hidden))
    assert measures.success(ranked, hidden, 3) == float(any(gains[:3]))


def test_many_are_measured_as_each_alone() -> None:
    dice = np.random.default_rng(4)
    scores, gone = dice.random((30, 25)), (dice.random((30, 25)) < 0.2).astype(float)
    hidden = ((dice.random((30, 25)) < 0.3) * (1 - gone)).astype(float)
    hidden[:, 0], gone[:, 0] = 1.0, 0.0
    orders = [[one for one in np.argsort(-row) if not out[one]] for row, out in zip(scores, gone, strict=True)]
    alone = [
        measures.ndcg(list(map(str, order)), {str(one) for one in np.flatnonzero(wanted)})
        for order, wanted in zip(orders, hidden, strict=True)
    ]
    assert measures.ndcg_of_many(scores, hidden, gone) == pytest.approx(alone)


VALUES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("ab1-/", max_size=6) | st.lists(st.text("ab", max_size=2), max_size=3)
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.dictionaries(st.sampled_from("abc"), VALUES), max_size=20), st.dictionaries(st.sampled_from("abcd"), VALUES))
def test_any_profile_becomes_columns_and_rare_values_do_not(profiles: list[dict[str, object]], other: dict[str, object]) -> None:
    found = columns.learned(profiles)
    for profile in [*profiles, other]:
        active = found.active(profile)
        assert len(set(active)) == len(active)
        assert all(0 <= one < len(found.index) for one in active)
    held = Counter(one for profile in profiles for one in found.active(profile))
    assert all(held[one] >= columns.LEAST for one in found.index.values())


def test_of_too_many_columns_the_commonest_are_kept() -> None:
    dice = np.random.default_rng(1)
    wide = columns.learned([{f"k{key}": float(value) for key, value in enumerate(dice.random(150))} for _ in range(200)])
    assert len(wide.index) == columns.MOST_COLUMNS
    assert {token for (_, token) in wide.index if token.startswith("4:")} == {f"4:{one}" for one in range(4)}


def test_one_impression_in_twenty_explores_and_the_chances_written_down_are_those_of_the_draw() -> None:
    ordered = [f"s{one}" for one in range(20)]
    pages = [learned.page(ordered, 8, f"person {one}") for one in range(20_000)]
    assert pages[0] == learned.page(ordered, 8, "person 0")
    share = sum(one.exploring for page in pages for one in page) / sum(map(len, pages))
    assert 0.045 < share < 0.0505
    last = Counter(page[-1].id for page in pages)
    chances = {page[-1].id: page[-1].propensity for page in pages}
    assert sum(chances.values()) == pytest.approx(1.0)
    assert all(abs(last[one] / len(pages) - chance) < 0.015 for one, chance in chances.items())
    assert all(one.propensity == 1.0 and not one.exploring for page in pages for one in page[:-1])


def test_a_page_with_nothing_behind_it_tries_nothing() -> None:
    assert not any(one.exploring for one in learned.page(["a", "b"], 8, "x"))
    assert learned.page([], 8, "x") == []


def test_the_command_measures_any_files_and_tells_its_parts(tmp_path: Path) -> None:
    train, test = tmp_path / "train.jsonl", tmp_path / "test.jsonl"
    rows = [{"user": n, "items": [int(i[1:]) for i in one.items], "profile": one.profile} for n, one in enumerate(invented.people(800, 1))]
    train.write_text("\n".join(map(json.dumps, rows)))
    asked = [
        {"user": f"u{n}", "given": row["items"][1:], "hidden": row["items"][:1], "profile": row["profile"]}
        for n, row in enumerate(rows[:100])
    ]
    test.write_text("\n".join(map(json.dumps, [*asked, {"user": "new", "given": [], "hidden": ["9"]}])))
    command = [sys.executable, "-m", "bench.recommend", "--train", str(train), "--test", str(test)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout.splitlines()[-1])
    assert found["people"] == len([row for row in asked if row["hidden"]]) + 1
    assert 0.5 < found["ndcg_at_10"] <= 1.0
    assert {part["name"] for part in found["parts"]} == {"ease", "profile", "ridge"}
    assert found["p99_ms"] >= found["p50_ms"] > 0
