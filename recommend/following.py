"""What to do next once a case has ended: out of what fits the person, what others went on to; never anything else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from core import clock
from core.errors import NotFound
from hall import cases
from hall.rows import CaseRow
from hall.states import State
from recommend import feed, pages, rank, scenes
from recommend.cards import Card
from recommend.feed import Known

MOST = 2
LEARNED = ("ease", "profile")
ENDED = (State.APPROVED, State.FINISHED)


async def after(citizen_id: UUID, case_id: UUID) -> list[Card]:
    """At most two; none while the case goes on, nor with recommendations off. Raises `NotFound` for a stranger."""
    known = await feed.known(citizen_id)
    done = next((row for row in known.around.cases if row.id == case_id), None)
    if done is None:
        await cases.must_see(citizen_id, case_id)  # a colleague may look at the case; what comes next is the applicant's own
        return []
    return following(known, done, clock.today()) if done.state in ENDED else []


async def name_after(citizen_id: UUID, case_id: UUID) -> str:
    """What the first of them is called, for a notice; "" when there is none."""
    try:
        found = await after(citizen_id, case_id)
    except NotFound:
        return ""
    return next((card.services[0].name for card in found if card.services), "")


def following(known: Known, done: CaseRow, today: date) -> list[Card]:
    """Scenes that hold, by how people went on from here; without a learned order those of the same stage of life first;
    a service is named once. Pure."""
    if not known.around.person.preferences["personalised"]:
        return []
    used = set(pages.used(known.around))
    fitting = [
        one for one in feed.everything(known, today) if one.kind == "scene" and one.service_codes and one.service_codes[0] not in used
    ]
    shown = [one for one in fitting if not rank.is_hidden(one, known.put_away.get(one.id), today)]
    stages = {scene.stage for scene in scenes.scenes() if done.service.code in scene.services}
    places = _places(shown, known, used | {done.service.code})
    ordered = sorted(shown, key=lambda one: (places.get(one.service_codes[0], len(places)), one.stage not in stages, one.priority, one.id))
    firsts: dict[str, Card] = {}
    for one in ordered:
        firsts.setdefault(one.service_codes[0], one)
    return list(firsts.values())[:MOST]


def _places(cards: Sequence[Card], known: Known, used: set[str]) -> dict[str, int]:
    """By co-occurrence alone, for whoever has used something, and here everybody has: what many do follows from nothing."""
    model = known.beside.model
    if model is None or model.part_for(used) not in LEARNED:
        return {}
    order = model.ordered(sorted({one.service_codes[0] for one in cards if model.knows(one.service_codes[0])}), sorted(used), {})
    return {code: place for place, code in enumerate(order)}
