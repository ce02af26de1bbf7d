"""The cards of the home page, each built from what it is about. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from hall import catalog
from hall.cases import CaseRow
from hall.states import State
from profile.certificates import Dated, Held
from recommend import reasons
from recommend.popular import Liked
from recommend.reasons import Reason
from recommend.scenes import Match, explained
from recommend.situation import Situation
from recommend.vocabulary import day_in_words

Kind = Literal["certificate", "case", "scene", "popular"]
Urgency = Literal["overdue", "urgent", "soon", "normal"]
REVIEW_PAGE, CASE_PAGE = "pages-service/renewal/index", "pages-service/case/index"
SERVICE_PAGE, POINTS_PAGE = "pages-service/service/index", "pages-find/points/index"
NOT_NOW, OVERDUE_RESTS, LAST_WEEK = 14, 3, 7
CERTIFICATE_PAGE = "pages-service/certificate/index"


@dataclass(frozen=True)
class Action:
    """Where a tap leads: a page of the app and its parameters."""

    label: str
    page: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ServiceName:
    code: str
    name: str


@dataclass(frozen=True)
class Card:
    """One thing on the home page. `services` are named once the whole page is known; `stage` and `priority` order scenes."""

    id: str
    kind: Kind
    title: str
    reason: str
    action: Action
    scene_code: str | None = None
    facts: tuple[Reason, ...] = ()
    urgency: Urgency = "normal"
    due_on: date | None = None
    days_left: int | None = None
    service_codes: tuple[str, ...] = ()
    services: tuple[ServiceName, ...] = ()
    stage: str = ""
    priority: int = 0

    @property
    def rests(self) -> int:
        """For how many days "not now" puts it away."""
        return self.resting(NOT_NOW)

    def resting(self, days: int) -> int:
        """For how long it may be put away at all. A certificate is back for its last week, then day by day; overdue, every three days."""
        if self.kind != "certificate" or self.days_left is None:
            return days
        return OVERDUE_RESTS if self.days_left < 0 else max(1, min(days, self.days_left - LAST_WEEK))


def urgency_of(days_left: int | None) -> Urgency:
    """Overdue, urgent within a week, soon within a month."""
    if days_left is None:
        return "normal"
    return "overdue" if days_left < 0 else "urgent" if days_left <= 7 else "soon" if days_left <= 30 else "normal"


def for_certificate(held: Held, today: date, holder: str, draft: CaseRow | None) -> Card:
    """A certificate inside its window. `holder` names the enterprise it belongs to, "" for one's own."""
    days, service = held.days_left(today), catalog.renewal_service(held.type_code)
    return Card(
        id=f"certificate-{held.id}",
        kind="certificate",
        title=_title(held, days or 0, holder),
        reason=_reason(held, today),
        action=anew(held) if held.is_too_late(today) else _renewal(held, service, draft),
        facts=reasons.of_certificate(held, today),
        urgency=urgency_of(days),
        due_on=held.deadline_on,
        days_left=days,
        service_codes=(service,) if service else (),
    )


def _title(held: Held, days: int, holder: str) -> str:
    """The certificate itself when it lapses on that day, else what is to be done by then."""
    lapses = held.type.due == "expiry" and held.deadline_on == held.expires_on
    what = held.type_name if lapses else held.type.renewal_item
    word, past = ("到期", "已过期") if lapses else ("截止", "已过期限")
    left = f"还有{days}天{word}" if days > 0 else f"今天{word}" if days == 0 else f"{past}{-days}天"
    return f"{holder}：{what}{left}" if holder else f"{what}{left}"


def _reason(held: Held, today: date) -> str:
    deadline = held.deadline_on or today
    if sentence := held.too_late(today):
        return sentence
    if deadline < today:
        return f"{day_in_words(deadline)}是最后一天，现在已经过了，请尽快办理，避免影响使用。"
    if held.type.due == "expiry" and held.expires_on and held.expires_on != deadline:
        return f"这张证照{day_in_words(held.expires_on)}到期，按规定最晚{day_in_words(deadline)}前提出申请。"
    if held.type.due == "expiry":
        return f"这张证照{day_in_words(deadline)}到期，现在就可以办理，资料已为您填好。"
    return f"按规定应在{day_in_words(deadline)}前办理，现在就可以办，资料已为您填好。"


