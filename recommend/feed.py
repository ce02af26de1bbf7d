"""The home page of one person: one statement to every room below, then judgement; kept in Redis under what it was judged on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from uuid import UUID

import orjson

from core import cache, clock
from core.errors import NotFound
from core.tables import sql
from hall import glance as case_glance
from profile import glance as person_glance
from profile import rules
from recommend import cards, composing, dismissals, pages, popular, scenes, telling
from recommend.cards import Card
from recommend.composing import Acting, Around
from recommend.learning import keeping
from recommend.pages import Beside, Page
from recommend.rank import PutAway

_KNOWN = f"""SELECT json_build_array({person_glance.PIECE}, {case_glance.PIECE}, {dismissals.PIECE}, {case_glance.CATALOGUE},
 {keeping.PIECE})::text AS told FROM {person_glance.FROM} WHERE p.id = $1"""  # noqa: S608
KEPT_S = 600


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
    today = clock.today()
    return judged(await known(citizen_id), today)


async def known(citizen_id: UUID) -> Known:
    """All that the page would rest on now."""
    return await _known(await _told(citizen_id))


async def told(citizen_id: UUID) -> str:
    """The page as JSON (`telling`): from Redis where the same was judged before, worked out where it was not or Redis is away.

    The key is a digest of everything that the page rests on. Whatever changes (a fact, a certificate, a case, a preference, a
    dismissal, the catalogue, a rule, a scene, the live order, the day), it is another key: nothing has to be made invalid.
    """
    today, row, liked = clock.today(), await _told(citizen_id), await popular.now()
    rests = f"{row}|{today}|{rules.fingerprint()}|{scenes.fingerprint()}|{liked.stamp}"
    key = f"home:{blake2b(rests.encode(), digest_size=16).hexdigest()}"
    kept = await cache.recall(key)
    if kept is None:
        kept = telling.json_of(judged(await _known(row), today))
        await cache.remember(key, kept, KEPT_S)
    return kept


def everything(present: Known, today: date) -> list[Card]:
    """Every card that fits the person today, dismissed ones and those without room too."""
    shown = pages.page(present.around, {}, present.beside, today).cards
    fitting = cards.named(composing.fitting(present.around, today), present.beside.names)
    return list({card.id: card for card in (*shown, *fitting)}.values())


def judged(present: Known, today: date) -> Page:
    """Pure: the page of what is known."""
    return pages.page(present.around, present.put_away, present.beside, today)


async def _told(citizen_id: UUID) -> str:
    rows = await sql(_KNOWN, citizen_id)
    if not rows:
        raise NotFound("citizen.unknown", "没有找到这个账号。")
    return str(rows[0]["told"])


async def _known(row: str) -> Known:
    person, done, away, revision, live = orjson.loads(row)
    glance = person_glance.read(person)
    acting = [Acting(space, theirs.wallet, theirs.facts) for space, theirs in glance.spaces]
    around = Around(glance.person, glance.own.facts, glance.own.wallet, case_glance.read(done), acting)
    liked = await popular.now()
    beside = Beside(
        names=await case_glance.names(revision),
        version=live[0] if live else None,
        model=await keeping.at(live),
        near=liked.of(glance.person.region_code),
        everywhere=liked.of(""),
    )
    return Known(around, dismissals.read(away), beside)
