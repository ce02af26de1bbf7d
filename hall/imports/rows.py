"""Rows of a department's file judged one by one, with line, column and reason in words. Pure: rows in, values out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hall import codes, content, vocabulary
from hall.imports.files import Row, refuse

# Column → what it fills; the English name is accepted as well.
COLUMNS = {
    "编码": "code",
    "主项名称": "parent_name",
    "办理部门": "department",
    "行使层级": "level",
    "基本编码": "base_code",
    "服务对象": "audience",
    **{field.label: key for key, field in content.FIELDS.items() if key not in {"department_code", "for_citizens", "for_enterprises"}},
}
del COLUMNS["已核实"]  # an operator says so, not a file
LABELS = {key: label for label, key in COLUMNS.items()}
NEEDED = ("code", "name", "department", "item_type", "audience")
LEVELS = ("", "国家级", "省级", "市级", "县级", "乡级", "村级")
AUDIENCE = re.compile(r"(?:自然人|个人|法人|企业|非法人企业|企业法人|事业法人|社会组织法人|行政机关|其他组织)(?:[、,，;；/ ]|$)")
CODE_WRONG = "编码不对：应是含基本编码的 31 或 33 位实施编码、带区划和机构的地方编码，或两位字母加 3 到 6 位数字"
DAYS = re.compile(r"(\d{1,4})\s*(?:个)?\s*(工作日|自然日|天)?")
SPLIT = re.compile(r"[;；\n]")
YES, NO = {"是", "可以", "true", "1", "y"}, {"否", "不可以", "false", "0", "n"}


@dataclass(frozen=True)
class Fault:
    """Why a row can't be taken: its line, its column (empty for the whole row), its code and the reason."""

    line: int
    column: str
    code: str
    reason: str


@dataclass(frozen=True)
class Given:
    """What one row says. `fields` are parts of the content; `identity` is parent_name, level and base_code as far as told."""

    line: int
    code: str
    office: vocabulary.Office
    fields: dict[str, Any]
    identity: dict[str, str]


def known_columns(rows: Sequence[Row]) -> None:
    """Raises `Invalid` naming the columns that are missing or unknown: then nothing of the file means what it seems to."""
    seen = dict.fromkeys(name for row in rows for name in row.cells)
    unknown = [name for name in seen if name not in COLUMNS and name not in LABELS]
    if unknown:
        raise refuse("column_unknown", f"不认识这些列：{'、'.join(name[:40] for name in unknown[:5])}。请对照导入说明改列名或删去。")
    present = {COLUMNS.get(name, name) for name in seen}
    missing = [LABELS[key] for key in NEEDED if key not in present]
    if missing:
        raise refuse("column_missing", f"缺少这些列：{'、'.join(missing)}。请对照导入说明补上。")


def judge(rows: Sequence[Row]) -> tuple[list[Given], list[Fault]]:
    """The rows that will do, and everything wrong with the others."""
    known_columns(rows)
    given: list[Given] = []
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for row in rows:
        cells = {COLUMNS.get(name, name): value for name, value in row.cells.items()}
        code = _text(cells.get("code"))
        wrong = list(row.odd) or _wrong(cells, code)
        if code in first:
            wrong.append((LABELS["code"], f"编码与第 {first[code]} 行重复"))
        first.setdefault(code, row.line)
        if not wrong:
            values, wrong = _values(cells)
            if not wrong:
                given.append(_given(row.line, code, cells, values))
        faults += [Fault(row.line, column, code[:80], reason) for column, reason in wrong]
    return given, faults


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def _wrong(cells: dict[str, Any], code: str) -> list[tuple[str, str]]:
    """What is missing, or wrong with the code."""
    missing = [(LABELS[key], "不能为空") for key in NEEDED if not _text(cells.get(key))]
    if missing:
        return missing
    base = _text(cells.get("base_code")) or codes.base_of(code)
    if not codes.OWN.fullmatch(code) and codes.reason_against(code, base):
        return [(LABELS["code"], CODE_WRONG)]
    if codes.doubt_about(code):
        return [(LABELS["code"], "编码里的机构代码长度或校验位不对")]
    told = codes.type_of(base) if base else None
    if told and told != _text(cells["item_type"]):
        return [(LABELS["item_type"], f"与基本编码不符：编码表示的是{told}")]
    found = []
    if not AUDIENCE.match(_text(cells["audience"])):
        found.append((LABELS["audience"], "应是自然人、法人，或用“、”隔开的几种"))
    if _text(cells.get("level")) not in LEVELS:
        found.append((LABELS["level"], "应是国家级、省级、市级、县级、乡级或村级"))
    if len(_text(cells.get("parent_name"))) > 200 or len(_text(cells["department"])) > 120:
        found.append(("", "主项名称最多 200 字，办理部门最多 120 字"))
    return found


