"""Files of question trees read into values, every mistake named by file, service and path. Pure but for read_folder.

A file (hall/data/situations/README.md tells it with an example): format, verified, trees: [{item, version, start, usual,
questions: {key: {ask, hint, answers | of + answers | unit + answers}}, leaves: {key: {name, …}}}].
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from hall.situations.checking import ANY, Problem, Vocabulary, check
from hall.situations.shape import NO, YES, Answer, Leaf, Question, Range, Tree

FORMAT = 1
EDITED = "情形"
RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6})|(\+))?")
_TREE = {"item", "version", "start", "usual", "questions", "leaves"}
_QUESTION = {"ask", "hint", "of", "unit", "answers"}
_LEAF = {"name", "materials", "plus", "without", "sections", "fee", "days", "visits", "note", "law"}
# The C reader is ten times as fast; it is missing only where PyYAML was built without libyaml.
_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Safe):  # type: ignore[misc]
    """Refuses what plain YAML lets pass: the same name twice, where the last would silently win."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise yaml.MarkedYAMLError(problem=f"“{twice}”写了两次", problem_mark=node.start_mark)
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


class Broken(ValueError):
    """A set of files that can't be used; `problems` has every mistake found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(one) for one in problems))
        self.problems = problems


class _Wrong(ValueError):
    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(sentence)
        self.path, self.sentence = path, sentence


def read_folder(folder: Path, known: Vocabulary = ANY) -> dict[str, Tree]:
    """Every tree of a folder, by service code. Raises `Broken` with all that is wrong in all files."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}
    return read(texts, known)


def read(texts: Mapping[str, str], known: Vocabulary = ANY) -> dict[str, Tree]:
    """The trees of several files (name → text). Raises `Broken`."""
    trees: dict[str, Tree] = {}
    problems: list[Problem] = []
    for file, text in texts.items():
        for one in _file(file, text):
            if isinstance(one, Problem):
                problems.append(one)
                continue
            problems.extend(check(one, known))
            if one.item in trees:
                problems.append(Problem(file, one.item, "整棵树", f"{trees[one.item].file} 里已经有这个事项的情形"))
            trees[one.item] = one
    if problems:
        raise Broken(problems)
    return trees


def read_one(code: str, number: int, verified: bool, text: str, known: Vocabulary = ANY) -> Tree:
    """One tree as it is edited: the same as in a file, without service and version. Raises `Broken`."""
    raw = _loaded(EDITED, text)
    if isinstance(raw, dict):
        raw = {**raw, "item": code, "version": number}
    made = raw if isinstance(raw, Problem) else _tree(EDITED, verified, raw)
    problems = [replace(made, item=code)] if isinstance(made, Problem) else check(made, known)
    if isinstance(made, Problem) or problems:
        raise Broken(problems)
    return made


def raw_trees(text: str) -> list[dict[str, Any]]:
    """The trees of a file that was read before, as it writes them."""
    raw: list[dict[str, Any]] = yaml.load(text, Loader=_Loader)["trees"]  # noqa: S506 -- a safe loader, either way
    return raw


