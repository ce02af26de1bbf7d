"""A type's rule told to its holder: how long, when to renew, and by which article of which law. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import assert_never

from profile.rules.kinds import AgeBands, AnnualWindow, Cycle, Event, Fixed, LongTerm, Months, PrintedDate, Rule
from profile.rules.types import CertificateType

_LAW = re.compile(r"(?P<name>.+?)(?P<remark>\([^()]*\))?(?: (?P<article>第.+))?")
_ANCHORS = {
    "birth": "出生",
    "accept": "受理",
    "decision": "作出结论",
    "issue": "领证",
    "hire": "用工",
    "found": "设立",
    "license": "领取营业执照",
    "can_register": "能够办理登记",
}


def rule_text(kind: CertificateType) -> str:
    """Two or three sentences: validity, window, law."""
    unsure = "具体期限以证面记载和发证机关的答复为准。" if kind.confidence == "C" else ""
    sentences = "，".join(_rule(rule, kind.renewal_item) for rule in kind.rules)
    return f"{sentences}。{_window(kind)}{unsure}依据：{legal_text(kind)}。"


def legal_text(kind: CertificateType) -> str:
    """《居民身份证法》第五条、第十一条, several joined by a semicolon."""
    return law_text(kind.legal_basis)


def law_with_date(kind: CertificateType) -> str:
    """The same with the day since when the first of them is in force, and whether somebody looked that up."""
    if kind.effective_on is None:
        return f"{legal_text(kind)}（施行日期未核）"
    unsure = "，待核" if kind.effective_from == "memory" else ""
    return f"{legal_text(kind)}（{_full(kind.effective_on)}起施行{unsure}）"


def too_late_text(kind: CertificateType, deadline_on: date, expires_on: date | None, today: date) -> str:
    """What is left to do once the last day to apply has passed for good: the certificate may still hold, a new one must be applied for."""
    unsure = "具体以发证机关答复为准。" if kind.confidence == "C" else ""
    if expires_on is None or expires_on == deadline_on:
        return f"{kind.renewal_item}最晚应在{_full(deadline_on)}办理，现在已经过了，要重新申请。{unsure}"
    last = f"{kind.renewal_item}最晚应在{_full(deadline_on)}申请，现在已经过了，不能再续"
    if today <= expires_on:
        return f"{last}。证照到{_full(expires_on)}前仍然有效，之后还要用的，请重新申请。{unsure}"
    return f"{last}；证照也已在{_full(expires_on)}到期，要重新申请。{unsure}"


def _full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_PLACES = {"hukou": "户籍地变了", "residence": "搬家", "premises": "住所变了"}


def moved_text(kind: CertificateType) -> str | None:
    """What who moves has to do about this certificate; None where nothing."""
    if kind.moved is None:
        return None
    within = f"在{kind.moved.within.words}内" if kind.moved.within else "尽快"
    return f"{_PLACES[kind.moved.place]}以后，请{within}办理变更。依据：{law_text(kind.moved.law)}。"


def law_text(text: str) -> str:
    """The same for any list of laws and articles."""
    return "；".join(_law(part.strip()) for part in text.split(";"))


def _law(part: str) -> str:
    """护照法 第七条 → 《护照法》第七条; remarks in brackets stay outside the marks, and 地方规定 is not the name of a law."""
    form = _LAW.fullmatch(part)
    if form is None or part.startswith("地方"):
        return part
    return f"《{form['name']}》{form['article'] or ''}{form['remark'] or ''}"


def _rule(rule: Rule, item: str) -> str:
    match rule:
        case LongTerm():
            return "长期有效"
        case PrintedDate():
            return "有效期以证面记载为准"
        case Fixed():
            return "，".join([f"有效期{_span(rule.months)}", *_renewals(rule)])
        case AgeBands():
            return "签发时" + "，".join(_band(band.youngest, band.oldest, band.months) for band in rule.bands)
        case Cycle():
            return "，".join([f"{_every(rule.months)}一次：{item}", *(f"满{age}年后{_every(months)}一次" for age, months in rule.later)])
        case AnnualWindow():
            return f"每年{_day(rule.first)}至{_day(rule.last)}办理{item}"
        case Event():
            return _event(rule, item)
        case _:
            assert_never(rule)


def _renewals(rule: Fixed) -> list[str]:
    """The driving licence's steps, with their condition (道路交通安全法实施条例 第二十六条)."""
    terms = [_long(months) for months in rule.on_renewal]
    return [f"期内每个记分周期未满12分的，换发{'、再换发'.join(terms)}的证件"] if terms else []


def _event(rule: Event, item: str) -> str:
    if rule.anchor.startswith("age"):
        return f"年满{rule.anchor[3:]}周岁办理{item}"
    if rule.anchor not in _ANCHORS:
        return f"符合条件后办理{item}"
    start, span = _ANCHORS[rule.anchor], _span(rule.months) if rule.months else f"{rule.days}日"
    if rule.opens:
        return f"{start}满{span}后可以申请{item}"
    if rule.then_days:
        return f"{start}之日起满{span}后，{rule.then_days}日内办理{item}，逾期视为撤回"
    return f"{start}之日起{span}内办理{item}"


def _window(kind: CertificateType) -> str:
    opens, closes = kind.opens, kind.closes
    if isinstance(kind.rules[0], AnnualWindow | LongTerm):
        return ""
    if closes and closes.after:
        return f"{'此后' if isinstance(kind.rules[0], Event) else '期满之日起'}{closes.words}内办理。"
    last = closes if closes and closes.amount else None
    if opens and last:
        return f"请在期满前{opens.words}至{last.words}之间申请。"
    if opens:
        return f"期满前{opens.words}内可以办理。"
    return f"最迟在期满前{last.words}申请。" if last else ""


def _band(youngest: int, oldest: int | None, months: Months) -> str:
    if youngest == 0:
        return f"未满{(oldest or 0) + 1}周岁的{_valid(months)}"
    return f"{youngest}周岁以上的{_valid(months)}" if oldest is None else f"{youngest}至{oldest}周岁的{_valid(months)}"


def _valid(months: Months) -> str:
    return "长期有效" if months is None else f"有效期{_span(months)}"


def _long(months: Months) -> str:
    return "长期有效" if months is None else f"{_span(months)}有效"


def _span(months: int) -> str:
    return f"{months // 12}年" if months % 12 == 0 else f"{months}个月"


def _every(months: int) -> str:
    return "每年" if months == 12 else f"每{_span(months)}"


def _day(day: tuple[int, int]) -> str:
    return f"{day[0]}月{day[1]}日"