def _values(cells: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The content's fields that the row tells; an empty cell says nothing."""
    values: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for key, cell in cells.items():
        if key not in content.FIELDS or cell is None or cell == "":
            continue
        try:
            values |= READERS.get(key, _plain)(key, cell)
        except ValueError as error:
            wrong.append((LABELS[key], str(error)))
    values["for_citizens"], values["for_enterprises"] = _audience(_text(cells["audience"]))
    wrong += [(content.FIELDS[key].label, reason) for key, reason in content.faults(values).items()]
    return values, wrong


def _audience(told: str) -> tuple[bool, bool]:
    citizens, enterprises = vocabulary.audience_of(told)
    return citizens or "个人" in told, enterprises


def _plain(key: str, cell: Any) -> dict[str, Any]:
    return {key: cell.strip() if isinstance(cell, str) else cell}


def _days(key: str, cell: Any) -> dict[str, Any]:
    found = DAYS.fullmatch(_text(cell))
    if isinstance(cell, bool) or not found:
        raise ValueError("应是天数，如 20 或 20个工作日")
    unit = {key.replace("days", "unit"): found[2].replace("天", "自然日")} if found[2] else {}
    return {key: int(found[1]), **unit}


def _count(key: str, cell: Any) -> dict[str, Any]:
    text = _text(cell)
    if isinstance(cell, bool) or not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise ValueError("应是整数")
    return {key: int(text)}


def _flag(key: str, cell: Any) -> dict[str, Any]:
    word = _text(cell).lower()
    if word not in YES | NO:
        raise ValueError("应是“是”或“否”")
    return {key: word in YES}


def _materials(key: str, cell: Any) -> dict[str, Any]:
    """名称|来源|免提交, one a line or after a semicolon; in JSON also objects."""
    if isinstance(cell, str):
        return {key: [_material(*(part.strip() for part in one.split("|"))) for one in SPLIT.split(cell) if one.strip()]}
    if not isinstance(cell, list):
        raise ValueError("应是用分号隔开的材料名称")
    return {key: [_material(one) if isinstance(one, str) else _object(one) for one in cell]}


def _object(one: Any) -> dict[str, Any]:
    if not isinstance(one, dict) or not set(one) <= {"name", "source", "prefillable"}:
        raise ValueError("每项材料应是名称，或含 name、source、prefillable 的对象")
    return {"name": one.get("name", ""), "prefillable": one.get("prefillable", False), "source": one.get("source", "")}


def _material(name: str, source: str = "申请人提供", waived: str = "", *more: str) -> dict[str, Any]:
    if more or waived not in {"", "免提交"}:
        raise ValueError(f"材料「{name[:40]}」应写成 名称|来源|免提交")
    return {"name": name, "prefillable": bool(waived), "source": source}


READERS: dict[str, Callable[[str, Any], dict[str, Any]]] = {
    "legal_days": _days,
    "promise_days": _days,
    "visits": _count,
    "courier": _flag,
    "materials": _materials,
}


def _given(line: int, code: str, cells: dict[str, Any], values: dict[str, Any]) -> Given:
    office = vocabulary.office_of(_text(cells["department"]))
    theme = values.get("theme") or vocabulary.theme_of("", office.name)
    base = _text(cells.get("base_code")) or codes.base_of(code)
    identity = {"parent_name": _text(cells.get("parent_name")), "level": _text(cells.get("level")), "base_code": base}
    return Given(line, code, office, {**values, "theme": theme}, identity)
