"""All that is known of one person in a single statement: pieces of SQL that a page joins to its own, and how the answer is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from core import clock, crypto
from core.tables import uuid
from profile import idnumbers, naming, people
from profile.certificates import Held
from profile.enterprises import Space
from profile.facts import KnownFact
from profile.people import Standing

_HELD = (
    *("id", "type_code", "lineage_id", "version", "citizen_id", "enterprise_id", "state", "issued_on", "printed_until", "expires_on"),
    *("opens_on", "deadline_on", "next_rung", "next_rung_on", "source", "source_as_of", "because", "changed_on"),
)
_IDS, _DAYS = (0, 2, 4, 5), (7, 8, 9, 10, 11, 13, 15, 17)


def _wallet(holder: str, owner: str) -> str:
    columns = ", ".join(f"h.{name}" for name in _HELD)
    return f"""(SELECT json_agg(json_build_array({columns}) ORDER BY h.deadline_on NULLS LAST, h.type_code) FROM profile_certificate h
      WHERE h.{holder} = {owner} AND h.state <> 'superseded')"""  # noqa: S608


def _facts(table: str, holder: str, owner: str) -> str:
    return f"(SELECT json_agg(json_build_array(f.name, f.value, f.source, f.as_of)) FROM {table} f WHERE f.{holder} = {owner})"  # noqa: S608


FROM = "profile_citizen p"
HAS_ACCOUNT = "p.closed_at IS NULL"
# A JSON value, in a statement with this FROM. The number stays sealed until it is asked for.
PIECE = f"""json_build_array(p.id, p.level, p.verified_at::date, p.region_code, p.preferences, encode(p.id_number_sealed, 'hex'),
 {_wallet("citizen_id", "p.id")}, {_facts("profile_fact", "citizen_id", "p.id")},
 (SELECT json_agg(json_build_array(e.id, e.name, e.uscc, m.role, e.region_code, {_wallet("enterprise_id", "e.id")},
    {_facts("profile_enterprise_fact", "enterprise_id", "e.id")}) ORDER BY e.name, e.id)
  FROM profile_membership m JOIN profile_enterprise e ON e.id = m.enterprise_id WHERE m.citizen_id = p.id),
 (SELECT json_agg(d.name ORDER BY d.name) FROM profile_dropped_trait d WHERE d.citizen_id = p.id))"""  # noqa: S608


@dataclass(frozen=True)
class Known:
    """One holder's certificates and facts; certificates come without their numbers."""

    wallet: Sequence[Held]
    facts: dict[str, KnownFact]


@dataclass(frozen=True)
class Glance:
    """A person and the enterprises they act for, as they stood at one moment."""

    person: Standing
    own: Known
    spaces: Sequence[tuple[Space, Known]]


def read(told: Sequence[Any]) -> Glance:
    """From the value of `PIECE`."""
    person = _standing(told[:6], told[9])
    spaces = [(Space(uuid(one[0]), *one[1:5]), _known(uuid(one[0]), one[5], one[6])) for one in told[8] or ()]
    return Glance(person, _known(person.id, told[6], told[7]), spaces)


def _standing(told: Sequence[Any], dropped: Sequence[str] | None) -> Standing:
    own_id, level, verified, region, preferences, number = told
    citizen_id = uuid(own_id)
    parsed = None
    if number:
        opened = crypto.unseal(bytes.fromhex(number), people.context("id_number_sealed", citizen_id))
        parsed = idnumbers.parse(opened, clock.today())
    return Standing(
        id=citizen_id,
        level=level,
        birth_date=parsed.birth_date if parsed else None,
        gender=parsed.gender if parsed else None,
        region_code=region,
        verified_on=date.fromisoformat(verified) if verified else None,
        preferences={**people.DEFAULTS, **preferences},
        dropped=frozenset(dropped or ()),
    )


def _known(holder: UUID, wallet: Sequence[list[Any]] | None, facts: Sequence[list[Any]] | None) -> Known:
    known = {name: KnownFact(naming.opened(holder, name, value), source, _day(on)) for name, value, source, on in facts or ()}
    return Known([_held(row) for row in wallet or ()], known)


def _held(row: list[Any]) -> Held:
    for place in _IDS:
        row[place] = uuid(row[place]) if row[place] else None
    for place in _DAYS:
        row[place] = _day(row[place]) if row[place] else None
    return Held(**dict(zip(_HELD, row, strict=True)), number_sealed=b"")


def _day(text: str) -> date:
    return date.fromisoformat(text)
