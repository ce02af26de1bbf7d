"""Whether a tree will do: every path ends in a leaf, nothing is asked for nothing, nothing is out of reach. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from hall.situations.shape import NO, YES, Answer, Question, Tree


@dataclass(frozen=True)
class Vocabulary:
    """The names that leaves may use; None lets every name pass."""

    items: Collection[str] | None = None
    materials: Collection[str] | None = None
    sections: Collection[str] | None = None


ANY = Vocabulary()


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: file, service code, the path through the tree."""

    file: str
    item: str
    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}，事项 {self.item or '（未写）'}，{self.path}：{self.sentence}"


def check(tree: Tree, known: Vocabulary = ANY) -> list[Problem]:
    """Everything that is wrong with a tree; empty when it can be walked by anybody to an end."""
    found = [*_whole(tree, known), *_asked(tree), *_ways(tree), *_leaves(tree, known)]
    return [Problem(tree.file, tree.item, path, sentence) for path, sentence in found]


def _whole(tree: Tree, known: Vocabulary) -> Iterator[tuple[str, str]]:
    if known.items is not None and tree.item not in known.items:
        yield "整棵树", "事项目录里没有这个事项"
    if tree.version < 1:
        yield "整棵树", "版本号应从 1 开始"
    if not tree.questions:
        yield "整棵树", "没有问题；只有一种情形的事项不用写情形树"
    elif tree.start not in tree.questions:
        yield "start", f"第一个问题“{tree.start}”不存在"
    for key in tree.questions.keys() & tree.leaves.keys():
        yield key, "问题和情形用了同一个名字"


def _asked(tree: Tree) -> Iterator[tuple[str, str]]:
    for question in tree.questions.values():
        for sentence in _wrong_with(question):
            yield f"问题“{question.key}”", sentence


def _wrong_with(question: Question) -> Iterator[str]:
    values = [answer.value for answer in question.answers]
    if not question.ask:
        yield "没有写要问什么"
    if len(values) < 2:
        yield "至少要有两个回答，否则不用问"
    elif len({answer.to for answer in question.answers}) == 1:
        yield "所有回答都通向同一处，这个问题白问了"
    said = [answer.say for answer in question.answers]
    if len(set(values)) < len(values) or len(set(said)) < len(said):
        yield "有重复的回答，回答之间应互不重叠"
    if question.kind == "number":
        yield from _gaps(question.answers)
        return
    wanted = (YES, NO) if question.kind == "yes_no" else question.of
    missing, extra = [one for one in wanted if one not in values], [one for one in values if one not in wanted]
    if missing:
        yield f"回答不全，缺少：{'、'.join(missing)}"
    if extra:
        yield f"回答不在可选范围内：{'、'.join(extra)}"


def _gaps(answers: tuple[Answer, ...]) -> Iterator[str]:
    """Ranges must follow one another from 0 without end: exhaustive and exclusive."""
    at: int | None = 0
    for answer in sorted(answers, key=lambda one: one.range.least if one.range else 0):
        if answer.range is None:
            yield f"“{answer.value}”不是数字范围"
            return
        if at is None or answer.range.least < at:
            yield f"范围重叠：“{answer.value}”"
            return
        if answer.range.least > at:
            yield f"回答不全，{at} 到 {answer.range.least - 1} 没有回答"
        if answer.range.below is not None and answer.range.below <= answer.range.least:
            yield f"“{answer.value}”这个范围是空的"
            return
        at = answer.range.below
    if at is not None:
        yield f"回答不全，{at} 以上没有回答"


def _ways(tree: Tree) -> Iterator[tuple[str, str]]:
    """Dangling ways, circles, and what no way leads to: one walk over the graph, without recursion."""
    if tree.start not in tree.questions:
        return
    done: set[str] = set()
    reached = {tree.start}
    on_path = [tree.start]
    trail = [iter(tree.questions[tree.start].answers)]
    while trail:
        answer = next(trail[-1], None)
        if answer is None:
            trail.pop()
            done.add(on_path.pop())
            continue
        path = " → ".join([*on_path, f"“{answer.say}”"])
        if answer.to in on_path:
            yield path, f"绕回了问题“{answer.to}”，永远走不到结果"
        elif answer.to in tree.questions and answer.to not in done:
            on_path.append(answer.to)
            trail.append(iter(tree.questions[answer.to].answers))
        elif answer.to not in tree.questions and answer.to not in tree.leaves:
            yield path, f"通向的“{answer.to}”不存在"
        reached.add(answer.to)
    yield from ((f"问题“{key}”", "从第一个问题出发走不到这里") for key in tree.questions if key not in reached)
    yield from ((f"情形“{key}”", "没有回答通向这个情形") for key in tree.leaves if key not in reached)


def _leaves(tree: Tree, known: Vocabulary) -> Iterator[tuple[str, str]]:
    for leaf in tree.leaves.values():
        where = f"情形“{leaf.key}”"
        if not leaf.name:
            yield where, "没有名称"
        if leaf.days < 0 or leaf.visits < 0:
            yield where, "时限和次数不能是负数"
        for what, names, allowed in (("材料", leaf.materials, known.materials), ("表单部分", leaf.sections, known.sections)):
            unknown = [name for name in names if allowed is not None and name not in allowed]
            if unknown:
                yield where, f"{what}名称不统一：{'、'.join(unknown)}"
            if len(set(names)) < len(names):
                yield where, f"{what}写重复了"
