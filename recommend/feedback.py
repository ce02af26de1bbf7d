"""What a person says about a card: not me, not now, wrong data, fewer of these; and taking it back."""

from __future__ import annotations

from uuid import UUID

from core import clock
from core.errors import Invalid, NotFound
from recommend import dismissals, feed, rank


async def dismiss(citizen_id: UUID, card_id: str, reason: str) -> None:
    """Puts a card away: `not_me` for good, `not_now` for 14 days, `wrong_data` for 90, `fewer` for 180 and fewer of its stage.

    Asked again it only changes the reason. Raises `NotFound` when the person has no such card, `Invalid` for another reason.
    """
    if reason not in rank.RESTS:
        raise Invalid("card.reason", "请选择一个原因：与我无关、暂时不用、信息有误、少推这类。", "reason")
    today = clock.today()
    card = next((one for one in await feed.everything(citizen_id, today) if one.id == card_id), None)
    if card is None:
        raise NotFound("card.unknown", "这张卡片已经不在首页了。")
    await dismissals.keep(citizen_id, card_id, card.stage, reason, rank.back_on(reason, today))


async def undo(citizen_id: UUID, card_id: str) -> None:
    """The card comes back. Nothing happens when it was never put away."""
    await dismissals.drop(citizen_id, card_id)
