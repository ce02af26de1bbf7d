"""bundles.yaml read into values and checked against the catalogue, every mistake named. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import yaml

from hall.bundles.order import Circle, steps, waits
from hall.bundles.shape import Item, Listed, Ties

FORMAT = 1
_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C reader is ten times as fast
AUDIENCES = {"citizen", "enterprise"}
CONFIDENCES = {"S", "H", "L"}
_TEXTS = ("id", "name", "audience", "stage", "source", "source_confidence", "lead_dept", "trigger", "note")
_COLUMNS = {*_TEXTS, "verified", "members"}


class Broken(ValueError):
    """A list of bundles that can't be used; `problems` are sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_one(id: str, verified: bool, text: str) -> Listed:  # noqa: A002
    """One bundle as it is edited: the same as in the file, without its number and `verified`. Raises `Broken`."""
    raw = _loaded(text)
    if isinstance(raw, dict):
        raw = {**raw, "id": id, "verified": verified}
    problems = list(_wrong_with(raw, "内容", _COLUMNS - {"id", "verified"}))
    if problems:
        raise Broken(problems)
    return _listed(raw)


def raw_bundles(text: str) -> list[dict[str, Any]]:
    """The bundles of a file that was read before, as it writes them."""
    raw: list[dict[str, Any]] = _loaded(text)["bundles"]
    return raw


def _loaded(text: str) -> Any:
    try:
        return yaml.load(text, Loader=_SAFE)  # noqa: S506 -- a safe loader, either way
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise Broken([f"第 {mark.line + 1} 行起不是合格的 YAML" if mark else "不是合格的 YAML"]) from error


def read(text: str) -> list[Listed]:
    """The bundles of a file. Raises `Broken`."""
    raw = _loaded(text)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT or not isinstance(raw.get("bundles"), list):
        raise Broken([f"一件事清单开头应写明 format: {FORMAT} 和 bundles 列表"])
    problems = [sentence for number, one in enumerate(raw["bundles"], 1) for sentence in _wrong_with(one, f"第 {number} 个一件事")]
    if problems:
        raise Broken(problems)
    return [_listed(one) for one in raw["bundles"]]


def _wrong_with(raw: Any, where: str, shown: Collection[str] = _COLUMNS) -> Iterator[str]:
    """`shown` are the columns that whoever wrote it is to be told of."""
    if not isinstance(raw, dict) or set(raw) != _COLUMNS:
        yield f"{where}：栏目应正好是 {'、'.join(sorted(shown))}"
        return
    if not all(isinstance(raw[name], str) for name in _TEXTS) or not isinstance(raw["verified"], bool):
        yield f"{where}（{raw['id']}）：各栏应是文字，verified 应是 true 或 false"
    members = raw["members"]
    if not isinstance(members, list) or not members:
        yield f"{where}（{raw['id']}）：没有事项"
    elif not all(isinstance(one, dict) and set(one) == {"item", "name"} for one in members):
        yield f"{where}（{raw['id']}）：事项应写成 item 和 name"


def _listed(raw: Mapping[str, Any]) -> Listed:
    members = tuple((str(one["item"]), str(one["name"])) for one in raw["members"])
    texts = {"lead_department" if name == "lead_dept" else name: raw[name] for name in _TEXTS}
    return Listed(**texts, verified=raw["verified"], members=members)


def check(bundles: list[Listed], items: Mapping[str, Item], ties: Ties) -> list[str]:
    """What keeps the bundles from being worked out: unknown or doubled services, names that differ, circles."""
    ids = [bundle.id for bundle in bundles]
    doubled = [f"编号 {one} 用了两次" for one in sorted(set(ids)) if ids.count(one) > 1]
    return doubled + [f"{bundle.id} {bundle.name}：{sentence}" for bundle in bundles for sentence in _unfit(bundle, items, ties)]


def _unfit(bundle: Listed, items: Mapping[str, Item], ties: Ties) -> Iterator[str]:
    if bundle.audience not in AUDIENCES or bundle.source_confidence not in CONFIDENCES:
        yield "服务对象应是 citizen 或 enterprise，来源可信度应是 S、H 或 L"
    codes = [code for code, _ in bundle.members]
    yield from (f"事项 {code} 列了两次" for code in sorted(set(codes)) if codes.count(code) > 1)
    for code, name in bundle.members:
        if code not in items:
            yield f"事项目录里没有 {code} {name}"
        elif items[code].name != name:
            yield f"{code} 在事项目录里叫“{items[code].name}”，不叫“{name}”"
        elif not items[code].sections:
            yield f"{code} {name} 没有写表单部分"
    try:
        steps(waits([items[code] for code in codes if code in items], ties))
    except Circle as circle:
        yield f"事项互相等待：{circle}"