def _loaded(file: str, text: str) -> Any:
    """What the YAML says, or the `Problem` with it."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 -- a safe loader, either way
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark, why = getattr(error, "problem_mark", None), getattr(error, "problem", None) or ""
        return Problem(file, "", f"第 {mark.line + 1} 行起" if mark else "全文", why if "写了两次" in why else "不是合格的 YAML")


def _file(file: str, text: str) -> list[Tree | Problem]:
    raw = _loaded(file, text)
    if isinstance(raw, Problem):
        return [raw]
    if not isinstance(raw, dict) or raw.get("format") != FORMAT or not isinstance(raw.get("trees"), list):
        return [Problem(file, "", "开头", f"应写明 format: {FORMAT} 和 trees 列表")]
    if not isinstance(raw.get("verified"), bool):
        return [Problem(file, "", "开头", "应写明 verified: true 或 false")]
    return [_tree(file, raw["verified"], one) for one in raw["trees"]]


def _tree(file: str, verified: bool, raw: Any) -> Tree | Problem:
    item = str(raw.get("item", "")) if isinstance(raw, dict) else ""
    try:
        raw = _mapping(raw, "整棵树", _TREE)
        usual = _mapping(raw.get("usual", {}), "usual", _LEAF)
        questions = {str(key): _question(str(key), one) for key, one in _mapping(raw.get("questions"), "questions").items()}
        leaves = {str(key): _leaf(str(key), one, usual) for key, one in _mapping(raw.get("leaves"), "leaves").items()}
        start = str(raw.get("start") or next(iter(questions), ""))
        return Tree(item, _number(raw.get("version"), "version"), verified, start, questions, leaves, file)
    except _Wrong as wrong:
        return Problem(file, item, wrong.path, wrong.sentence)


def _question(key: str, raw: Any) -> Question:
    path = f"问题“{key}”"
    raw = _mapping(raw, path, _QUESTION)
    answers = _mapping(raw.get("answers"), f"{path}的 answers")
    values = [str(value) for value in answers]
    kind = "number" if "unit" in raw else "choice" if "of" in raw else "yes_no"
    if kind == "yes_no" and not set(values) <= {YES, NO}:
        raise _Wrong(path, "不是是非题，请用 of 写全可选的回答，或用 unit 写明数字的单位")
    made = tuple(_answer(kind, path, value, one) for value, one in zip(values, answers.values(), strict=True))
    of = tuple(str(one) for one in _list(raw.get("of", []), path))
    return Question(
        key, _text(raw.get("ask", ""), path), kind, made, of, _text(raw.get("hint", ""), path), _text(raw.get("unit", ""), path)
    )


def _answer(kind: str, path: str, value: str, raw: Any) -> Answer:
    """Either just where it leads (the value is what is said), or [what is said, where it leads]."""
    if isinstance(raw, list) and len(raw) == 2:
        say, to = _text(raw[0], path), _text(raw[1], path)
    else:
        say, to = value, _text(raw, f"{path} → “{value}”")
    found = RANGE.fullmatch(value) if kind == "number" else None
    if kind == "number" and found is None:
        raise _Wrong(path, f"“{value}”应写成 0-15 或 16+ 这样的范围")
    span = Range(int(found[1]), None if found[3] else int(found[2] or found[1]) + 1) if found else None
    return Answer(value, say, to, span)


def _leaf(key: str, raw: Any, usual: Mapping[str, Any]) -> Leaf:
    path = f"情形“{key}”"
    raw = {**usual, **_mapping(raw, path, _LEAF)}
    left_out = set(_list(raw.get("without", []), path))
    materials = [one for one in (*_list(raw.get("materials", []), path), *_list(raw.get("plus", []), path)) if one not in left_out]
    sections = tuple(_list(raw.get("sections", []), path))
    texts = {name: _text(raw.get(name, ""), path) for name in ("name", "fee", "note", "law")}
    if not texts["fee"]:
        raise _Wrong(path, "没有写收费（不收费写“不收费”）")
    days, visits = _number(raw.get("days"), path), _number(raw.get("visits"), path)
    return Leaf(key, texts["name"], tuple(materials), sections, texts["fee"], days, visits, texts["note"], texts["law"])


def _mapping(raw: Any, path: str, allowed: set[str] | None = None) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise _Wrong(path, "应是一组名称和内容")
    unknown = sorted(str(name) for name in raw if allowed is not None and name not in allowed)
    if unknown:
        raise _Wrong(path, f"不认识的栏目：{'、'.join(unknown)}")
    return raw


def _list(raw: Any, path: str) -> list[str]:
    if not isinstance(raw, list) or not all(isinstance(one, str | int) for one in raw):
        raise _Wrong(path, "应是一个列表")
    return [str(one) for one in raw]


def _text(raw: Any, path: str) -> str:
    if not isinstance(raw, str | int) or isinstance(raw, bool):
        raise _Wrong(path, "应是一段文字（是、否、yes、no 请加引号）" if isinstance(raw, bool) else "应是一段文字")
    return str(raw).strip()


def _number(raw: Any, path: str) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise _Wrong(path, "version、days 和 visits 应是整数")
    return raw
