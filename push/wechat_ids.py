"""What WeChat calls our templates: ids of the mini-program's account, from the settings."""

from __future__ import annotations

from core.settings import settings
from push.templates import CHANGED, EXPIRING, PROGRESS, TEMPLATES


def wechat_id(name: str) -> str:
    """WeChat's id of our template."""
    own = settings()
    return {EXPIRING: own.wechat_template_expiring, PROGRESS: own.wechat_template_progress, CHANGED: own.wechat_template_changed}[name]


def name_of(wechat_template: str) -> str:
    """Our name of WeChat's template; an id that isn't ours stays itself."""
    names = {wechat_id(name): name for name in TEMPLATES}
    return names.get(wechat_template, wechat_template)
