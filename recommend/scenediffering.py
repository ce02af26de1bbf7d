"""What a scene's draft changes, part by part, as the second person reads it before publishing. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from core import regions
from hall.content import Change, apart
from profile.conditions import ConditionError, parse, written_in_words
from recommend import vocabulary
from recommend.personas import EXPECTED
from recommend.scenebook import Content

_LABELS = {
    "name": "名称",
    "condition": "条件",
    "words": "条件的意思",
    "services": "事项",
    "explanation": "推荐理由",
    "priority": "优先级",
    "valid": "有效期",
    "regions": "地区",
    "status": "状态",
    "note": "说明",
    "personas": "试算的人",
    "audience": "对象",
    "stage": "主题",
}
_STATUSES = {"live": "推荐中", "ready": "未启用", "waiting": "待补充"}
_AUDIENCES = {"citizen": "个人", "enterprise": "企业"}
_LISTS = ("services", "personas")


def difference(before: Content, after: Content, names: Mapping[str, str]) -> tuple[Change, ...]:
    """Of lists only the lines that one of both has. `names` are those of the services."""
    old, new = _told(before, names), _told(after, names)
    pairs = ((part, *(apart if part in _LISTS else _whole)(old[part], new[part])) for part in _LABELS if old[part] != new[part])
    return tuple(Change(part, _LABELS[part], earlier, later) for part, earlier, later in pairs)


def _whole(before: str, after: str) -> tuple[str, str]:
    return before, after


def _told(content: Content, names: Mapping[str, str]) -> dict[str, str]:
    until = f"{content['valid_until']}止" if content["valid_until"] else "长期有效"
    codes = filter(None, content["services"].split(";"))
    return {
        **{part: str(content[part]) for part in ("name", "condition", "explanation", "priority", "note", "stage")},
        "words": in_words(content["condition"]),
        "services": "\n".join(f"{names.get(code, '目录里没有')}（{code}）" for code in codes),
        "valid": f"{content['valid_from'] or '现在'}起，{until}",
        "regions": "、".join(regions.name(code.ljust(6, "0")) or code for code in filter(None, content["regions"].split(";"))) or "全省",
        "status": _STATUSES.get(content["status"], ""),
        "personas": "\n".join(f"{EXPECTED[one['expect']]}：{one['facts'] or '什么都不知道的人'}" for one in content["personas"]),
        "audience": _AUDIENCES.get(content["audience"], ""),
    }


def in_words(text: str) -> str:
    """A condition in Chinese; empty when it can't be read."""
    try:
        return written_in_words(parse(text, vocabulary.terms()), vocabulary.label_of, vocabulary.told)
    except ConditionError:
        return ""
