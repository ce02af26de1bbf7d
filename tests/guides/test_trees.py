"""The checker of question trees: it lets pass exactly the trees that everybody can walk to an end."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from hall.situations import Answer, Broken, Leaf, Question, Tree, check, path, read, walk

NOWHERE = "nowhere"


def leaf(key: str) -> Leaf:
    return Leaf(key, f"情形{key}", ("居民身份证",), ("申请人",), "不收费", 1, 0)


def question(key: str, ways: list[str]) -> Question:
    of = tuple(str(number) for number in range(len(ways)))
    answers = tuple(Answer(value, f"回答{value}", to) for value, to in zip(of, ways, strict=True))
    return Question(key, f"问题{key}？", "choice", answers, of)


@st.composite
def graphs(draw: st.DrawFn) -> Tree:
    """Any tangle: circles, loose ends and islands as they come."""
    asked = [f"q{number}" for number in range(draw(st.integers(1, 5)))]
    ends = [f"l{number}" for number in range(draw(st.integers(1, 5)))]
    target = st.sampled_from([*asked, *ends, *([NOWHERE] if draw(st.booleans()) else [])])
    forward = draw(st.booleans())
    questions = {}
    for number, key in enumerate(asked):
        to = st.sampled_from([*asked[number + 1 :], *ends]) if forward else target
        questions[key] = question(key, draw(st.lists(to, min_size=2, max_size=4)))
    return Tree("IT024", 1, False, "q0", questions, {key: leaf(key) for key in ends}, "random.yaml")


@st.composite
def sound(draw: st.DrawFn) -> Tree:
    """A real tree of up to 4 levels, every leaf of its own."""
    questions: dict[str, Question] = {}
    leaves: dict[str, Leaf] = {}

    def grow(depth: int) -> str:
        if depth and (depth > 3 or draw(st.booleans())):
            key = f"l{len(leaves)}"
            leaves[key] = leaf(key)
            return key
        key = f"q{len(questions)}"
        questions[key] = question(key, ["-", "-"])  # holds the number while its branches grow
        questions[key] = question(key, [grow(depth + 1) for _ in range(draw(st.integers(2, 3)))])
        return key

    grow(0)
    return Tree("IT024", 1, False, "q0", questions, leaves, "sound.yaml")


def everybody_gets_through(tree: Tree) -> bool:
    """The plain way to find out: try every way there is, for more steps than there are questions."""
    seen: set[str] = set()
    at_now = {tree.start}
    for _ in range(len(tree.questions) + 1):
        seen |= at_now
        at_now = {answer.to for key in at_now if key in tree.questions for answer in tree.questions[key].answers}
    asked_for_something = all(len({answer.to for answer in one.answers}) > 1 for one in tree.questions.values())
    return not at_now and seen == tree.questions.keys() | tree.leaves.keys() and asked_for_something


@given(graphs())
@settings(max_examples=400, deadline=None)
def test_a_tree_passes_exactly_when_every_walk_through_it_ends_and_nothing_is_left_over(tree: Tree) -> None:
    assert (check(tree) == []) == everybody_gets_through(tree)


@given(sound(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_random_answers_lead_through_every_sound_tree_to_a_leaf(tree: Tree, dice: random.Random) -> None:
    assert check(tree) == []
    answers: dict[str, str] = {}
    at = walk(tree, answers)
    while isinstance(at, Question):
        answers[at.key] = dice.choice(at.answers).value
        at = walk(tree, answers)
    assert at.key in tree.leaves
    assert [passed.key for passed, _ in path(tree, answers)[0]] == list(answers)


@given(sound(), st.randoms(use_true_random=False), st.sampled_from(["drop", "dangle", "orphan", "circle", "twice"]))
@settings(max_examples=200, deadline=None)
def test_every_way_of_breaking_a_sound_tree_is_refused(tree: Tree, dice: random.Random, how: str) -> None:
    key = dice.choice(list(tree.questions))
    one = tree.questions[key]
    chosen = dice.randrange(len(one.answers))
    answers = list(one.answers)
    more: dict[str, Question] = {}
    match how:
        case "drop":
            del answers[chosen]
        case "dangle":
            answers[chosen] = replace(answers[chosen], to=NOWHERE)
        case "circle":
            answers[chosen] = replace(answers[chosen], to="q0")
        case "twice":
            answers.append(answers[chosen])
        case _:
            more = {"orphan": question("orphan", list(tree.leaves)[:2])}
    broken = replace(tree, questions={**tree.questions, key: replace(one, answers=tuple(answers)), **more})
    found = check(broken)
    assert found
    assert all(problem.file == "sound.yaml" and problem.item == "IT024" and problem.path for problem in found)


BRANCH = """
format: 1
verified: false
trees:
  - item: IT024
    version: 1
    usual: {materials: [居民户口簿], sections: [申请人], fee: 不收费, days: 20, visits: 1}
    questions:
      age: {ask: 孩子几岁了？, unit: 岁, answers: {0-15: [还没满16岁, young], 16+: [满16岁了, agent]}}
      agent: {ask: 本人来办吗？, answers: {是: self, 否: other}}
    leaves:
      young: {name: 未满16岁, plus: [父母居民身份证], days: 30}
      self: {name: 本人办, note: 带上户口簿}
      other: {name: 请人代办, visits: 2, without: [居民户口簿]}
