"""What a message says: what it is about, until when, why now, and what to do. Pure: takes values, returns words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from push import templates, wording
from push.wording import day, short

RENEWAL, CASE, CERTIFICATE = "pages-service/renewal/index", "pages-service/case/index", "pages-service/certificate/index"
HELPED = "pages-profile/helped/index"


@dataclass(frozen=True)
class Link:
    """A page of the app and its parameters (ids only)."""

    page: str
    params: dict[str, str]

    def path(self) -> str:
        """As WeChat's `page` wants it: no leading slash."""
        return f"{self.page}?{'&'.join(f'{name}={quote(value)}' for name, value in self.params.items())}" if self.params else self.page


WALLET = Link("pages/wallet/index", {})


@dataclass(frozen=True, eq=False)
class Message:
    """The same news for the inbox and for every channel; many people may be told one, so where it leads stands beside it.

    `wechat` and `sms` hold the templates' fields, no personal data.
    """

    category: str
    title: str
    body: str
    template: str
    wechat: dict[str, str]
    sms: dict[str, str]
    due_on: date | None = None
    of: str = ""

    def payload(self) -> dict[str, Any]:
        """What a delivery keeps beside its page: enough for any channel, the last day on which it is of use, whose thing it is about."""
        due = {"due_on": self.due_on.isoformat(), "of": self.of} if self.due_on else {}
        return {"wechat": self.wechat, "sms": self.sms, **due}


@dataclass(frozen=True)
class Expiring:
    """A certificate at a rung. `due_on` is the last day to act; `expires_on` is what the certificate itself says, if it does.

    `unsure`: the term was not read in the law, and the message says so. `too_late`: what is to be done now that the window has passed
    for good.
    """

    type_name: str
    enterprise: bool
    opens_on: date | None
    due_on: date
    expires_on: date | None
    days_left: int
    last: bool
    unsure: bool = False
    too_late: str = ""


@lru_cache(4096)
def expiring(held: Expiring) -> Message:
    """The reminder of one rung. Certificates of one type that end on one day say the same, so most are worded once."""
    left = _left(held)
    name = wording.clean(held.type_name)
    do = "看看怎么重新申请" if held.too_late else "核对已填好的申请，提交就行"
    return Message(
        "reminder",
        short(f"{name}{left}", 40),
        short(_too_late(held, name) if held.too_late else f"{_what(held, name)}{_why_now(held)}{_what_to_do(held)}", 390),
        templates.EXPIRING,
        wording.fields(thing1=name, date2=day(held.due_on), thing3=left, thing4=f"点开{do}"),
        {"certificate": short(name, 20), "date": day(held.due_on), "advice": f"请打开知办，{do}。"},
        held.due_on,
        "enterprise" if held.enterprise else "own",
    )


@lru_cache(1024)
def looked_after(held: Expiring) -> Message:
    """The same for somebody who looks after it, once its holder did not move. Whose it is stands on the page alone."""
    left, name = _left(held), wording.clean(held.type_name)
    do = "请打开知办，提醒一声，或帮着填好申请。"
    until = "已经过了办理期限" if held.days_left < 0 else f"{left}，请在{day(held.due_on)}前办"
    help_it = "要重新申请" if held.too_late else "也可以帮着填好申请"
    return Message(
        "reminder",
        short(f"亲友的{name}{left}", 40),
        short(f"您照看的亲友的「{name}」{until}。TA还没有打开提醒，麻烦您说一声，{help_it}。", 390),
        templates.EXPIRING,
        wording.fields(thing1=f"亲友的{name}", date2=day(held.due_on), thing3=left, thing4="点开看是谁的，提醒或帮着办"),
        {"certificate": short(f"亲友的{name}", 20), "date": day(held.due_on), "advice": do},
        held.due_on,
        "helped",
    )


@dataclass(frozen=True)
class Listed:
    """One of several things in one message: the certificate's name and the last day to act."""

    name: str
    due_on: date


def digest(things: Sequence[Listed]) -> Message:
    """One message for several certificates of one person, the most pressing first. Only channels carry it: the inbox has each by itself."""
    first = min(things, key=lambda one: one.due_on)
    names = "、".join(dict.fromkeys(wording.clean(one.name) for one in things))
    count, until = f"{len(things)}件证照要办", day(first.due_on)
    some = short(f"{short(first.name, 12)}等{len(things)}件", 20)
    return Message(
        "reminder",
        count,
        short(f"{names}。最早的请在{until}前办。", 390),
        templates.EXPIRING,
        wording.fields(thing1=names, date2=until, thing3=count, thing4="点开看全部，一件一件办"),
        {"certificate": some, "date": until, "advice": "请打开知办，一件一件办。"},
        first.due_on,
    )


def _left(held: Expiring) -> str:
    return _in_days(held.days_left, ends=held.due_on == held.expires_on)