def _renewal(held: Held, service: str | None, draft: CaseRow | None) -> Action:
    if draft:
        return Action("继续办理", REVIEW_PAGE, {"case": str(draft.id)})
    if service:
        return Action("去办理", REVIEW_PAGE, {"certificate": str(held.id)})
    return Action("查看证照", CERTIFICATE_PAGE, {"id": str(held.id)})


def anew(held: Dated) -> Action:
    """What is offered once a certificate can't be renewed any more: to apply for a new one, or where to ask."""
    first, renews = catalog.service_anew(held.type_code), catalog.renewal_service(held.type_code)
    if first:
        return Action("重新申请", SERVICE_PAGE, {"code": first})
    if renews:
        return Action("看看去哪办", POINTS_PAGE, {"service": renews, "name": f"{held.type_name}重新申请"})
    return Action("查看证照", CERTIFICATE_PAGE, {"id": str(held.id)})


def for_case(row: CaseRow) -> Card | None:
    """A case that waits for the person: something to correct, or a draft that was never handed in."""
    if row.state not in (State.CORRECTION, State.DRAFT):
        return None
    corrects = row.state is State.CORRECTION
    title = f"“{row.service.name}”需要补正" if corrects else f"“{row.service.name}”还没有提交"
    reason = f"{row.service.department}请您补充或更正材料，补好后继续审核。" if corrects else "您填了一部分还没有提交，部门还没有收到。"
    return Card(
        id=f"case-{row.id}",
        kind="case",
        title=title,
        reason=reason,
        action=Action("去补正" if corrects else "继续办理", REVIEW_PAGE, {"case": str(row.id)}),
        urgency="urgent" if corrects else "normal",
        service_codes=(row.service.code,),
    )


def for_case_scene(found: Match, row: CaseRow, situation: Situation) -> Card:
    """A scene about a case that no longer waits for anything else of the person: it has ended, and may be rated."""
    return Card(
        id=f"case-{row.id}",
        kind="case",
        title=f"“{row.service.name}”{row.state_text}",
        reason=explained(found.scene, situation),
        action=Action("去看看" if row.rated else "去评价", CASE_PAGE, {"id": str(row.id)}),
        scene_code=found.scene.id,
        facts=reasons.behind(found.because, situation.facts),
        service_codes=(row.service.code,),
        stage=found.scene.stage,
        priority=found.scene.priority,
    )


def for_scene(found: Match, situation: Situation, suffix: str = "", holder: str = "") -> Card:
    """A scene that holds. `suffix` keeps the same scene of two enterprises apart."""
    scene = found.scene
    return Card(
        id=f"scene-{scene.id}{suffix}",
        kind="scene",
        title=f"{holder}：{scene.name}" if holder else scene.name,
        reason=explained(scene, situation),
        action=Action("去看看", SERVICE_PAGE, {"code": scene.services[0]}),
        scene_code=scene.id,
        facts=reasons.behind(found.because, situation.facts),
        service_codes=scene.services,
        stage=scene.stage,
        priority=scene.priority,
    )


def real_name() -> Card:
    """Without real name nothing is known, so this is what there is to offer."""
    return Card(
        id="real-name",
        kind="scene",
        title="完成实名认证，到期前我们提醒您",
        reason="实名后可以看到自己的证照，快到期时会提醒，续办时资料自动填好。",
        action=Action("去认证", "pages-profile/real-name/index"),
    )


def for_liked(liked: Liked, name: str, reason: str) -> Card:
    """What others used."""
    return Card(
        id=f"popular-{liked.code}",
        kind="popular",
        title=name,
        reason=reason,
        action=Action("去看看", SERVICE_PAGE, {"code": liked.code}),
        service_codes=(liked.code,),
    )


def named(cards: Sequence[Card], names: Mapping[str, str]) -> list[Card]:
    """The cards with the services that the catalogue really has; a scene none of whose services exists is dropped."""
    found: list[Card] = []
    for card in cards:
        services = tuple(ServiceName(code, names[code]) for code in card.service_codes if code in names)
        if card.kind == "scene" and card.service_codes and not services:
            continue
        action = replace(card.action, params={"code": services[0].code}) if card.kind == "scene" and services else card.action
        found.append(replace(card, services=services, action=action))
    return found
