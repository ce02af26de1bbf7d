"""Policies and points as simple forms: which fields an operator may change, what each may hold, and who vouches for the whole. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.errors import Invalid
from hall.content import CONTROL, FIELDS, Field, flag, words
from hall.points import hours

LIST_MAX, WORD_MAX = 120, 200


def _lines(longest: int) -> Any:
    judge = words(longest, needed=True)
    return lambda value: judge(value.replace("\n", "")) if isinstance(value, str) else "应是文字"


def _list(value: Any) -> str | None:
    if not isinstance(value, list) or len(value) > LIST_MAX:
        return f"最多 {LIST_MAX} 项"
    good = all(isinstance(one, str) and one.strip() and len(one) <= WORD_MAX and not CONTROL.search(one) for one in value)
    return None if good and len(set(value)) == len(value) else f"每项一行，不重复，最多 {WORD_MAX} 个字"


def _hours(value: Any) -> str | None:
    try:
        return None if isinstance(value, str) and len(value) <= WORD_MAX and hours.parse(value) else "还没有写"
    except ValueError:
        return "应写成 workday 09:00-12:00 13:30-17:00; saturday 09:00-12:00 这样"


POLICY = {
    field.key: field
    for field in (
        Field("title", "标题", words(120, needed=True)),
        Field("theme", "主题", FIELDS["theme"].judge),
        Field("for_citizens", "面向个人", flag, False),
        Field("for_enterprises", "面向企业", flag, False),
        Field("summary", "一句话说明", _lines(1000)),
        Field("gives", "能得到什么", _lines(2000)),
        Field("who", "谁能享受", _lines(2000)),
        Field("how", "怎么办", _lines(2000)),
        Field("place", "在哪里办", _lines(1000)),
        Field("basis", "依据", _list, []),
        Field("services", "相关事项", _list, []),
    )
}
POINT = {
    field.key: field
    for field in (
        Field("name", "名称", words(120, needed=True)),
        Field("address", "地址", words(200, needed=True)),
        Field("phone", "电话", FIELDS["phone"].judge),
        Field("hours", "开放时间", _hours),
        Field("note", "时间说明", words(120)),
        Field("services", "能办什么", _list, []),
        Field("accessible", "无障碍", flag, False),
        Field("closed", "暂停开放", flag, False),
    )
}


def check(fields: Mapping[str, Field], changes: Mapping[str, Any]) -> None:
    """Raises `Invalid` naming the first field that won't do."""
    for key, value in changes.items():
        reason = fields[key].judge(value) if key in fields else "不能修改"
        if reason:
            raise Invalid("editing.field_invalid", f"「{fields[key].label if key in fields else key[:40]}」{reason}。", key[:64])


def differing(present: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes that change anything."""
    return {key: value for key, value in changes.items() if present.get(key) != value}
