"""Answers that need no typing: from the real name, the certificate and known facts, each with its source. Pure but for `gather`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core import clock
from hall import printed
from hall.forms import Answer, Field
from profile import certificates, enterprises, facts, people
from profile.certificates import Held
from profile.enterprises import Space
from profile.facts import KnownFact
from profile.people import Person

BY_HAND = "本人填写"
REAL_NAME = "实名核验"
ACCOUNT = "账号绑定手机"
PARENTS = {"female": "mother", "male": "father"}
DEFAULT_DELIVERY = "电子证照"


@dataclass(frozen=True)
class Known:
    """All that is known when a case is filled: who asks, what is renewed, for which enterprise, and what they hold.

    `company` is the enterprise that somebody acts for when there is but one, though nothing of it is renewed.
    """

    person: Person
    held: Held | None
    space: Space | None
    facts: Mapping[str, KnownFact]
    wallet: tuple[Held, ...]
    today: date
    company: Space | None = None


async def gather(citizen_id: UUID, certificate_id: UUID | None) -> Known:
    """Reads what there is. Raises `NotFound` when the certificate is no longer this person's to renew."""
    held = await certificates.held(citizen_id, certificate_id) if certificate_id else None
    space = await enterprises.space(citizen_id, held.enterprise_id) if held and held.enterprise_id else None
    wallet = await certificates.wallet(citizen_id)
    if space:
        wallet += await certificates.of_enterprise(citizen_id, space.id)
    known = await facts.facts_of(citizen_id)
    if space:
        known |= await facts.facts_of_enterprise(space.id)
    company = space if held else await only_enterprise(citizen_id)
    return Known(await people.person(citizen_id), held, space, known, tuple(wallet), clock.today(), company)


async def only_enterprise(citizen_id: UUID) -> Space | None:
    """The enterprise that somebody acts for, when there is but one."""
    spaces = await enterprises.spaces(citizen_id)
    return spaces[0] if len(spaces) == 1 else None


def answers(fields: Collection[Field], known: Known, renews: Collection[str]) -> dict[str, Answer]:
    """What can be filled in now, `renews` being the types that the service renews. Values of the matter itself are locked."""
    own = printed.known_by(fields)
    held = (known.held, *known.wallet) if known.held else known.wallet
    ready = {
        **_as_parent(fields, known.person),
        **printed.in_register(fields, known.company),
        **printed.in_facts(own, known.facts, known.today),
        **printed.on_certificates(own, {one.id: one for one in held}.values(), renews),
        **_from_person(known.person),
        **_from_certificate(known),
    }
    wanted = {field.key for field in fields}
    return {key: answer for key, answer in ready.items() if key in wanted and answer.value}


def _from_person(person: Person) -> dict[str, Answer]:
    as_of = person.verified_on.isoformat() if person.verified_on else ""
    return {
        "applicant_name": Answer(person.name or "", REAL_NAME, as_of, locked=True),
        "id_number": Answer(person.id_number or "", REAL_NAME, as_of, locked=True),
        "phone": Answer(person.phone or "", ACCOUNT),
    }


def _as_parent(fields: Collection[Field], person: Person) -> dict[str, Answer]:
    """Who applies for a child, and sends nobody else, is taken for its guardian or parent; they can say otherwise."""
    if any(field.section == "代办人" for field in fields):
        return {}
    roles = ("guardian", *filter(None, [PARENTS.get(person.gender or "")]))
    as_of = person.verified_on.isoformat() if person.verified_on else ""
    told = {"name": person.name or "", "id_number": person.id_number or ""}
    return {f"{role}_{part}": Answer(value, REAL_NAME, as_of) for role in roles for part, value in told.items()}


def _from_certificate(known: Known) -> dict[str, Answer]:
    held = known.held
    if held is None:
        return {}
    official = {
        "certificate_name": held.type_name,
        "certificate_number": held.number,
        "issued_on": held.issued_on.isoformat(),
        "expires_on": held.expires_on.isoformat() if held.expires_on else "",
        "holder_name": known.space.name if known.space else "",
        "company_name": known.space.name if known.space else "",
        "uscc": known.space.uscc if known.space else "",
    }
    as_of = held.source_as_of.isoformat()
    locked = {key: Answer(value, held.source, as_of, locked=True) for key, value in official.items()}
    return {**locked, "delivery": Answer(DEFAULT_DELIVERY)}


def merged(kept: Mapping[str, Answer], fresh: Mapping[str, Answer]) -> tuple[dict[str, Answer], tuple[str, ...]]:
    """The answers after official data were read again, and the keys of locked ones whose value has changed meanwhile.

    What the person typed stays; what the house filled in follows its source.
    """
    result = {**fresh, **{key: answer for key, answer in kept.items() if answer.source == BY_HAND and not _locks(fresh, key)}}
    changed = tuple(key for key, answer in fresh.items() if answer.locked and key in kept and kept[key].value != answer.value)
    gone = tuple(key for key, answer in kept.items() if answer.locked and key not in fresh)
    return result, changed + gone


def _locks(fresh: Mapping[str, Answer], key: str) -> bool:
    return key in fresh and fresh[key].locked
