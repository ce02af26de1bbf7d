"""The message templates by our own name. What WeChat calls them is a setting (`wechat_ids`)."""

from __future__ import annotations

from dataclasses import dataclass

EXPIRING, PROGRESS, CHANGED = "certificate_expiring", "case_progress", "certificate_changed"


@dataclass(frozen=True)
class Template:
    """`kind`: `one_time` (each accept is one send) or `long_term` (one accept until it is taken back)."""

    name: str
    title: str
    kind: str
    sms: str


TEMPLATES = {
    template.name: template
    for template in (
        Template(EXPIRING, "证照到期提醒", "one_time", "certificate-expiring"),
        Template(PROGRESS, "办件进度通知", "one_time", "case-progress"),
        Template(CHANGED, "证照状态变更提醒", "one_time", "certificate-changed"),
    )
}
