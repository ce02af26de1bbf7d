"""What WeChat calls our templates: ids of the mini-program's account and of the official account, from the settings."""

from __future__ import annotations

from core.settings import settings
from push.templates import CHANGED, EXPIRING, NOTICE, PROGRESS, SUGGESTION, TEMPLATES

_SETTINGS = {
    EXPIRING: "wechat_template_expiring",
    PROGRESS: "wechat_template_progress",
    CHANGED: "wechat_template_changed",
    NOTICE: "wechat_template_notice",
    SUGGESTION: "wechat_template_suggestion",
}


def wechat_id(name: str) -> str:
    """WeChat's id of our template."""
    return str(getattr(settings(), _SETTINGS[name]))


def official_id(name: str) -> str | None:
    """The official account's id of our template, or None where it has none."""
    return settings().official_templates.get(name) if settings().official_app_id else None


def name_of(wechat_template: str) -> str:
    """Our name of WeChat's template; an id that isn't ours stays itself."""
    names = {wechat_id(name): name for name in TEMPLATES}
    return names.get(wechat_template, wechat_template)
