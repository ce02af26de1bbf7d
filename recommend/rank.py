"""In which order cards come, and which are left out. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from recommend.cards import NOT_NOW, Card

MOST_OF_A_STAGE = 2
MOST_SCENES = 8
FAR = 90
RESTS = {"not_me": None, "not_now": NOT_NOW, "wrong_data": 90, "fewer": 180}
_GROUPS = {"certificate": 0, "case": 1, "scene": 2, "popular": 4}
UNLEARNED: Mapping[str, int] = {}


@dataclass(frozen=True)
class PutAway:
    """A card that was dismissed: why, until which day (null: for good), and of which stage it was."""

    reason: str
    back_on: date | None
    stage: str


def ranked(cards: Iterable[Card], put_away: Mapping[str, PutAway], today: date, places: Mapping[str, int] = UNLEARNED) -> list[Card]:
    """Expiring certificates by deadline, then cases that wait for the person, then scenes, few of each stage.

    Scenes stand as the learned order places their services; without one, and behind it, by priority.

    A certificate that can be renewed but has more than 90 days left comes last: nothing presses yet.

    The sort is total and stable: the same facts give the same page.
    """
    present = [card for card in cards if not is_hidden(card, put_away.get(card.id), today)]
    return diverse(sorted(present, key=lambda card: _order(card, places)), _fewer(put_away.values(), today))


def _order(card: Card, places: Mapping[str, int]) -> tuple[int, date, int, int, str]:
    group = len(_GROUPS) if card.days_left is not None and card.days_left > FAR else _GROUPS[card.kind]
    place = min((places.get(code, len(places)) for code in card.service_codes), default=-1)
    return group, card.due_on or date.max, place, card.priority, card.id


def behind(cards: Iterable[Card], kept: Sequence[Card], put_away: Mapping[str, PutAway], today: date) -> list[Card]:
    """Scenes that fit and found no room: what the exploring slot may try. None of a kind of which less was asked for."""
    seen, fewer = {card.id for card in kept}, _fewer(put_away.values(), today)
    left = (card for card in cards if card.kind == "scene" and card.id not in seen and card.stage not in fewer)
    return sorted((card for card in left if not is_hidden(card, put_away.get(card.id), today)), key=lambda card: card.id)


def is_hidden(card: Card, dismissed: PutAway | None, today: date) -> bool:
    """A dismissed card is gone until its day. A certificate is never longer away than it could be put away today, unless it is said not
    to be theirs: that it doesn't lapse by surprise is promised."""
    if dismissed is None:
        return False
    if dismissed.back_on is None:
        return True
    return 0 < (dismissed.back_on - today).days <= card.resting(RESTS[dismissed.reason] or NOT_NOW)


def back_on(card: Card, reason: str, today: date) -> date | None:
    """From which day a card that is dismissed today may come back; None: never. KeyError for an unknown reason."""
    days = RESTS[reason]
    return today + timedelta(days=card.resting(days)) if days is not None else None


def _fewer(put_away: Iterable[PutAway], today: date) -> set[str]:
    """Stages of which the person asked to see less."""
    return {one.stage for one in put_away if one.reason == "fewer" and one.stage and one.back_on and today < one.back_on}


def diverse(cards: Sequence[Card], fewer: set[str]) -> list[Card]:
    """At most two scenes of one stage, one where less was asked for, eight in all; certificates and cases all stay."""
    kept: list[Card] = []
    seen: Counter[str] = Counter()
    for card in cards:
        if card.kind == "scene":
            most = 1 if card.stage in fewer else MOST_OF_A_STAGE
            if seen[card.stage] >= most or seen.total() >= MOST_SCENES:
                continue
            seen[card.stage] += 1
        kept.append(card)
    return kept
