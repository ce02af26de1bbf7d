"""The home page of one person: what lies ready, or one statement to every room below, judged and laid ready."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core import clock
from recommend import cards, composing, pages, reading, ready, surroundings, telling
from recommend.cards import Card
from recommend.composing import Around
from recommend.pages import Beside, Page
from recommend.present import Present
from recommend.rank import PutAway
from recommend.reading import Read, Row
from recommend.ready import Judged
from recommend.surroundings import Surroundings


@dataclass(frozen=True)
class Known:
    """Everything the page of one person rests on, at one moment."""

    around: Around
    put_away: dict[str, PutAway]
    beside: Beside


async def home(citizen_id: UUID) -> list[Card]:
    """The person's cards in order, dismissed ones left out. Shapes: `recommend.cards.Card`."""
    return list((await page(citizen_id)).cards)


async def page(citizen_id: UUID) -> Page:
    """The page with how it was ordered, worked out now."""
    return judged(await known(citizen_id), clock.today())


async def known(citizen_id: UUID) -> Known:
    """All that the page would rest on now."""
    row = await reading.one(citizen_id)
    return _known(reading.read(row, clock.today()), await surroundings.of(row.present))


async def told(citizen_id: UUID) -> str:
    """The page as JSON (`telling`): as it lies ready while it is that of the present, else worked out and soon laid ready.

    The present is asked for in the statement that finds the page, so what somebody changed shows on the next page they open.
    """
    today = clock.today()
    lies = await ready.found(citizen_id, today)
    if lies.sealed is not None and lies.stamp == await surroundings.stamp(lies.present):
        return ready.told(citizen_id, lies.sealed)
    return await _anew(citizen_id, lies.present, today)


async def _anew(citizen_id: UUID, present: Present, today: date) -> str:
    row, around = await reading.one(citizen_id, present), await surroundings.of(present)
    made, stamp = ready_of(row, around, today), around.stamp
    if around.whole:
        ready.keep_soon(made, today, stamp)
    return made.text


def ready_of(row: Row, around: Surroundings, today: date) -> Judged:
    """Pure: the page of what was read, as it is told and kept."""
    found = reading.read(row, today)
    return Judged(row.citizen_id, telling.json_of(judged(_known(found, around), today)), found.holders, found.seen)


def _known(found: Read, around: Surroundings) -> Known:
    return Known(found.around, found.put_away, around.beside(found.around.person.region_code))


def everything(present: Known, today: date) -> list[Card]:
    """Every card that fits the person today, dismissed ones and those without room too."""
    shown = pages.page(present.around, {}, present.beside, today).cards
    fitting = cards.named(composing.fitting(present.around, today), present.beside.names)
    return list({card.id: card for card in (*shown, *fitting)}.values())


def judged(present: Known, today: date) -> Page:
    """Pure: the page of what is known."""
    return pages.page(present.around, present.put_away, present.beside, today)
