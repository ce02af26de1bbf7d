"""How a page is put in order, what is tried on it, and what it says of others. Values in, pages out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hall.habits import Habit
from hall.states import State
from profile import traits
from profile.facts import KnownFact
from recommend import following, pages, popular, rank, scenes, situation, vocabulary
from recommend.cards import Action, Card
from recommend.composing import Around
from recommend.feed import Known
from recommend.learned import Example, trained
from recommend.pages import Beside
from recommend.popular import Liked
from tests.recommend.steps import TODAY, case, held, person

NAMES = {code: f"名{code}" for scene in scenes.scenes() for code in scene.services} | {"OPEN1": "甲", "OPEN2": "乙"}
LICENCE = held("机动车驾驶证", TODAY.replace(year=2020) + timedelta(days=25))
FACTS = {
    "housing": KnownFact("rent", "住房城乡建设部门", TODAY),
    "rent_contract_registered": KnownFact(False, "住房城乡建设部门", TODAY),
    "driver.points": KnownFact(9, "公安机关交通管理部门", TODAY),
}
AROUND = Around(person(), FACTS, [LICENCE], [case(State.CORRECTION, code="IT025")], [])
kinds = st.sampled_from(["certificate", "case", "scene"])
cards = st.lists(st.tuples(kinds, st.integers(-20, 200), st.integers(0, 5), st.integers(0, 99)), max_size=25)


def _card(number: int, kind: str, days: int, stage: int, priority: int) -> Card:
    left = days if kind == "certificate" else None
    due = TODAY + timedelta(days=days) if kind == "certificate" else None
    action, codes = Action("去看看", "p"), (f"S{number % 7}",)
    more = {"due_on": due, "days_left": left, "service_codes": codes, "stage": f"阶段{stage}", "priority": priority}
    return Card(f"{kind}-{number}", kind, "题", "因", action, **more)  # type: ignore[arg-type]


@given(cards, st.permutations([f"S{number}" for number in range(7)]), st.randoms(use_true_random=False))
def test_urgent_certificates_stand_above_all_whatever_was_learned_and_the_order_of_finding_says_nothing(drawn, learned, dice) -> None:
    found = [_card(number, *one) for number, one in enumerate(drawn)]
    places = {code: place for place, code in enumerate(learned)}
    page = rank.ranked(found, {}, TODAY, places)
    pressing = [card for card in page if card.days_left is not None and card.days_left <= rank.FAR]
    assert page[: len(pressing)] == pressing
    assert [card.due_on for card in pressing] == sorted(card.due_on for card in pressing if card.due_on)
    assert {card.id for card in found if card.kind != "scene"} <= {card.id for card in page}
    dice.shuffle(found)
    assert rank.ranked(found, {}, TODAY, places) == page


def test_one_slot_tries_what_found_no_room_in_at_most_one_impression_of_twenty_and_says_how_likely_it_was() -> None:
    kept, left = [_card(one, "scene", 0, one, 1) for one in range(8)], [_card(one, "scene", 0, one, 1) for one in range(20, 25)]
    tried = [pages._tried(list(kept), left, f"somebody-{seed}:{TODAY}") for seed in range(3_000)]
    shown = [one for _, several in tried for one in several]
    explored = [one for one in shown if one.exploring]
    assert 0.04 < len(explored) / len(shown) < 0.056
    assert {one.propensity for one in explored} == {0.4 / 5}
    assert all([card.id for card in page] == [one.id for one in several] for page, several in tried)
    assert pages._tried(list(kept), left, "a:1") == pages._tried(list(kept), left, "a:1")
    assert pages._tried(kept, [], "a:1")[0] == kept


def test_scenes_stand_as_people_alike_went_and_by_priority_where_nothing_is_learned() -> None:
    plain = pages.page(AROUND, {}, Beside(NAMES), TODAY)
    scene_ids = [card.id for card in plain.cards if card.kind == "scene"]
    assert (plain.ordered_by, plain.version, len(scene_ids)) == ("priority", None, 2)
    last = next(card for card in plain.cards if card.id == scene_ids[-1])
    model = trained([Example([last.service_codes[0], f"A{turn % 5}"]) for turn in range(80)] + [Example(["IT001", "A1"]) for _ in range(9)])
    learned = pages.page(AROUND, {}, Beside(NAMES, 3, model), TODAY)
    assert [card.id for card in learned.cards if card.kind == "scene"] == scene_ids[::-1]
    assert (learned.version, [card.kind for card in learned.cards[:2]]) == (3, ["certificate", "case"])
    assert learned.sentence == pages.SENTENCES[learned.ordered_by]


def test_an_order_that_learned_of_none_of_the_services_leaves_them_by_priority_and_says_so() -> None:
    plain = pages.page(AROUND, {}, Beside(NAMES), TODAY)
    for nothing in (trained([]), trained([Example(["OPEN1"]), Example(["OPEN2"])])):
        page = pages.page(AROUND, {}, Beside(NAMES, 1, nothing), TODAY)
        assert (list(page.cards), page.ordered_by) == (list(plain.cards), "priority")


def test_what_follows_a_case_is_near_to_it_where_nothing_was_learned_of_what_goes_together() -> None:
    done = case(State.FINISHED, code="IT189")  # a driving licence
    popular_alone = trained([Example(["IT167"])] * 9 + [Example(["IT182"])])
    facts = FACTS | {"fund.months": KnownFact(9, "公积金", TODAY), "property.count": KnownFact(0, "不动产", TODAY),
                     "vehicle.inspect_days_left": KnownFact(60, "公安", TODAY)}  # fmt: skip
    around = Around(person(), facts, [], [done], [])
    for beside in (Beside(NAMES), Beside(NAMES, 1, popular_alone)):
        found = following.following(Known(around, {}, beside), done, TODAY)
        assert found[0].stage == "出行"


def test_switched_off_it_is_the_same_for_everybody_save_for_own_deadlines() -> None:
    liked = [Liked("", "OPEN1", 300, 0.3), Liked("", "IT189", 200, 0.2), Liked("", "OPEN2", 100, 0.1)]
    beside = Beside(NAMES, near=[Liked("330106", "OPEN2", 99, 0.9)], everywhere=liked)
    mine = pages.page(replace(AROUND, person=person(personalised=False)), {}, beside, TODAY)
    theirs = pages.page(Around(person(personalised=False), {}, [], [], []), {}, beside, TODAY)
    assert [card.kind for card in mine.cards] == ["certificate", "case", "popular", "popular"]
    assert list(mine.cards[2:]) == list(theirs.cards)
    assert (mine.ordered_by, mine.shown) == ("everyone", ())


def test_what_others_in_the_same_place_did_is_told_where_it_certainly_fits_and_never_of_few() -> None:
    certain, asked = ["OPEN1"], ["IT189"]  # nobody must be anything for the first; the second renews a licence that is shown already
    near = [Liked("330106", code, 23, 0.5) for code in (*certain, *asked, "gone")]
    page = pages.page(AROUND, {}, Beside(NAMES, near=near), TODAY)
    assert [(card.id, card.reason) for card in page.cards if card.kind == "popular"] == [("popular-OPEN1", "同一地区近一年有20多人办过。")]
    counted = [Habit("", "A", 400, 1000), Habit("", "B", 30, 1000), Habit("33", "A", 9, 20), Habit("33", "B", 11, 20)]
    assert [(one.region, one.code) for one in popular.ordered(counted)] == [("", "A"), ("", "B"), ("33", "B")]


def test_what_a_department_tells_in_another_form_than_agreed_counts_as_not_known() -> None:
    wrong: dict[str, object] = {"children": "0", "child.admitted": 1, "fund.months": True, "housing": 7, "certificates": "居民身份证"}
    told = {name: KnownFact(value, "某部门", TODAY) for name, value in wrong.items()}
    assert not set(situation.of_citizen(person(), told, [], TODAY).facts) & (set(wrong) - {"certificates"})
    assert situation.of_citizen(person(), FACTS, [], TODAY).facts.keys() >= FACTS.keys()


def test_a_number_plate_is_in_no_row_but_that_there_is_none_is() -> None:
    for plate, row in ((None, {"vehicle.plate": None}), ("浙A12345", {})):
        assert traits.folded({"vehicle.plate": KnownFact(plate, "某部门", TODAY)}, vocabulary.dictionary()) == row


def test_nothing_is_shown_that_no_scene_or_rule_calls_for() -> None:
    stranger = pages.page(Around(person(), {}, [], [], []), {}, Beside(NAMES, near=[Liked("33", code, 50, 0.9) for code in NAMES]), TODAY)
    fits = {code for card in stranger.cards if card.kind == "scene" for code in card.service_codes}
    gated = {code for scene in scenes.scenes() for code in scene.services}
    assert not {card.service_codes[0] for card in stranger.cards if card.kind == "popular"} & (gated - fits)
