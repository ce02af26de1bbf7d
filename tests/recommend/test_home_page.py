"""What stands on the home page, in which order, and what leaves it. Values in, cards out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tables import uuid7
from hall.states import State
from profile.enterprises import Space
from profile.facts import KnownFact
from recommend import composing, mydata, rank, situation
from recommend.cards import Action, Card
from recommend.composing import Acting, Around
from recommend.rank import PutAway
from tests.recommend.steps import TODAY, case, held, person

LICENCE = held("机动车驾驶证", TODAY.replace(year=2020) + timedelta(days=25))
HEALTH = held("从业人员健康证明(食品)", TODAY.replace(year=2025) + timedelta(days=5))
PASSPORT = held("普通护照", TODAY.replace(year=2024))
FACTS = {
    "housing": KnownFact("rent", "住房城乡建设部门", TODAY),
    "rent_contract_registered": KnownFact(False, "住房城乡建设部门", TODAY),
    "driver.points": KnownFact(9, "公安机关交通管理部门", TODAY),
}


def _page(around: Around, put_away: dict[str, PutAway] | None = None) -> list[Card]:
    return rank.ranked(composing.fitting(around, TODAY), put_away or {}, TODAY)


def test_expiring_certificates_come_first_by_deadline_then_cases_then_scenes() -> None:
    page = _page(Around(person(), FACTS, [LICENCE, PASSPORT, HEALTH], [case(State.CORRECTION, code="IT025")], []))
    assert [card.kind for card in page[:3]] == ["certificate", "certificate", "case"]
    assert [card.days_left for card in page[:2]] == [5, 25]
    assert {card.scene_code for card in page[3:]} == {"SC061", "SC087"}


def test_a_certificate_whose_window_is_not_open_has_no_card() -> None:
    assert _page(Around(person(), {}, [PASSPORT], [], [])) == []


def test_a_scene_about_a_certificate_explains_its_card_instead_of_standing_beside_it() -> None:
    [card] = _page(Around(person(), {}, [LICENCE], [], []))
    assert card.scene_code == "SC053"
    assert card.reason == "驾驶证可在期满前90日内换证，您的证件将于2026年12月17日到期。"
    assert card.title == "机动车驾驶证还有25天到期"
    assert card.urgency == "soon"
    assert card.action == Action("去办理", "pages-service/renewal/index", {"certificate": str(LICENCE.id)})
    assert [(fact.label, fact.value, fact.as_of) for fact in card.facts] == [
        ("签发日期", "2020年12月17日", TODAY),
        ("到期日", "2026年12月17日", TODAY),
    ]


@pytest.mark.parametrize("state", [State.SUBMITTED, State.ACCEPTED])
def test_a_renewal_already_handed_in_is_not_asked_for_again(state: State) -> None:
    assert _page(Around(person(), {}, [LICENCE], [case(state, LICENCE)], [])) == []


def test_a_draft_that_was_never_handed_in_is_pointed_at_once() -> None:
    draft = case(State.DRAFT, LICENCE)
    [card] = _page(Around(person(), {}, [LICENCE], [draft], []))
    assert card.kind == "certificate"
    assert card.action.label == "继续办理"
    assert card.action.params == {"case": str(draft.id)}


def test_a_passed_deadline_is_overdue_and_says_what_to_do() -> None:
    late = held("从业人员健康证明(食品)", TODAY.replace(year=2025) - timedelta(days=3))
    [card] = _page(Around(person(), {}, [late], [], []))
    assert (card.urgency, card.days_left, card.title) == ("overdue", -3, "从业人员健康证明(食品)已过期3天")


@pytest.mark.parametrize(
    ("type_name", "years", "action"),
    [
        ("食品经营许可证", 5, Action("重新申请", "pages-service/service/index", {"code": "IT232"})),
        (
            "护士执业证书",
            5,
            Action("看看去哪办", "pages-find/points/index", {"service": "IT286", "name": "护士执业证书重新申请"}),
        ),
    ],
)
@pytest.mark.parametrize("ended", [False, True])
def test_a_window_missed_for_good_says_and_offers_to_apply_anew_whatever_a_scene_or_a_draft_says(type_name, years, action, ended) -> None:
    issued = TODAY.replace(year=TODAY.year - years) + timedelta(days=-9 if ended else 9)
    missed = held(type_name, issued)
    [card] = [one for one in _page(Around(person(), {}, [missed], [case(State.DRAFT, missed)], [])) if one.kind == "certificate"]
    assert card.action == action
    assert card.reason == missed.too_late(TODAY)
    assert "重新申请" in card.reason
    assert ("仍然有效" in card.reason) is not ended
    assert card.scene_code is None
    assert not missed.can_renew(TODAY)


def test_an_enterprises_certificate_names_the_enterprise_and_its_real_deadline() -> None:
    space = Space(uuid7(), "杭州周记点心店", "92330106MA2KX7R1XX", "经营者")
    food = held("食品经营许可证", TODAY.replace(year=2021) + timedelta(days=60), enterprise_id=space.id)
    [card] = _page(Around(person(), {}, [], [], [Acting(space, [food], {})]))
    assert card.title.startswith("杭州周记点心店：食品经营许可延续还有")
    assert card.due_on == food.deadline_on != food.expires_on
    assert card.scene_code == "SC181"


def test_switched_off_recommendations_leave_only_deadlines() -> None:
    page = _page(Around(person(personalised=False), FACTS, [LICENCE], [], []))
    assert [card.kind for card in page] == ["certificate"]
    assert page[0].scene_code is None


def test_without_real_name_the_page_offers_real_name_and_concludes_nothing_from_an_empty_wallet() -> None:
    [card] = _page(Around(person(level=1), {}, [], [], []))
    assert (card.id, card.action.page) == ("real-name", "pages-profile/real-name/index")
    known = situation.of_citizen(person(level=1), {}, [], TODAY)
    assert "certificates" not in known.facts


def test_days_that_were_counted_last_week_have_gone_on_since() -> None:
    told = {
        "vehicle.inspect_days_left": KnownFact(60, "交管", TODAY - timedelta(days=7)),
        "left_job_days": KnownFact(3, "人社", TODAY - timedelta(days=7)),
        "driver.points": KnownFact(9, "交管", TODAY - timedelta(days=7)),
    }
    now = situation.ticked(told, TODAY)
    assert [fact.value for fact in now.values()] == [53, 10, 9]


def test_an_enterprises_own_facts_call_its_scenes() -> None:
    facts = {"ent.tax_confirmed": KnownFact(False, "税务", TODAY), "ent.founded_days": KnownFact(5, "市场监管", TODAY)}
    acting = [Acting(Space(uuid7(), name, "x", "legal"), [], known) for name, known in (("甲", facts), ("乙", {}))]
    assert [(card.scene_code, card.title) for card in _page(Around(person(), {}, [], [], acting))] == [("SC158", "甲：企业设立后税务确认")]


def test_a_yearly_report_that_was_made_is_not_asked_for_again() -> None:
    space, today = Space(uuid7(), "甲", "x", "legal"), TODAY.replace(month=3)
    licence = held("营业执照(公司)", TODAY.replace(year=2020), enterprise_id=space.id, today=today)
    for done, cards in ((True, 0), (False, 1)):
        around = Around(person(), {}, [], [], [Acting(space, [licence], {"ent.annual_report_done": KnownFact(done, "市场监管", today)})])
        assert len([card for card in composing.fitting(around, today) if card.kind == "certificate"]) == cards


def test_a_scene_that_leads_to_the_renewal_of_a_shown_certificate_is_not_said_twice() -> None:
    retired = {"pension.receiving": KnownFact(True, "人社", TODAY), "pension.auth_days_left": KnownFact(20, "人社", TODAY)}
    proof = held("基本养老金领取资格认证", TODAY.replace(year=2025) + timedelta(days=20))
    assert [card.kind for card in _page(Around(person(), retired, [proof], [], []))] == ["certificate"]
    assert [card.scene_code for card in _page(Around(person(), retired, [], [], []))] == ["SC129"]


def test_what_can_be_renewed_but_is_far_off_comes_last() -> None:
    passport = held("普通护照", TODAY.replace(year=2016) + timedelta(days=150))
    page = _page(Around(person(), FACTS, [passport], [], []))
    assert [card.kind for card in page] == ["scene", "scene", "certificate"]


def _scene(number: int, stage: str) -> Card:
    return Card(f"scene-{number}", "scene", "题", "因", Action("去看看", "p"), stage=stage, priority=number)


def test_no_more_than_two_scenes_of_a_stage_and_eight_in_all() -> None:
    many = [_scene(number, f"阶段{number % 6}") for number in range(40)]
    page = rank.ranked(many, {}, TODAY)
    assert len(page) == 8
    assert max([card.stage for card in page].count(card.stage) for card in page) == 2


def test_fewer_of_a_kind_hides_the_card_and_leaves_one_of_its_stage() -> None:
    put_away = {"scene-0": PutAway("fewer", rank.back_on(_scene(0, "出行"), "fewer", TODAY), "出行")}
    page = rank.ranked([_scene(number, "出行") for number in range(4)], put_away, TODAY)
    assert [card.id for card in page] == ["scene-1"]


@pytest.mark.parametrize(("reason", "days"), [("not_now", 14), ("wrong_data", 90), ("fewer", 180), ("not_me", None)])
def test_a_dismissed_scene_comes_back_on_its_day_or_never(reason: str, days: int | None) -> None:
    card = _scene(1, "出行")
    back = rank.back_on(card, reason, TODAY)
    gone = PutAway(reason, back, "")
    assert rank.is_hidden(card, gone, TODAY)
    assert back == (TODAY + timedelta(days=days) if days else None)
    assert back is None or not rank.is_hidden(card, gone, back)


@given(days=st.integers(-60, 400), reason=st.sampled_from(["not_now", "wrong_data", "fewer"]), later=st.integers(0, 200))
def test_a_certificate_put_away_comes_back_on_the_day_that_was_said_and_never_lapses_meanwhile(days: int, reason: str, later: int) -> None:
    card = replace(_scene(1, ""), kind="certificate", days_left=days)
    back = rank.back_on(card, reason, TODAY)
    assert back is not None
    away = (back - TODAY).days
    assert away == 3 if days < 0 else away <= max(1, days - 7)
    assert reason != "not_now" or away == card.rests
    then = replace(card, days_left=days - later)
    assert rank.is_hidden(then, PutAway(reason, back, ""), TODAY + timedelta(days=later)) is (later < away)


def test_an_earlier_longer_rest_does_not_keep_an_urgent_certificate_away_unless_it_is_not_theirs() -> None:
    urgent = replace(_scene(1, ""), kind="certificate", days_left=5)
    assert not rank.is_hidden(urgent, PutAway("not_now", TODAY + timedelta(days=14), ""), TODAY)
    assert rank.is_hidden(urgent, PutAway("not_me", None, ""), TODAY)


@given(st.permutations([_scene(number, f"阶段{number % 3}") for number in range(9)]))
def test_the_page_does_not_depend_on_the_order_in_which_cards_were_found(cards: list[Card]) -> None:
    assert rank.ranked(cards, {}, TODAY) == rank.ranked(sorted(cards, key=lambda card: card.id), {}, TODAY)


def test_everything_known_is_told_by_subject_with_source_and_date() -> None:
    told = mydata.told(person(), [LICENCE], FACTS, TODAY)
    assert [group.title for group in told.groups] == ["身份信息", "证照", "住房", "驾驶与车辆"]
    items = {item.label: item for group in told.groups for item in group.items}
    assert items["姓名"].value == "林**"
    assert items["居住方式"].value == "租房"
    assert items["机动车驾驶证"].value == "2026年12月17日前有效"
    assert items["居住方式"].source == "住房城乡建设部门"