"""


def broken(text: str) -> str:
    with pytest.raises(Broken) as caught:
        read({"证件.yaml": text})
    return str(caught.value)


def test_a_file_is_read_and_its_tree_walked() -> None:
    tree = read({"证件.yaml": BRANCH})["IT024"]
    first = walk(tree, {})
    assert isinstance(first, Question)
    assert first.ask == "孩子几岁了？"
    young = walk(tree, {"age": "15"})
    assert isinstance(young, Leaf)
    assert (young.materials, young.days, young.visits) == (("居民户口簿", "父母居民身份证"), 30, 1)
    other = walk(tree, {"age": "16", "agent": "否"})
    assert isinstance(other, Leaf)
    assert other.materials == ()


def test_answers_left_over_from_another_way_do_no_harm() -> None:
    tree = read({"证件.yaml": BRANCH})["IT024"]
    assert walk(tree, {"age": "3", "agent": "否"}) is tree.leaves["young"]


@pytest.mark.parametrize(
    "answers", [{"age": "老"}, {"age": "-1"}, {"age": ""}, {"age": "１６"}, {"age": "9" * 500}, {"age": "20", "agent": "也许"}, {"x": "是"}]
)
def test_an_answer_that_no_question_knows_is_refused_in_words(answers: dict[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        walk(read({"证件.yaml": BRANCH})["IT024"], answers)
    assert caught.value.sentence.endswith("。")


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("0-15: [还没满16岁, young], ", "", "回答不全，0 到 15 没有回答"),
        ("16+:", "18+:", "回答不全，16 到 17 没有回答"),
        ("16+:", "10+:", "范围重叠"),
        ("16+:", "16-60:", "回答不全，61 以上没有回答"),
        ("否: other", "否: nowhere", "age → agent → “否”：通向的“nowhere”不存在"),
        ("否: other", "否: age", "绕回了问题“age”"),
        ("{是: self, 否: other}", "{是: self}", "缺少：否"),
        ("{是: self, 否: other}", "{是: self, 否: self}", "白问了"),
        ("{是: self, 否: other}", "{是: self, 是: other}", "“是”写了两次"),
        ("[满16岁了, agent]", "[满16岁了, self]", "问题“agent”：从第一个问题出发走不到这里"),
        ("否: other", "否: young", "情形“other”：没有回答通向这个情形"),
        ("format: 1", "format: 9", "format: 1"),
        ("verified: false", "verified: 大概", "verified"),
        ("days: 30", "days: 很久", "情形“young”：version、days 和 visits 应是整数"),
        ("fee: 不收费, ", "", "没有写收费"),
        ("note:", "remark:", "不认识的栏目：remark"),
        ("format: 1", "format: [1", "不是合格的 YAML"),
        ("version: 1", "version: 0", "版本号应从 1 开始"),
    ],
)
def test_a_mistake_is_named_by_file_service_and_path(was: str, becomes: str, said: str) -> None:
    assert was in BRANCH
    found = broken(BRANCH.replace(was, becomes))
    assert said in found
    assert found.startswith("证件.yaml，事项 ")


def test_a_service_may_have_one_tree_only() -> None:
    with pytest.raises(Broken, match="已经有这个事项的情形"):
        read({"a.yaml": BRANCH, "b.yaml": BRANCH})


def test_four_thousand_situations_are_read_and_checked_in_a_few_seconds() -> None:
    head, _, tree = BRANCH.partition("  - item: IT024")
    texts = {f"{file}.yaml": head + "".join(f"  - item: IT{file:02}{one:03}{tree}" for one in range(67)) for file in range(20)}
    begun = time.process_time()
    trees = read(texts)
    assert sum(len(one.leaves) for one in trees.values()) > 4_000
    assert time.process_time() - begun < 6
