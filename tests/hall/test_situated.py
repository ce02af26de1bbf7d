"""A case begun from the guide is the case of that situation, and stays so whatever becomes of the tree."""

from __future__ import annotations

from uuid import uuid4

import orjson
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar import workdays
from core.errors import Conflict, Invalid, NotFound
from hall import board, cases, decisions, drafts, guides, import_guides, materials, routing, rulings, situated, situations, vocabulary
from hall.cases import Said
from hall.guides import Guide
from hall.models import Case
from local.instance import Sandbox
from profile import certificates
from tests.hall import steps
from tests.hall.steps import PASSPORT, PERMIT, Resident

TREES = situations.shipped()
GROWN = {"age": "是", "post": "否", "visa": "否"}
CHILD, ADULT = {"age": "3", "parent": "是"}, {"age": "30", "post": "否", "urgent": "否"}


@st.composite
def walks(draw: st.DrawFn) -> tuple[str, dict[str, str], situations.Leaf]:
    """Somebody who answers the questions of a service as they come, to the end; perhaps with answers left from going back."""
    tree = TREES[draw(st.sampled_from(sorted(TREES)))]
    answers: dict[str, str] = {}
    at = situations.walk(tree, answers)
    while isinstance(at, situations.Question):
        answers[at.key] = draw(st.sampled_from(at.answers)).value
        at = situations.walk(tree, answers)
    for other in draw(st.lists(st.sampled_from(sorted(tree.questions)), max_size=2)):
        answers.setdefault(other, tree.questions[other].answers[0].value)
    return tree.item, answers, at


@given(walks())
@settings(max_examples=300, deadline=None)
def test_whatever_is_answered_the_case_asks_for_what_its_leaf_says(walk: tuple[str, dict[str, str], situations.Leaf]) -> None:
    code, answers, leaf = walk
    found = situated.reached(TREES[code], answers, {})
    assert situated.taken_up(orjson.loads(orjson.dumps(found.kept()))) == found
    assert tuple(one.name for one in found.materials) == leaf.materials
    assert (found.key, found.fee, found.days, found.visits) == (leaf.key, leaf.fee, leaf.days, leaf.visits)
    wanted = {one for row in vocabulary.table("sections.csv") if row["section"] in leaf.sections for one in row["elements"].split(";")}
    for renewal in (False, True):
        asked = [field.key for field in situated.questions(code, renewal, found)]
        assert len(asked) == len(set(asked))
        assert wanted | {"applicant_name", "id_number", "phone"} <= set(asked)


@given(walks(), st.data())
@settings(max_examples=100, deadline=None)
def test_half_a_conversation_begins_nothing(walk: tuple[str, dict[str, str], situations.Leaf], data: st.DataObject) -> None:
    code, answers, _ = walk
    passed, _ = situations.path(TREES[code], answers)
    left_out = data.draw(st.sampled_from([question.key for question, _ in passed]))
    with pytest.raises(Invalid, match=r"situation\.unfinished"):
        situated.reached(TREES[code], {key: value for key, value in answers.items() if key != left_out}, {})


def test_the_decision_table_says_for_which_situations_it_rules() -> None:
    for code in decisions.rules().keys() & TREES.keys():
        condition = next(one for one in decisions.rules()[code][1] if one.input == "situation")
        assert set(condition.value.split(";")) <= {rulings.NO_SITUATION, *TREES[code].leaves}


async def draft(view: cases.CaseView) -> drafts.Draft:
    return await drafts.opened(await Case.get(id=view.id))


async def test_a_childs_passport_asks_for_what_a_child_needs(who: Resident) -> None:
    case = await cases.begin(who.id, "IT045", Said(1, CHILD))
    assert case.situation is not None
    assert case.situation.name == "未满16周岁首次申领（父母陪同）"
    assert {slot.name for slot in case.materials} == {"居民身份证", "照片", "指纹", "居民户口簿", "出生医学证明", "父母居民身份证"}
    assert {slot.name for slot in case.materials if slot.waived} == {"居民身份证", "指纹"}
    assert {"guardian_name", "child_name", "destination", "delivery"} <= {field.key for field in case.fields}
    assert "请填写孩子姓名。" in case.blockers
    assert (case.promise_days, case.service.fee) == (7, "120元")
    board_row = await board.one(case.id, uuid4())
    assert board_row.situation == case.situation.name


