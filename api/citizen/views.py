"""Certificates as their holders see them: masked, with what can be done about each."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from api.shapes.certificates import Action, Certificate, CertificateState, Missed
from core import clock, masks
from hall import cases
from profile import enterprises, people
from profile.certificates import Held
from recommend import cards

SOON = 90


async def shown(held: list[Held]) -> list[Certificate]:
    """Certificates with holder, state and open case; a few queries however many there are."""
    today = clock.today()
    opened = await _open_cases(held, today)
    holders = await _holders(held)
    return [one_shown(one, today, holders[one.citizen_id or one.enterprise_id or one.id], opened.get(one.id)) for one in held]


async def _open_cases(held: list[Held], today: date) -> dict[UUID, UUID]:
    """By certificate; a renewal left lying until it was too late leads nowhere."""
    opened = await cases.open_for([one.id for one in held])
    late = {one.id for one in held if one.id in opened and one.is_too_late(today)}
    lost = late - await cases.under_way(late) if late else late
    return {certificate: case for certificate, case in opened.items() if certificate not in lost}


async def _holders(held: list[Held]) -> dict[UUID, str]:
    persons = await people.people(list({one.citizen_id for one in held if one.citizen_id}))
    names = {key: person.display_name for key, person in persons.items()}
    return names | await enterprises.names(list({one.enterprise_id for one in held if one.enterprise_id}))


def one_shown(held: Held, today: date, holder: str, case_id: UUID | None) -> Certificate:
    return Certificate(
        id=held.id,
        type_code=held.type_code,
        type_name=held.type_name,
        department=held.department,
        holder_kind=held.holder_kind,
        holder_name=holder,
        number=masks.mask_number(held.number),
        version=held.version,
        state=state(held, today),
        issued_on=held.issued_on,
        expires_on=held.expires_on,
        days_left=held.days_left(today),
        opens_on=held.opens_on,
        deadline_on=held.deadline_on,
        can_renew=held.can_renew(today) and case_id is None,
        missed=missed(held, today),
        next_reminder_on=held.next_rung_on,
        open_case_id=case_id,
        source=held.source,
        source_as_of=held.source_as_of,
    )


def missed(held: Held, today: date) -> Missed | None:
    """What is to be done once it is too late to renew, None before."""
    sentence = held.too_late(today)
    return Missed(sentence=sentence, action=Action.model_validate(cards.anew(held))) if sentence else None


def state(held: Held, today: date) -> CertificateState:
    """What a holder needs to know of it at a glance."""
    if held.state != "valid":
        return "revoked" if held.state == "revoked" else "superseded"
    if held.expires_on is None:
        return "long_term"
    if held.expires_on < today:
        return "expired"
    left = held.days_left(today)
    return "expiring" if held.can_renew(today) and left is not None and left <= SOON else "valid"
