"""All that is known of one person in a single statement: pieces of SQL that a page joins to its own, and how the answer is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from core import clock, crypto
from profile import idnumbers, naming, people, touched
from profile.certificates import Held
from profile.enterprises import Space
from profile.facts import KnownFact
from profile.people import Standing

_HELD = (
    *("id", "type_code", "lineage_id", "version", "citizen_id", "enterprise_id", "state", "issued_on", "printed_until", "expires_on"),
    *("opens_on", "deadline_on", "next_rung", "next_rung_on", "source", "source_as_of", "because", "changed_on"),
)


def _wallet(holder: str, owner: str) -> str:
    columns = ", ".join(f"h.{name}" for name in _HELD)
    return f"ARRAY(SELECT ROW({columns}) FROM profile_certificate h WHERE h.{holder} = {owner} AND h.state <> 'superseded')"  # noqa: S608


def _facts(table: str, holder: str, owner: str) -> str:
    return f"ARRAY(SELECT ROW(f.name, f.value, f.source, f.as_of) FROM {table} f WHERE f.{holder} = {owner})"  # noqa: S608


FROM = "profile_citizen p"
HAS_ACCOUNT = "p.closed_at IS NULL"
# Columns of a statement with this FROM. Values travel as they are: as JSON they would be written and read once more. The number stays
# sealed until it is asked for. Whose marks count is read with the marks: of the person, and of each enterprise.
COLUMNS = f"""p.id, p.level, (p.verified_at AT TIME ZONE '{clock.SHANGHAI}')::date AS verified_on, p.region_code, p.preferences,
 p.id_number_sealed,
 {_wallet("citizen_id", "p.id")} AS wallet, {_facts("profile_fact", "citizen_id", "p.id")} AS facts,
 ARRAY(SELECT ROW(e.id, e.name, e.uscc, m.role, e.region_code, {_wallet("enterprise_id", "e.id")},
    {_facts("profile_enterprise_fact", "enterprise_id", "e.id")}, {touched.of("e.id")})
  FROM profile_membership m JOIN profile_enterprise e ON e.id = m.enterprise_id WHERE m.citizen_id = p.id ORDER BY e.name, e.id) AS spaces,
 ARRAY(SELECT d.name FROM profile_dropped_trait d WHERE d.citizen_id = p.id) AS dropped, {touched.of("p.id")} AS seen"""  # noqa: S608


@dataclass(frozen=True)
class Known:
    """One holder's certificates and facts; certificates come without their numbers."""

    wallet: Sequence[Held]
    facts: dict[str, KnownFact]


@dataclass(frozen=True)
class Glance:
    """A person and the enterprises they act for, as they stood at one moment; whose marks count, and those that were there."""

    person: Standing
    own: Known
    spaces: Sequence[tuple[Space, Known]]
    holders: Sequence[UUID]
    seen: Sequence[UUID]


def read(row: Mapping[str, Any], today: date) -> Glance:
    """From a row of `COLUMNS`."""
    person, seen = _standing(row, today), list(row["seen"])
    spaces = []
    for *space, wallet, facts, marks in row["spaces"]:
        spaces.append((Space(*space), _known(space[0], wallet, facts)))
        seen += marks
    holders = [person.id, *(space.id for space, _ in spaces)]
    return Glance(person, _known(person.id, row["wallet"], row["facts"]), spaces, holders, seen)


def _standing(row: Mapping[str, Any], today: date) -> Standing:
    parsed = None
    if row["id_number_sealed"]:
        opened = crypto.unseal(row["id_number_sealed"], people.context("id_number_sealed", row["id"]))
        parsed = idnumbers.parse(opened, today)
    return Standing(
        id=row["id"],
        level=row["level"],
        birth_date=parsed.birth_date if parsed else None,
        gender=parsed.gender if parsed else None,
        region_code=row["region_code"],
        verified_on=row["verified_on"],
        preferences={**people.DEFAULTS, **orjson.loads(row["preferences"])},
        dropped=frozenset(row["dropped"]),
    )


def _known(holder: UUID, wallet: Iterable[Sequence[Any]], facts: Iterable[Sequence[Any]]) -> Known:
    known = {name: KnownFact(naming.opened(holder, name, orjson.loads(value)), source, on) for name, value, source, on in facts}
    return Known(sorted(map(_held, wallet), key=_pressing), known)


def _pressing(held: Held) -> tuple[date, str]:
    return held.deadline_on or date.max, held.type_code


def _held(row: Sequence[Any]) -> Held:
    """Filled as it is: a frozen dataclass sets each of its fields by a call, which costs as much as fetching them."""
    held = object.__new__(Held)
    vars(held).update(zip(_HELD, row, strict=True), number_sealed=b"")
    return held
