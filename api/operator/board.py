"""What operators watch: figures, deliveries with their states, cases."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api.locks import Operator
from api.shapes.holdings import TimelineStep
from api.shapes.staff import (
    Delivery,
    DeliveryPage,
    DeliverySummary,
    Figure,
    OperatorCase,
    OperatorCaseDetail,
    OperatorCasePage,
    Overview,
)
from core import clock
from hall import cases
from push import deliveries

router = APIRouter(tags=["运营"])


@router.get("/overview")
async def overview(who: Operator) -> Overview:
    sent, counts = await deliveries.summary(), await cases.counts()
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
        Figure(key="open", label="办理中的办件", value=counts.open, note="已提交，还没有结果", tone="plain"),
        Figure(key="late", label="超过承诺时限", value=counts.late, note="请催办承办部门", tone="bad" if counts.late else "good"),
        Figure(
            key="stuck", label="没有送到部门", value=counts.stuck, note="多次发送失败，需要处理", tone="bad" if counts.stuck else "good"
        ),
    ]
    return Overview(now=clock.now(), figures=figures)


@router.get("/deliveries")
async def delivery_list(who: Operator, state: str | None = None, channel: str | None = None, cursor: str | None = None) -> DeliveryPage:
    return DeliveryPage.model_validate(await deliveries.board(state or None, channel or None, cursor or None))


@router.get("/deliveries/summary")
async def delivery_summary(who: Operator) -> DeliverySummary:
    return DeliverySummary.model_validate(await deliveries.summary())


@router.get("/deliveries/{id}")
async def delivery(id: UUID, who: Operator) -> Delivery:  # noqa: A002
    return Delivery.model_validate(await deliveries.one(id))


@router.post("/deliveries/{id}/retry")
async def retry(id: UUID, who: Operator) -> Delivery:  # noqa: A002
    return Delivery.model_validate(await deliveries.retry(id, who.subject))


@router.get("/cases")
async def case_list(who: Operator, state: str = "", department: str = "", cursor: UUID | None = None) -> OperatorCasePage:
    found = await cases.board(state, department, cursor)
    items = [OperatorCase.model_validate(_given(row)) for row in found.items]
    return OperatorCasePage(items=items, next_cursor=str(found.next_cursor) if found.next_cursor else None)


@router.get("/cases/{id}")
async def case(id: UUID, who: Operator) -> OperatorCaseDetail:  # noqa: A002
    found = await cases.board_case(id)
    steps = [TimelineStep.model_validate(line) for line in found.timeline]
    return OperatorCaseDetail.model_validate(
        {**_given(found.row), "timeline": steps, "rule_version": found.rule_version, "ruling": found.ruling}
    )


def _given(row: cases.BoardRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in OperatorCase.model_fields}
