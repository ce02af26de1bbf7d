"""One person's home page from what is known: composed, ordered, one place tried, and told how it was ordered. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hall.states import State
from recommend import cards, composing, learned, rank, scenes, situation
from recommend.cards import Card
from recommend.composing import Around
from recommend.learned import Model, Shown
from recommend.popular import Liked
from recommend.rank import PutAway
from recommend.vocabulary import learnable

OTHERS, OTHERS_ALONE = 3, 6
SENTENCES = {
    "ease": "按办过同样事项的人还办了什么排列。",
    "profile": "按情况相近、办过同样事项的人还办了什么排列。",
    "ridge": "按情况相近的人办了什么排列。",
    "segment": "按大家办得多少排列；学到的排序没有更准，已经关闭。",
    "priority": "按事项的轻重缓急排列，没有使用从他人办事中学到的排序。",
    "everyone": "个性化推荐已关闭：除了您自己的期限和办件，这里对每个人都一样。",
}


@dataclass(frozen=True)
class Beside:
    """What a page rests on beside the person: the live order, what many used near and everywhere, what services are called."""

    names: Mapping[str, str]
    version: int | None = None
    model: Model | None = None
    near: Sequence[Liked] = ()
    everywhere: Sequence[Liked] = ()


@dataclass(frozen=True)
class Page:
    """The cards in order; of scenes, where each stands and what chance it had; by what they were ordered, and by which version."""

    cards: Sequence[Card]
    shown: Sequence[Shown]
    ordered_by: str
    version: int | None

    @property
    def sentence(self) -> str:
        return SENTENCES[self.ordered_by]


def page(around: Around, put_away: Mapping[str, PutAway], beside: Beside, today: date) -> Page:
    """The same facts on the same day always give the same page. Whoever switched recommendations off sees what everybody sees."""
    found = cards.named(composing.fitting(around, today), beside.names)
    if not around.person.preferences["personalised"]:
        others = [_liked(one, beside, "办的人多的事项，对所有人都一样。") for one in _open_to_all(beside)]
        return Page(rank.ranked([*found, *others], put_away, today), (), "everyone", None)
    ordered_by, places = _places(found, around, beside, today)
    kept = rank.ranked(found, put_away, today, places)
    kept, shown = _tried(kept, rank.behind(found, kept, put_away, today), f"{around.person.id}:{today}")
    others = [card for card in _near(found, around, beside) if not rank.is_hidden(card, put_away.get(card.id), today)]
    return Page([*kept, *others[:OTHERS]], shown, ordered_by, beside.version if beside.model else None)


def used(around: Around) -> list[str]:
    """Services for which the person handed a case in."""
    return [row.service.code for row in around.cases if row.submitted_at and row.state is not State.WITHDRAWN]


def _places(found: Sequence[Card], around: Around, beside: Beside, today: date) -> tuple[str, Mapping[str, int]]:
    """By which part the services of scenes are ordered, and the place of each that it learned of; the others keep their priority."""
    if beside.model is None:
        return "priority", rank.UNLEARNED
    known = situation.of_citizen(around.person, around.facts, around.wallet, today).values
    profile = {name: value for name, value in known.items() if learnable(name)}
    past = used(around)
    codes = sorted({code for card in found if card.kind == "scene" for code in card.service_codes})
    order = [code for code in beside.model.ordered(codes, past, profile) if beside.model.knows(code)]
    return (beside.model.part_for(past), {code: place for place, code in enumerate(order)}) if order else ("priority", rank.UNLEARNED)


def _tried(kept: list[Card], behind: Sequence[Card], seed: str) -> tuple[list[Card], tuple[Shown, ...]]:
    """The last scene's place may go to one that found no room."""
    standing = [card for card in kept if card.kind == "scene" and card.service_codes]
    by_id = {card.id: card for card in (*standing, *behind)}
    shown = tuple(learned.page([card.id for card in standing] + [card.id for card in behind], len(standing), seed))
    if shown and shown[-1].exploring:
        place = kept.index(standing[-1])
        kept = [*kept[:place], by_id[shown[-1].id], *kept[place + 1 :]]
    return kept, shown


def _near(found: Sequence[Card], around: Around, beside: Beside) -> list[Card]:
    """What others in the same place did, where it is certain that it fits: no scene asks anything for it, or one that asks holds."""
    fits = {code for card in found if card.kind == "scene" for code in card.service_codes}
    said = {card.service_codes[0] for card in found if card.service_codes} | {row.service.code for row in around.cases}
    new = [one for one in beside.near if one.code in beside.names and one.code not in said]
    certain = [one for one in new if one.code in fits or one.code not in scenes.asked()]
    return [_liked(one, beside, f"同一地区近一年有{one.told}办过。") for one in certain]


def _open_to_all(beside: Beside) -> list[Liked]:
    return [one for one in beside.everywhere if one.code in beside.names and one.code not in scenes.asked()][:OTHERS_ALONE]


def _liked(one: Liked, beside: Beside, reason: str) -> Card:
    return cards.for_liked(one, beside.names[one.code], reason)
