"""What operators watch: figures, deliveries with their states, cases."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api.locks import Operator
from api.shapes.staff import (
    Delivery,
    DeliveryPage,
    DeliverySummary,
    DeliveryWords,
    Emergency,
    Figure,
    GrantChecks,
    OperatorCaseDetail,
    OperatorCasePage,
    Overview,
    Retried,
    Retries,
    ShareStandings,
    StuckGroups,
)
from core import clock
from hall import board, cases
from profile import shares
from profile.ledger import checking
from push import bookkeeping, deadletters, deliveries, lots

router = APIRouter(tags=["运营"])


@router.get("/overview")
async def overview(who: Operator) -> Overview:
    sent = await deliveries.summary()
    figures = [
        Figure(key="waiting", label="待发送", value=sent["waiting"], note="正在排队或等待微信确认", tone="plain"),
        Figure(
            key="attention",
            label="需要处理的消息",
            value=sent["needs_attention"],
            note="多次没有送达，请查看原因",
            tone="bad" if sent["needs_attention"] else "good",
        ),
        Figure(key="total", label="消息总数", value=sent["total"], note=None, tone="plain"),
        Figure(
            key="held_out",
            label="本季度抽签不推送",
            value=await lots.counted(clock.now()),
            note="没有利害的推荐抽二十分之一只放收件箱，好比较推送有没有用；证照提醒从不抽",
            tone="plain",
        ),
        *(Figure.model_validate(one) for one in await board.figures()),
    ]
    if await checking.broken():
        note = "核对时发现操作或查看的记录被改过，请马上联系审计员"
        figures.insert(0, Figure(key="chains", label="记录不完整", value=1, note=note, tone="bad"))
    return Overview(now=clock.now(), figures=figures)


@router.get("/shares")
async def share_standing(who: Operator) -> ShareStandings:
    """How each department's shared data comes in: failures in a row, when it last answered, how many holders wait for it."""
    return ShareStandings.model_validate({"items": await shares.standing(clock.now())})


@router.get("/deliveries")
async def delivery_list(who: Operator, state: str | None = None, channel: str | None = None, cursor: str | None = None) -> DeliveryPage:
    return DeliveryPage.model_validate(await deliveries.board(who.subject, state or None, channel or None, cursor or None))


@router.get("/deliveries/summary")
async def delivery_summary(who: Operator) -> DeliverySummary:
    return DeliverySummary.model_validate(await deliveries.summary())


@router.get("/deliveries/stuck")
async def stuck(who: Operator) -> StuckGroups:
    """What did not get through, gathered by its cause."""
    return StuckGroups.model_validate({"items": await deadletters.groups()})


@router.post("/deliveries/retries")
async def retry_many(asked: Retries, who: Operator) -> Retried:
    """Tries many again: those named, or all of one group. Only what failed, and nothing that another channel carries."""
    if asked.group:
        group = asked.group
        return Retried.model_validate(await deadletters.retry_group(group.channel, group.template, group.state, group.reason, who.subject))
    return Retried.model_validate(await deadletters.retry(asked.ids, who.subject))


@router.get("/subscriptions/checks")
async def ledger_checks(who: Operator) -> GrantChecks:
    """When the ledger of subscriptions was gone over, what differed and what was done."""
    return GrantChecks.model_validate(await bookkeeping.page(who.subject))


@router.post("/subscriptions/checks", status_code=201)
async def check_ledger(who: Operator) -> GrantChecks:
    """Goes over it now instead of at night."""
    await bookkeeping.compare(clock.now(), who.subject)
    return GrantChecks.model_validate(await bookkeeping.page(who.subject))


@router.patch("/deliveries/{id}")
async def edit(id: UUID, asked: DeliveryWords, who: Operator) -> Delivery:
    """Mends the words of a message that failed."""
    changes = {channel: given for channel, given in (("wechat", asked.wechat), ("sms", asked.sms)) if given}
    return Delivery.model_validate(await deliveries.edit(id, changes, who.subject))


@router.get("/deliveries/{id}")
async def delivery(id: UUID, who: Operator) -> Delivery:
    return Delivery.model_validate(await deliveries.one(id, who.subject))


@router.post("/deliveries/{id}/retry")
async def retry(id: UUID, who: Operator) -> Delivery:
    return Delivery.model_validate(await deliveries.retry(id, who.subject))


@router.post("/deliveries/{id}/emergency")
async def hasten(id: UUID, asked: Emergency, who: Operator) -> Delivery:
    return Delivery.model_validate(await deliveries.hasten(id, who.subject, asked.reason))


@router.get("/cases")
async def case_list(who: Operator, state: str | None = None, department: str | None = None, cursor: str | None = None) -> OperatorCasePage:
    return OperatorCasePage.model_validate(await board.page(who.subject, state or None, department or None, cursor or None))


@router.post("/cases/{id}/dispatch")
async def dispatch_again(id: UUID, who: Operator) -> OperatorCaseDetail:
    """Sends a case that got stuck on its way to the department once more."""
    await cases.retry(id)
    return OperatorCaseDetail.model_validate(await board.one(id, who.subject))


@router.get("/cases/{id}")
async def case(id: UUID, who: Operator) -> OperatorCaseDetail:
    return OperatorCaseDetail.model_validate(await board.one(id, who.subject))
