"""The message templates by our own name, and what each channel calls them."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings import settings

EXPIRING, PROGRESS = "certificate_expiring", "case_progress"


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
    )
}


def wechat_id(name: str) -> str:
    """WeChat's id of our template, from the settings."""
    return {EXPIRING: settings().wechat_template_expiring, PROGRESS: settings().wechat_template_progress}[name]


def name_of(wechat_template: str) -> str:
    """Our name of WeChat's template; an id that isn't ours stays itself."""
    names = {wechat_id(name): name for name in TEMPLATES}
    return names.get(wechat_template, wechat_template)
