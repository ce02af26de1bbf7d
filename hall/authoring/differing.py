"""What people will see differently when a guide's text changes: question by question, situation by situation. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hall import bundles, guides, situations
from hall.bundles import Listed
from hall.content import Change, apart
from hall.situations import Leaf, Question, Tree

AUDIENCES = {"citizen": "个人", "enterprise": "企业"}
Told = dict[str, tuple[str, str]]


def difference(kind: str, code: str, before: str, after: str) -> tuple[Change, ...]:
    """Part by part, in the order of the newer text; the whole text where one of the two can't be read."""
    told = _bundle if kind == guides.BUNDLE else _tree
    old, new = _parts(told, code, before), _parts(told, code, after)
    if old is None or new is None:
        return (Change("text", "全文", before, after),) if before != after else ()
    keys = dict.fromkeys((*new, *old))
    empty = ("", "")
    pairs = ((key, old.get(key, empty), new.get(key, empty)) for key in keys)
    return tuple(
        Change(key, later[0] or earlier[0], *apart(earlier[1], later[1])) for key, earlier, later in pairs if earlier[1] != later[1]
    )


def _parts(told: Callable[[str, str], Told], code: str, text: str) -> Told | None:
    """Part → its name and what it says; None for a text that can't be read, nothing for none."""
    if not text:
        return {}
    try:
        return told(code, text)
    except (situations.Broken, bundles.Broken):
        return None


def _tree(code: str, text: str) -> Told:
    tree = situations.read_one(code, 1, False, text)
    first = {"start": ("从哪里问起", tree.questions[tree.start].ask)}
    questions = {f"question {key}": (f"问题「{one.ask}」", _question(one, tree)) for key, one in tree.questions.items()}
    return first | questions | {f"leaf {key}": (f"情形「{one.name}」", _leaf(one)) for key, one in tree.leaves.items()}


def _question(one: Question, tree: Tree) -> str:
    ways = [f"{answer.say}（{answer.value}） → {_aim(answer.to, tree)}" for answer in one.answers]
    return "\n".join([f"{one.ask}{f'（单位：{one.unit}）' if one.unit else ''}", *([f"提示：{one.hint}"] if one.hint else []), *ways])


def _aim(key: str, tree: Tree) -> str:
    return tree.questions[key].ask if key in tree.questions else tree.leaves[key].name


def _leaf(one: Leaf) -> str:
    lines = [one.name, f"材料：{'、'.join(one.materials) or '无'}", f"表单：{'、'.join(one.sections) or '无'}"]
    lines.append(f"收费：{one.fee}；{one.days} 个工作日；到现场 {one.visits} 次")
    return "\n".join([*lines, *(f"{label}：{text}" for label, text in (("说明", one.note), ("依据", one.law)) if text)])


def _bundle(code: str, text: str) -> Told:
    one: Listed = bundles.read_one(code, False, text)
    plain: Mapping[str, tuple[str, Any]] = {
        "name": ("名称", one.name),
        "audience": ("服务对象", AUDIENCES.get(one.audience, one.audience)),
        "stage": ("阶段", one.stage),
        "lead_dept": ("牵头部门", one.lead_department),
        "trigger": ("什么时候提醒", one.trigger),
        "note": ("说明", one.note),
        "source": ("来源", one.source),
        "source_confidence": ("来源可信度", one.source_confidence),
    }
    return {**plain, "members": ("事项", "\n".join(f"{item} {name}" for item, name in one.members))}