async def test_answering_anew_turns_the_draft_and_keeps_what_still_fits(who: Resident) -> None:
    case = await cases.begin(who.id, "IT045", Said(1, CHILD))
    await cases.fill(who.id, case.id, {"destination": "日本", "child_name": "小满", "guardian_id_number": steps.id_number()})
    paper = await steps.upload(who, case.id, "birth-certificate", steps.jpeg(steps.page()))
    assert paper.state == "passed"
    turned = await cases.begin(who.id, "IT045", Said(1, ADULT))
    assert turned.id == case.id
    assert {slot.kind for slot in turned.materials} == {"identity-card", "portrait", "fingerprint"}
    assert next(field.value for field in turned.fields if field.key == "destination") == "日本"
    assert "child_name" not in (await draft(turned)).answers
    with pytest.raises(NotFound):
        await materials.view(who.id, paper.id)
    again = await cases.begin(who.id, "IT045")
    assert again.situation == turned.situation


async def test_a_changed_tree_leaves_what_was_begun_alone_and_refuses_old_answers(who: Resident) -> None:
    case = await cases.begin(who.id, "IT048", Said(1, GROWN))
    raw = situations.raw("IT048")
    raw = {**raw, "usual": {**raw["usual"], "materials": ["居民身份证"], "fee": "200元", "days": 99}}
    await import_guides.put(guides.TREE, [Guide("IT048", 2, yaml.safe_dump(raw, allow_unicode=True), verified=False)])
    assert await cases.view(who.id, case.id) == case
    with pytest.raises(Conflict) as refused:
        await cases.begin(who.id, "IT048", Said(1, GROWN))
    assert refused.value.code == "situation.changed"
    turned = await cases.begin(who.id, "IT048", Said(2, GROWN))
    assert (turned.promise_days, turned.service.fee, len(turned.materials)) == (99, "200元", 1)


async def test_a_renewal_from_the_guide_keeps_its_situation_to_the_department(who: Resident, hall: Sandbox) -> None:
    await who.holds(PASSPORT)
    case = await cases.begin(who.id, "IT046", Said(1, {"why": "damaged"}))
    assert case.kind == "renewal"
    number = (await certificates.wallet(who.id))[0].number
    field = next(one for one in case.fields if one.key == "passport_number")
    assert (field.section, field.source and field.source.name, field.locked) == ("出入境证件", "电子证照·普通护照", False)
    assert field.value == "*" * (len(number) - 4) + number[-4:]
    assert (await cases.fill(who.id, case.id, {"passport_number": field.value})).fields == case.fields
    for slot in case.materials:
        if slot.required:
            await steps.upload(who, case.id, slot.kind, steps.jpeg(steps.portrait() if slot.profile == "portrait" else steps.page()))
    sent = await cases.submit(who.id, case.id, "key-damaged")
    assert sent.submitted_at is not None
    assert sent.due_on == workdays().shift(workdays().received_on(sent.submitted_at), 7)
    await routing.route()
    letter = next(one["payload"] for one in hall.journal(kind="department.received") if one["case_id"] == str(case.id))
    assert letter["situation"] == {"key": "damaged", "name": "损毁换发", "tree_version": 1}
    assert (letter["labels"]["passport_number"], letter["fields"]["passport_number"]) == ("护照或通行证号码", number)
    shown = (await board.one(case.id, uuid4())).fields
    assert next(field.value for field in shown if field.label == "护照或通行证号码") == field.value


async def test_what_the_table_may_decide_depends_on_the_situation(who: Resident) -> None:
    await who.holds(PERMIT)
    moved = await cases.begin(who.id, "IT041", Said(1, _to("IT041", "other")))
    assert rulings.inputs(await draft(moved))["situation"] == "other"
    ruling = rulings.rule(await draft(moved))
    assert ruling is not None
    assert "这种情形需要人工核对" in ruling.reasons


def _to(code: str, leaf: str) -> dict[str, str]:
    """Answers that lead to a leaf."""
    tree, ways = TREES[code], [(TREES[code].start, dict[str, str]())]
    while ways:
        at, answers = ways.pop()
        if at == leaf:
            return answers
        if at in tree.questions:
            ways += [(one.to, {**answers, at: one.value}) for one in tree.questions[at].answers]
    raise AssertionError(leaf)