def _in_days(left: int, *, ends: bool) -> str:
    end = "到期" if ends else "截止办理"
    if left < 0:
        return f"已过期{'' if ends else '限'}{-left}天"
    return f"今天{end}" if left == 0 else f"还有{left}天{end}"


def on_the_day(payload: dict[str, Any], today: date) -> dict[str, Any]:
    """The same as it must read today: a reminder that waited for a festival or a quieter week counts the days that are left now."""
    due: str | None = payload.get("due_on")
    told = payload["wechat"].get("thing3", "") if due else ""
    if due is None or not (told.endswith(("到期", "截止办理")) or told.startswith("已过期")):
        return payload
    ends = told.endswith("到期") or (told.startswith("已过期") and not told.startswith("已过期限"))
    fresh = _in_days((date.fromisoformat(due) - today).days, ends=ends)
    return payload if fresh == told else payload | {"wechat": payload["wechat"] | {"thing3": fresh}}


def redated(payload: dict[str, Any], due: date) -> dict[str, Any]:
    """The same with another last day to act, since its rule or the calendar changed while it waited."""
    fields = {"wechat": payload["wechat"] | {"date2": day(due)}, "sms": payload["sms"] | {"date": day(due)}}
    return payload | fields | {"due_on": due.isoformat()}


def _too_late(held: Expiring, name: str) -> str:
    owner = "您企业的" if held.enterprise else "您的"
    return f"{owner}「{name}」：{held.too_late}点这条消息，看看怎么重新申请。"


def _what(held: Expiring, name: str) -> str:
    owner = "您企业的" if held.enterprise else "您的"
    if held.expires_on is None:
        return f"{owner}「{name}」请在{day(held.due_on)}前办理。"
    if held.due_on == held.expires_on:
        return f"{owner}「{name}」有效期到{day(held.expires_on)}。"
    if held.due_on < held.expires_on:
        return f"{owner}「{name}」有效期到{day(held.expires_on)}，按规定须在{day(held.due_on)}前提出申请。"
    return f"{owner}「{name}」{day(held.expires_on)}到期，请在{day(held.due_on)}前办好。"


def _why_now(held: Expiring) -> str:
    if held.days_left < 0:
        return "还没有看到新的证照，请尽快补办。"
    if held.last:
        return "这是到期前最后一次提醒，请今天就办。"
    if held.days_left <= 15:
        return "时间不多了，建议这两天办好。"
    since = f"从{day(held.opens_on)}起可以办理，" if held.opens_on else ""
    return f"{since}现在办正合适，不用赶在最后几天。"


def _what_to_do(held: Expiring) -> str:
    unsure = "具体期限以证面记载和发证机关答复为准。" if held.unsure else ""
    return f"点这条消息，核对我们已经填好的申请，提交就行。{unsure}"


@dataclass(frozen=True)
class CaseNews:
    """What became of a case; `at` is on the reader's wall clock.

    The department's reason may speak of the person, so it is not written here: the case's own page shows it.
    `following` names a service that fits the person next.
    """

    service_name: str
    outcome: str
    at: datetime
    new_certificate: bool = False
    following: str = ""


# outcome → status (WeChat phrase, ≤5 characters), the title's words, what it means and what to do
_OUTCOMES = {
    "accepted": ("已受理", "已受理", "部门已经受理您的申请，正在办理，有结果会马上告诉您。"),
    "approved": ("已办结", "办好了", "您的申请已经通过。点这条消息可以看结果。"),
    "rejected": ("未通过", "未通过", "您的申请没有通过。点这条消息看原因，以及接下来可以怎么办。"),
    "answered": ("已答复", "您的评价有了答复", "工作人员看了您的评价，给您留了话。点这条消息查看。"),
    "rectified": ("已整改", "您的评价有了结果", "您反映的问题已经处理。点这条消息看处理结果。"),
    "correction": ("需补正", "需要补充材料", "部门请您补充或更正材料。点这条消息看要补什么，补好再提交，其他内容不用重填。"),
}
OUTCOMES = frozenset(_OUTCOMES)


def case_news(news: CaseNews) -> Message:
    """The notice of a case's outcome. Raises `KeyError` for an outcome that nobody is told of."""
    status, words, meaning = _OUTCOMES[news.outcome]
    service = wording.clean(news.service_name)
    renewed = "新的证照已经放进您的卡包，到期前我们会再提醒您。" if news.new_certificate else ""
    onward = f"接着可以办「{wording.clean(news.following)}」，点开看看。" if news.following else ""
    hint = "新证照已放进卡包" if news.new_certificate else "点开查看详情"
    return Message(
        "case",
        short(f"{short(service, 28)}：{words}", 40),
        short(meaning + renewed + onward, 390),
        templates.PROGRESS,
        wording.fields(thing1=service, phrase2=status, time3=wording.minute(news.at), thing4=hint),
        {"service": short(service, 20), "state": status, "advice": "请打开知办查看。"},
    )
