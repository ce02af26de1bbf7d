"""One card in full: the facts behind it, what would take it away, and how it came to its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core import clock
from core.errors import NotFound
from recommend import feed, scenes, situation
from recommend.cards import Card
from recommend.composing import Around
from recommend.pages import SENTENCES
from recommend.scenes import Scene
from recommend.turning import Turn, turns

ENDS = {
    "certificate": (Turn("办好新证后不再提醒"), Turn("证照注销或不再有效后不再提醒")),
    "case": (Turn("提交后不再提醒"), Turn("撤回申请后不再提醒")),
    "popular": (Turn("您办过以后不再显示"), Turn("少于10人办过时不再显示")),
    "scene": (Turn("完成以后不再显示"),),
}


@dataclass(frozen=True)
class Why:
    """The card with what would take it away, the nearest first, and the sentence on its place."""

    card: Card
    turns: tuple[Turn, ...]
    sentence: str


async def why(citizen_id: UUID, card_id: str) -> Why:
    """Raises `NotFound` when the person has no such card."""
    today, known = clock.today(), await feed.known(citizen_id)
    card = next((one for one in feed.everything(known, today) if one.id == card_id), None)
    if card is None:
        raise NotFound("card.unknown", "这张卡片已经不在首页了。")
    scene = next((one for one in scenes.scenes() if one.id == card.scene_code), None) if card.kind in ("scene", "case") else None
    ends = tuple(_of_scene(scene, card, known.around, today)) if scene else ENDS[card.kind]
    return Why(card, ends, _placed(card, feed.judged(known, today).ordered_by))


def _of_scene(scene: Scene, card: Card, around: Around, today: date) -> list[Turn]:
    """Judged on whom the card is about: the person, or the enterprise whose id ends it."""
    acting = next((one for one in around.enterprises if card.id.endswith(str(one.space.id))), None)
    if acting is None:
        return turns(
            scene.condition, lambda day: situation.of_citizen(around.person, around.facts, around.wallet, day, around.cases), today
        )
    return turns(scene.condition, lambda day: situation.of_enterprise(acting.space, acting.facts, acting.wallet, day), today)


def _placed(card: Card, ordered_by: str) -> str:
    if card.kind == "certificate":
        return "证照按期限排在最前，不受推荐设置影响。"
    if card.kind == "case":
        return "等您处理的办件排在推荐之前" + ("。" if card.scene_code else "，不受推荐设置影响。")
    return SENTENCES[ordered_by]
