"""What a person says about a card and what they do with it: put away, taken back, seen, followed."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from datetime import date
from uuid import UUID

from core import clock, crypto
from core.errors import Conflict, Invalid, NotFound, TooMany
from hall import tickets
from recommend import dismissals, feed, rank
from recommend.learning import impressions
from recommend.learning.impressions import Card


async def dismiss(citizen_id: UUID, card_id: str, reason: str) -> None:
    """Puts a card away: `not_me` for good, `not_now` for 14 days, `wrong_data` for 90, `fewer` for 180 and fewer of its stage;
    a certificate's for no longer than until its last week, then for a day, once overdue for three.

    Wrong data is also put to the department that it comes from, unless that has been asked already. Asked again it only changes
    the reason. Raises `NotFound` when the person has no such card, `Invalid` for another reason.
    """
    if reason not in rank.RESTS:
        raise Invalid("card.reason", "请选择一个原因：与我无关、现在不办、信息有误、少提醒这类。", "reason")
    today = clock.today()
    card = next((one for one in feed.everything(await feed.known(citizen_id), today) if one.id == card_id), None)
    if card is None:
        raise NotFound("card.unknown", "这张卡片已经不在首页了。")
    await dismissals.keep(citizen_id, card_id, card.stage, reason, rank.back_on(card, reason, today))
    if reason == "wrong_data" and card.facts:
        with contextlib.suppress(Conflict, TooMany):
            await tickets.correct(
                citizen_id, card.facts[0].label, card.facts[0].source, f"首页的「{card.title}」用到这一条，和我的情况不符。"
            )


async def undo(citizen_id: UUID, card_id: str) -> None:
    """The card comes back. Nothing happens when it was never put away."""
    await dismissals.drop(citizen_id, card_id)


async def seen(citizen_id: UUID, card_ids: Collection[str]) -> dict[str, UUID]:
    """Scenes of the person's page that were really seen, written down with the chance each had, without a name; an id for each. A page
    that is loaded again on the same day is the same impression: the id follows from person, day and card under the house's key.

    What is not on the page is passed over: nobody makes a service look popular by telling of it.
    """
    page = await feed.page(citizen_id)
    by_id = {card.id: card for card in page.cards}
    shown = [(one, by_id[one.id]) for one in page.shown if one.id in card_ids]
    today = clock.today()
    told = [
        Card(card.scene_code or "", card.service_codes[0], one.place, one.propensity, one.exploring, _id(citizen_id, today, one.id))
        for one, card in shown
    ]
    ids = await impressions.shown(told, page.version)
    return {one.id: impression for (one, _), impression in zip(shown, ids, strict=True)}


def _id(citizen_id: UUID, today: date, card_id: str) -> UUID:
    return UUID(crypto.blind_index(f"{citizen_id} {today} {card_id}", "impression")[:32], version=5)
