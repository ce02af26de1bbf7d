"""The home page of one person: gathered from the rooms below, composed, ordered, and named from the catalogue."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from core import clock
from hall import cases, catalog
from profile import certificates, enterprises, facts, people
from recommend import composing, dismissals, rank
from recommend.cards import Card, named
from recommend.composing import Acting, Around


async def home(citizen_id: UUID) -> list[Card]:
    """The person's cards in order, dismissed ones left out. Shapes: `recommend.cards.Card`."""
    today = clock.today()
    present = await everything(citizen_id, today)
    return rank.ranked(present, await dismissals.of(citizen_id), today)


async def everything(citizen_id: UUID, today: date) -> list[Card]:
    """Every card that fits the person today, in no order, dismissed ones too."""
    found = composing.fitting(await _around(citizen_id), today)
    codes = {code for card in found for code in card.service_codes}
    return named(found, await catalog.by_codes(sorted(codes)))


async def _around(citizen_id: UUID) -> Around:
    return Around(
        person=await people.person(citizen_id),
        facts=await facts.facts_of(citizen_id),
        wallet=await certificates.wallet(citizen_id),
        cases=await cases.mine(citizen_id),
        enterprises=await _acting(citizen_id),
    )


async def _acting(citizen_id: UUID) -> list[Acting]:
    """The enterprises this person acts for, each with what is known and held."""
    return [
        Acting(space, await certificates.of_enterprise(citizen_id, space.id), await facts.facts_of_enterprise(space.id))
        for space in await enterprises.spaces(citizen_id)
    ]
