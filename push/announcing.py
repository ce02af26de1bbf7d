"""What a message says when something happened to a certificate: changed, revoked, replaced, or its holder moved. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from push import templates, wording
from push.compose import Message
from push.wording import day, short

Happened = Literal["changed", "revoked", "superseded", "moved"]
PLACES = {"hukou": "户籍地", "residence": "常住地", "premises": "住所"}
# what happened → phrase of WeChat's template (≤5 characters), the title's words
_TITLES: dict[str, tuple[str, str]] = {
    "changed": ("信息变更", "登记信息有变更"),
    "revoked": ("已注销", "已注销"),
    "superseded": ("已换新证", "已换发新证"),
    "moved": ("需要变更", "需要办理地址变更"),
}


@dataclass(frozen=True)
class Announcement:
    """`on` is the day it happened; `due_on` the last day to register a move, where the law names a period."""

    type_name: str
    enterprise: bool
    department: str
    happened: Happened
    on: date
    place: str = ""
    due_on: date | None = None
    law: str = ""


def announcement(news: Announcement) -> Message:
    """The message about one thing that happened to one certificate."""
    name, (phrase, words) = wording.clean(news.type_name), _TITLES[news.happened]
    advice = {"moved": "点开看怎么办理变更", "superseded": "新证已放进卡包"}.get(news.happened, "请核对是否本人办理")
    return Message(
        "reminder",
        short(f"{name}{words}", 40),
        short(_body(news, name), 390),
        templates.CHANGED,
        wording.fields(thing1=name, phrase2=phrase, date3=day(news.due_on or news.on), thing4=advice),
        {"certificate": short(name, 20), "state": words, "advice": "请打开知办核对。"},
    )


def _body(news: Announcement, name: str) -> str:
    owner = "您企业的" if news.enterprise else "您的"
    ask = f"如果不是您办理的，请尽快联系{news.department}。"
    match news.happened:
        case "changed":
            return f"{owner}「{name}」的登记信息在{day(news.on)}有变更，请核对。{ask}"
        case "revoked":
            return f"{owner}「{name}」已由{news.department}登记为注销，不再有效，我们不再提醒它的期限。{ask}"
        case "superseded":
            return f"{owner}「{name}」已换发新证，新证已放进卡包；旧证不再提醒，新证到期前我们会再提醒您。{ask}"
        case "moved":
            until = f"请在{day(news.due_on)}前办理变更" if news.due_on else "请尽快办理变更"
            law = f"依据：{news.law}。" if news.law else ""
            whose = "企业" if news.enterprise else "您"
            return f"登记显示{whose}的{PLACES.get(news.place, '地址')}有变化，「{name}」上的地址也要跟着变，{until}。{law}"
