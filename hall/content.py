"""What a service says: its fields, how each is called, and what each may hold. One table for edits, imports and differences. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import Invalid
from hall import powers, vocabulary
from profile import rules

UNITS = ("工作日", "自然日")
HANDLING = ("即办件", "承诺件")
DEPTHS = ("互联网咨询", "收件", "预审", "受理", "办理", "结果反馈")
STATUSES = ("在用", "暂停", "取消")
PHONE = re.compile(r"[0-9][0-9()（）、,，;； -]{2,29}", re.ASCII)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
MATERIALS_MAX, MATERIAL_MAX, SOURCE_MAX = 60, 200, 60
DAYS_MAX, VISITS_MAX = 3650, 9
Judge = Callable[[Any], str | None]
Content = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One part of a service. `judge` says in words why a value won't do, or None; `empty` is what it holds when nothing is said."""

    key: str
    label: str
    judge: Judge
    empty: Any = ""


def words(longest: int, *, needed: bool = False) -> Judge:
    def judge(value: Any) -> str | None:
        if not isinstance(value, str):
            return "应是文字"
        if needed and not value.strip():
            return "不能为空"
        if len(value) > longest:
            return f"最多 {longest} 个字，现在有 {len(value)} 个"
        return "含有无法识别的字符" if CONTROL.search(value) else None

    return judge


def one_of(*allowed: str) -> Judge:
    shown = "、".join(word or "（空）" for word in allowed)
    return lambda value: None if isinstance(value, str) and value in allowed else f"应是下列之一：{shown}"


def count(most: int) -> Judge:
    def judge(value: Any) -> str | None:
        good = value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most)
        return None if good else f"应是 0 到 {most} 的整数"

    return judge


def flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else "应是“是”或“否”"


def _perhaps(value: Any) -> str | None:
    return None if value is None else flag(value)


def _phone(value: Any) -> str | None:
    return None if isinstance(value, str) and (not value or PHONE.fullmatch(value)) else "应是电话号码"


def _theme(value: Any) -> str | None:
    return None if isinstance(value, str) and value in vocabulary.themes() else "没有这个主题"


def _result_type(value: Any) -> str | None:
    return None if isinstance(value, str) and (not value or value in rules.types()) else "没有这个证照类型"


def _materials(value: Any) -> str | None:
    if not isinstance(value, list) or len(value) > MATERIALS_MAX:
        return f"应是材料清单，最多 {MATERIALS_MAX} 项"
    reasons = (_material(one) for one in value)
    return next((f"第 {number} 项材料{reason}" for number, reason in enumerate(reasons, 1) if reason), None) or _doubled(value)


def _material(one: Any) -> str | None:
    if not isinstance(one, dict) or not {"name", "prefillable"} <= set(one) <= {"name", "prefillable", "source"}:
        return "应有名称、是否免提交和来源"
    return words(MATERIAL_MAX, needed=True)(one["name"]) or flag(one["prefillable"]) or words(SOURCE_MAX)(one.get("source", ""))


def _doubled(listed: list[dict[str, Any]]) -> str | None:
    names = [one["name"] for one in listed]
    twice = next((name for name in names if names.count(name) > 1), None)
    return f"材料「{twice}」写了两次" if twice else None


FIELDS = {
    field.key: field
    for field in (
        Field("name", "事项名称", words(200, needed=True)),
        Field("plain_name", "通俗名称", words(60)),
        Field("item_type", "事项类型", one_of(*powers.TYPES)),
        Field("department_code", "办理部门", words(40, needed=True)),
        Field("theme", "主题", _theme),
        Field("for_citizens", "面向个人", flag, False),
        Field("for_enterprises", "面向企业", flag, False),
        Field("handling", "办件类型", one_of("", *HANDLING)),
        Field("legal_days", "法定办结时限", count(DAYS_MAX), None),
        Field("legal_unit", "法定时限单位", one_of(*UNITS), "工作日"),
        Field("promise_days", "承诺办结时限", count(DAYS_MAX), None),
        Field("promise_unit", "承诺时限单位", one_of(*UNITS), "工作日"),
        Field("visits", "到现场次数", count(VISITS_MAX), None),
        Field("fee", "收费", words(40)),
        Field("fee_basis", "收费依据", words(200)),
        Field("conditions", "受理条件", words(2000)),
        Field("legal_basis", "设定依据", words(2000)),
        Field("steps", "办理流程", words(2000)),
        Field("address", "办理地点", words(200)),
        Field("hours", "办理时间", words(100)),
        Field("phone", "咨询电话", _phone),
        Field("supervise_phone", "监督电话", _phone),
        Field("online_depth", "办理深度", one_of("", *DEPTHS)),
        Field("courier", "可否快递", _perhaps, None),
        Field("result", "办理结果", words(120)),
        Field("result_type", "结果证照类型", _result_type),
        Field("materials", "申请材料", _materials, []),
        Field("status", "事项状态", one_of(*STATUSES), "在用"),
        Field("verified", "已核实", flag, False),
    )
}


def faults(values: Content) -> dict[str, str]:
    """What is wrong with these fields alone, by field; unknown ones too."""
    found = {key: FIELDS[key].judge(value) if key in FIELDS else "没有这个字段" for key, value in values.items()}
    return {key: reason for key, reason in found.items() if reason}


def discord(whole: Content, touched: Content) -> dict[str, str]:
    """Where fields that were touched don't agree with the rest of the service."""
    found = {}
    legal, promise = whole["legal_days"], whole["promise_days"]
    same = whole["legal_unit"] == whole["promise_unit"]
    limits = {"legal_days", "promise_days", "legal_unit", "promise_unit"}
    if limits & set(touched) and same and legal is not None and promise is not None and promise > legal:
        found["promise_days"] = f"承诺时限（{promise}）不能长于法定时限（{legal}）"
    if {"for_citizens", "for_enterprises"} & set(touched) and not (whole["for_citizens"] or whole["for_enterprises"]):
        found["for_citizens"] = "个人和企业至少选一个"
    return found


def check(changes: Content, present: Content) -> None:
    """Raises `Invalid` naming the first field that won't do."""
    wrong = faults(changes) or discord({**present, **changes}, changes)
    for key, reason in wrong.items():
        label = FIELDS[key].label if key in FIELDS else key[:40]
        raise Invalid("service.field_invalid", f"「{label}」{reason}。", key[:64])


@dataclass(frozen=True)
class Change:
    """One field that differs, its values as people read them."""

    field: str
    label: str
    before: str
    after: str


def difference(before: Content, after: Content) -> tuple[Change, ...]:
    """Field by field, in the order of the form."""
    pairs = ((field, before.get(field.key, field.empty), after.get(field.key, field.empty)) for field in FIELDS.values())
    return tuple(Change(field.key, field.label, shown(old), shown(new)) for field, old, new in pairs if old != new)


def shown(value: Any) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "\n".join(_listed(one) for one in value)
    return "" if value is None else str(value)


def _listed(one: Content) -> str:
    source = f"，来源：{one['source']}" if one.get("source") else ""
    return f"{one['name']}{'（免提交）' if one['prefillable'] else ''}{source}"


def apart(before: str, after: str) -> tuple[str, str]:
    """The lines that only one of two texts has; both whole where that would leave nothing to read."""
    old, new = before.splitlines(), after.splitlines()
    gone, come = [line for line in old if line not in new], [line for line in new if line not in old]
    return ("\n".join(gone), "\n".join(come)) if gone or come else (before, after)
