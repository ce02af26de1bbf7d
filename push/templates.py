"""The message templates by our own name. What WeChat calls them is a setting (`wechat_ids`)."""

from __future__ import annotations

from dataclasses import dataclass

EXPIRING, PROGRESS, CHANGED, NOTICE = "certificate_expiring", "case_progress", "certificate_changed", "notice"
SUGGESTION = "service_suggestion"


@dataclass(frozen=True)
class Template:
    """`kind`: `one_time` (each accept is one send) or `long_term` (one accept until it is taken back).

    `fields` are those of the text message in their order: Tencent's gateway takes them by place. Where a certificate's day stands, it is
    the last day to apply and not the printed end: at WeChat its keyword is called 办理截止, in the text "办理截止${date}".
    """

    name: str
    title: str
    kind: str
    sms: str
    fields: tuple[str, ...]


TEMPLATES = {
    template.name: template
    for template in (
        Template(EXPIRING, "证照到期提醒", "one_time", "certificate-expiring", ("certificate", "date", "advice")),
        Template(PROGRESS, "办件进度通知", "one_time", "case-progress", ("service", "state", "advice")),
        Template(CHANGED, "证照状态变更提醒", "one_time", "certificate-changed", ("certificate", "state", "advice")),
        Template(NOTICE, "政务通知", "long_term", "notice", ("title", "summary")),
        Template(SUGGESTION, "办事服务提醒", "long_term", "notice", ("title", "summary")),
    )
}


def title_of(name: str) -> str:
    """As operators read it; a text of a sender's own (`notify:` and its topic) has no title among ours."""
    return TEMPLATES[name].title if name in TEMPLATES else "单位自己的模板"


def is_long_term(name: str) -> bool:
    """Whether one accept lets us send until it is taken back."""
    return name in TEMPLATES and TEMPLATES[name].kind == "long_term"
