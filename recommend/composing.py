"""The cards that fit a person, before they are ordered. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from hall.cases import CaseRow
from hall.states import OPEN, State
from profile.certificates import Held
from profile.enterprises import Space
from profile.people import Standing
from profile.traits import CASE
from recommend import cards, scenes, situation
from recommend.cards import Card
from recommend.scenes import Match
from recommend.situation import REAL_NAME, Facts, Situation

FORGOTTEN = 365


@dataclass(frozen=True)
class Acting:
    """An enterprise the person acts for, with what it holds and what is known of it."""

    space: Space
    wallet: Sequence[Held]
    facts: Facts

    def holds_back(self, held: Held) -> bool:
        """A yearly report that the register already has is not asked for again."""
        done = self.facts.get("ent.annual_report_done")
        return held.type.due == "report" and done is not None and done.value is True


@dataclass(frozen=True)
class Around:
    """What the other rooms know of a person: facts, wallet, cases, and the enterprises they act for."""

    person: Standing
    facts: Facts
    wallet: Sequence[Held]
    cases: Sequence[CaseRow]
    enterprises: Sequence[Acting]


def fitting(around: Around, today: date) -> list[Card]:
    """Certificates in their window, cases that wait, and scenes that hold.

    With recommendations switched off (个人信息保护法 第二十四条) the scenes are gone and the page is the same for everyone, save
    for deadlines of one's own certificates and cases: to be told of those is the service itself, not a recommendation made from
    a profile, and going without them would harm the person.
    """
    renewing = {row.certificate_id: row for row in around.cases if row.certificate_id and row.state in OPEN}
    found = _certificates(around.wallet, renewing, today)
    for acting in around.enterprises:
        due = [held for held in acting.wallet if not acting.holds_back(held)]
        found += _certificates(due, renewing, today, acting.space.name)
    shown = {card.id for card in found}
    waiting = [row for row in around.cases if row.state is not State.DRAFT or f"certificate-{row.certificate_id}" not in shown]
    found += [card for row in waiting if (card := cards.for_case(row))]
    if around.person.level < REAL_NAME:
        found.append(cards.real_name())
    if around.person.preferences["personalised"]:
        found = _with_scenes(found, around, today)
    return found


def _certificates(wallet: Sequence[Held], renewing: Mapping[UUID, CaseRow], today: date, holder: str = "") -> list[Card]:
    """Those that can be renewed now, or no longer. One already handed in is silent; a mere draft is pointed at again."""
    found: list[Card] = []
    for held in wallet:
        case, days = renewing.get(held.id), held.days_left(today)
        due = days is not None and days >= -FORGOTTEN and (held.can_renew(today) or held.is_too_late(today))
        if due and (case is None or case.state is State.DRAFT):
            found.append(cards.for_certificate(held, today, holder, case))
    return found


def _with_scenes(found: list[Card], around: Around, today: date) -> list[Card]:
    busy = {row.service.code for row in around.cases if row.state in OPEN}
    own = situation.of_citizen(around.person, around.facts, around.wallet, today, around.cases)
    spoken_of = situation.spoken_of(around.cases)
    case = next((row for row in around.cases if spoken_of and row.id == spoken_of.id), None)
    found = _joined(found, Side("citizen", own, around.wallet, case=case), busy)
    for acting in around.enterprises:
        theirs = situation.of_enterprise(acting.space, acting.facts, acting.wallet, today)
        found = _joined(found, Side("enterprise", theirs, acting.wallet, f"-{acting.space.id}", acting.space.name), busy)
    return found


@dataclass(frozen=True)
class Side:
    """One of the two identities of a person: as a citizen, or for an enterprise. `suffix` tells its cards from the others'; `case` is the
    one that its facts speak of."""

    audience: str
    known: Situation
    wallet: Sequence[Held]
    suffix: str = ""
    holder: str = ""
    case: CaseRow | None = None


def _joined(found: list[Card], side: Side, busy: set[str]) -> list[Card]:
    """A scene about a certificate or a case that has a card explains that card, unless it is too late to renew. One that leads to a
    service under way, or to the renewal of a certificate that has a card, would say the same a second time."""
    by_id = {card.id: card for card in found}
    said = busy | {code for card in found if card.kind == "certificate" for code in card.service_codes}
    for one in sorted(scenes.match(side.known, side.audience), key=lambda match: (match.scene.priority, match.scene.id)):
        if side.case and any(name.startswith(CASE) for name in one.because):
            by_id |= _about_case(by_id, one, side.case, side.known)
            continue
        about = [held for held in side.wallet if any(f".{held.type_name}." in name for name in one.because)]
        open_still = [held for held in about if not held.is_too_late(side.known.today)]
        card = next((by_id[card_id] for held in open_still if (card_id := f"certificate-{held.id}") in by_id), None)
        if card is not None and card.scene_code is None:
            by_id[card.id] = replace(card, scene_code=one.scene.id, reason=scenes.explained(one.scene, side.known))
        elif not about and one.scene.services[0] not in said:
            made = cards.for_scene(one, side.known, side.suffix, side.holder)
            by_id[made.id] = made
    return list(by_id.values())


def _about_case(by_id: Mapping[str, Card], one: Match, row: CaseRow, known: Situation) -> dict[str, Card]:
    """Its card with the scene's reason; one that was explained already stays as it is."""
    card = by_id.get(f"case-{row.id}")
    if card is None:
        made = cards.for_case_scene(one, row, known)
        return {made.id: made}
    return {} if card.scene_code else {card.id: replace(card, scene_code=one.scene.id, reason=scenes.explained(one.scene, known))}
