"""The situations that come with the project."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest

from core.errors import NotFound
from hall import import_guides, situations, vocabulary
from hall.situations import Leaf, Question, Tree, versions
from local.instance import Instance

TREES = situations.shipped()
CITED = re.compile(r"《[^》]+》第[零一二三四五六七八九十百千]+条")


def ways(tree: Tree, key: str) -> int:
    """How many different conversations there are from a question on."""
    return sum(ways(tree, answer.to) for answer in tree.questions[key].answers) if key in tree.questions else 1


def test_there_are_at_least_two_hundred_situations_over_sixty_services() -> None:
    assert len(TREES) >= 60
    assert sum(len(tree.leaves) for tree in TREES.values()) >= 200


@pytest.mark.parametrize("code", sorted(TREES))
def test_no_two_situations_of_a_service_are_the_same(code: str) -> None:
    leaves = TREES[code].leaves.values()
    told = {(leaf.materials, leaf.sections, leaf.fee, leaf.days, leaf.visits, leaf.note) for leaf in leaves}
    assert len(told) == len(leaves) == len({leaf.name for leaf in leaves})


@pytest.mark.parametrize("code", sorted(TREES))
def test_questions_are_short_and_asked_as_at_the_counter(code: str) -> None:
    for question in TREES[code].questions.values():
        assert question.ask.endswith("？")
        assert len(question.ask) <= 30
        assert all(0 < len(answer.say) <= 20 for answer in question.answers)


@pytest.mark.parametrize("code", sorted(TREES))
def test_a_conversation_has_at_most_six_questions(code: str) -> None:
    tree = TREES[code]

    def longest(key: str) -> int:
        return 1 + max(longest(answer.to) for answer in tree.questions[key].answers) if key in tree.questions else 0

    assert longest(tree.start) <= 6
    assert ways(tree, tree.start) >= len(tree.leaves)


def test_nothing_unverified_is_passed_off_as_verified_and_law_is_cited_by_article() -> None:
    assert not any(tree.verified for tree in TREES.values())
    laws = {leaf.law for tree in TREES.values() for leaf in tree.leaves.values() if leaf.law}
    assert laws
    assert all(CITED.fullmatch(law) for law in laws)


def test_every_tree_belongs_to_a_service_of_our_own() -> None:
    assert {row["item_id"] for row in vocabulary.table("items_core.csv")} >= set(TREES)


def test_a_child_under_sixteen_needs_a_parent_and_gets_five_years() -> None:
    tree = TREES["IT024"]
    first = situations.walk(tree, {})
    assert isinstance(first, Question)
    assert first.ask == "孩子满16岁了吗？"
    child = situations.walk(tree, {"age": "12", "with": "parent"})
    assert isinstance(child, Leaf)
    assert "父母居民身份证" in child.materials
    assert "监护人" in child.sections
    assert "5年" in child.note


def test_an_unmarried_mother_brings_no_marriage_certificate_for_her_newborn() -> None:
    tree = TREES["IT005"]
    leaf = situations.walk(tree, {"born": "home", "married": "否", "single": "mother"})
    assert isinstance(leaf, Leaf)
    assert "结婚证" not in leaf.materials


async def test_what_is_published_first_is_what_the_files_say(database: Instance) -> None:
    for code, tree in TREES.items():
        published = await situations.tree(code)
        assert replace(published, file="") == replace(tree, file="") == replace(await situations.tree(code, 1), file="")
    assert await import_guides.put(*next(import_guides.shipped())) == 0


async def test_a_service_without_situations_says_so(database: Instance) -> None:
    with pytest.raises(NotFound) as caught:
        await situations.tree("IT323")
    assert "不分情形" in caught.value.sentence


def test_an_answer_by_number_and_by_its_range_lead_to_the_same_place() -> None:
    for tree, question in itertools.chain.from_iterable(((tree, one) for one in tree.questions.values()) for tree in TREES.values()):
        for answer in question.answers:
            if answer.range and question.key == tree.start:
                by_number = situations.walk(tree, {question.key: str(answer.range.least)})
                assert by_number == situations.walk(tree, {question.key: answer.value})


def test_what_is_said_under_a_version_stays_said() -> None:
    """After a change: raise the tree's version, then `python -m hall.situations.versions`."""
    assert versions.silent_changes(TREES.values(), versions.noted()) == []
    assert {code: (tree.version, versions.digest(tree)) for code, tree in TREES.items()} == versions.noted()


def test_a_change_without_a_new_version_is_refused() -> None:
    tree = TREES["IT024"]
    leaf = next(iter(tree.leaves.values()))
    changed = replace(tree, leaves={**tree.leaves, leaf.key: replace(leaf, days=leaf.days + 1)})
    assert versions.silent_changes([changed], versions.noted())
    assert versions.silent_changes([replace(changed, version=2)], versions.noted()) == []
