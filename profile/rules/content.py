"""What can be edited of a type, as plain JSON: read from a row of the shipped table, checked, and made into the type. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from profile.rules.kinds import rules
from profile.rules.periods import offset
from profile.rules.types import CHANNELS, HOUSE_RUNGS, PLACES, CertificateType, Moved

Content = dict[str, Any]
HOLDERS = {"natural_person": "个人", "enterprise": "企业", "vehicle_or_vessel": "车船"}
LABELS = {
    "rule": "有效期规则",
    "opens": "最早可办",
    "closes": "最迟办理",
    "rungs": "提醒阶梯",
    "live": "提醒开关",
    "moved": "地址变更",
    "renewal_item": "办理事项",
    "legal_basis": "法律依据",
    "effective_on": "施行日期",
    "effective_from": "施行日期来源",
    "confidence": "可信程度",
    "cases": "用例",
}


class Wrong(ValueError):
    """Something in a content that will not do; `field` says where, the words say what to do."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(f"「{LABELS.get(field, field)}」{words}")
        self.field = field


def of_row(row: Mapping[str, str]) -> Content:
    """The editable part of a row of certificate_types.csv, without cases."""
    return {
        "rule": json.loads(row["rule_json"]),
        "opens": row["window_open_before"],
        "closes": row["window_close_before"],
        "rungs": _rungs_of(row["rungs"]),
        "live": row["live"] == "1",
        "moved": row["moved"],
        "renewal_item": row["renewal_item"],
        "legal_basis": row["legal_basis"],
        "effective_on": row["effective_on"],
        "effective_from": row["effective_from"],
        "confidence": row["confidence"],
    }


def _rungs_of(text: str) -> list[dict[str, Any]]:
    """`open@inbox;90;30@sms` → rungs; the house's own ladder where nothing is written. `days` null is the window's opening."""
    found = [part.partition("@") for part in text.split(";")] if text else [(str(days), "", "") for days in HOUSE_RUNGS]
    rungs = [{"days": None if days == "open" else int(days), "channel": channel or CHANNELS[0]} for days, _, channel in found]
    return rungs if any(rung["days"] is None for rung in rungs) else [{"days": None, "channel": CHANNELS[0]}, *rungs]


def kind(basics: Mapping[str, str], content: Content) -> CertificateType:
    """The type of these basics (code, name, holder, department, tag) and this content. Raises `Wrong`."""
    if basics["holder"] not in HOLDERS or not (basics["code"] and basics["name"]):
        raise Wrong("holder", "要写明持证人、代码和名称。")
    if content["confidence"] not in ("A", "B", "C"):
        raise Wrong("confidence", "只能是 A、B 或 C。")
    opens, closes = (_read(field, offset, content[field]) for field in ("opens", "closes"))
    if opens and opens.about_days > (closes.about_days if closes else 0):
        raise Wrong("opens", "不能比最迟办理还晚。")
    return CertificateType(
        code=basics["code"],
        name=basics["name"],
        holder=basics["holder"],
        department=basics["department"],
        tag=basics["tag"],
        rules=_read("rule", rules, json.dumps(content["rule"])),
        opens=opens,
        closes=closes,
        rungs=_rungs(content["rungs"]),
        renewal_item=content["renewal_item"],
        legal_basis=_filled("legal_basis", content),
        confidence=content["confidence"],
        moved=_moved(content["moved"]),
        channels={rung["days"]: rung["channel"] for rung in content["rungs"] if rung["channel"] != CHANNELS[0]},
        live=bool(content["live"]),
        effective_on=_read("effective_on", lambda text: date.fromisoformat(text) if text else None, content["effective_on"]),
        effective_from=content["effective_from"],
    )


def _read(field: str, reader: Any, text: str) -> Any:
    forms = {"effective_on": "应写成 2026-03-01。", "rule": "不是能识别的规则"}
    try:
        return reader(text)
    except (ValueError, KeyError, TypeError, IndexError) as wrong:
        words = forms.get(field, "应写成 P90D（前90日）、P3M（前3个月）、P15WD（前15个工作日）或 E30D（后30日）。")
        # who writes the machine form is told what it stumbled over
        raise Wrong(field, f"{words}（{wrong}）" if field == "rule" else words) from wrong


def _filled(field: str, content: Content) -> str:
    text = str(content[field]).strip()
    if not text:
        raise Wrong(field, "不能空着。")
    return text


def _rungs(rungs: list[dict[str, Any]]) -> tuple[int, ...]:
    """Days before the deadline, from far to near."""
    if any(rung.get("channel") not in CHANNELS for rung in rungs):
        raise Wrong("rungs", f"的渠道只能是 {'、'.join(CHANNELS)}。")
    days = [rung["days"] for rung in rungs if rung["days"] is not None]
    if len(rungs) - len(days) > 1:
        raise Wrong("rungs", "的开始可办那天只能写一次。")
    if not days or not all(isinstance(one, int) and 0 <= one <= 3650 for one in days) or days != sorted(set(days), reverse=True):
        raise Wrong("rungs", "要由远到近、不重复，例如 90、30、7、3。")
    return tuple(days)


def _moved(text: str) -> Moved | None:
    """Reads `residence|E30D|law`, the period may be empty; nothing for an empty text."""
    if not text:
        return None
    parts = text.split("|")
    if len(parts) != 3 or parts[0] not in PLACES:
        raise Wrong("moved", f"应写成 地点|期限|法条，地点是 {'、'.join(sorted(PLACES))} 之一。")
    return Moved(parts[0], _read("moved", offset, parts[1]), parts[2])


def difference(old: Content, new: Content) -> list[dict[str, Any]]:
    """What differs, field by field, in the order of the form: `[{field, label, before, after}]`."""
    return [
        {"field": field, "label": label, "before": old.get(field), "after": new.get(field)}
        for field, label in LABELS.items()
        if old.get(field) != new.get(field)
    ]
