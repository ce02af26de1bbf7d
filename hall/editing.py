"""Policies and points as simple forms: which fields an operator may change, what each may hold, and who vouches for the whole. Pure."""

from __future__ import annotations

import re
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
        Field("withdrawn", "已撤下", flag, False),
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
        Field("withdrawn", "已撤下", flag, False),
    )
}


CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}", re.ASCII)


def check_new(fields: Mapping[str, Field], code: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """All fields of something new. Raises `Invalid` for a code that won't do, or naming the first field that won't, left out ones too."""
    if not CODE.fullmatch(code):
        raise Invalid("editing.field_invalid", "「编号」应是 2 到 40 个小写字母、数字或短横，例如 birth-registration。", "code")
    whole = {**{key: field.empty for key, field in fields.items()}, **given}
    check(fields, whole)
    return whole


def substance(changes: Mapping[str, Any]) -> dict[str, Any]:
    """What was verified: withdrawing something, or taking that back, says nothing against its content."""
    return {key: value for key, value in changes.items() if key != "withdrawn"}


def check(fields: Mapping[str, Field], changes: Mapping[str, Any]) -> None:
    """Raises `Invalid` naming the first field that won't do."""
    for key, value in changes.items():
        reason = fields[key].judge(value) if key in fields else "不能修改"
        if reason:
            raise Invalid("editing.field_invalid", f"「{fields[key].label if key in fields else key[:40]}」{reason}。", key[:64])


def differing(present: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes that change anything."""
    return {key: value for key, value in changes.items() if present.get(key) != value}
