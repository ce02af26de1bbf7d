"""From answers to the next question or to the situation. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.errors import Invalid
from hall.situations.shape import Answer, Leaf, Question, Tree

NUMBER = re.compile(r"[0-9]{1,6}")


def walk(tree: Tree, answers: Mapping[str, str]) -> Question | Leaf:
    """Where the answers (question key → value) lead. Raises `Invalid` for an answer that its question does not know."""
    return path(tree, answers)[1]


def path(tree: Tree, answers: Mapping[str, str]) -> tuple[tuple[tuple[Question, Answer], ...], Question | Leaf]:
    """The questions passed with their answers, and where one stands. Answers to questions off the way (somebody went back
    and chose otherwise) do no harm; answers to questions that don't exist are refused."""
    unknown = next((key for key in answers if key not in tree.questions), None)
    if unknown is not None:
        raise Invalid("situation.no_such_question", "没有这个问题，办事指南可能更新了，请重新开始。", field="answers")
    passed: list[tuple[Question, Answer]] = []
    at = tree.start
    while at in tree.questions:
        question = tree.questions[at]
        if at not in answers:
            return tuple(passed), question
        answer = _chosen(question, answers[at])
        passed.append((question, answer))
        at = answer.to
    return tuple(passed), tree.leaves[at]


def _chosen(question: Question, value: str) -> Answer:
    for answer in question.answers:
        if answer.value == value or (answer.range and NUMBER.fullmatch(value) and answer.range.holds(int(value))):
            return answer
    told = f"请填写整数（{question.unit}）" if question.kind == "number" else f"请从{'、'.join(one.say for one in question.answers)}中选择"
    raise Invalid("situation.no_such_answer", f"{question.ask}{told}。", field=question.key)
