"""The certificate that an approval brings: version n+1 of the one the registry holds, or a first one."""

from __future__ import annotations

import csv
import zlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from sandbox.dates import resolve
from sandbox.registry import held
from sandbox.town import DATA
from sandbox.world import World

PRINTED_YEARS = 3
NEW_NUMBERS = frozenset({"ZJCT004"})  # a passport's number is the booklet's: the next one bears another


@dataclass(frozen=True)
class Wanted:
    """What a case is about: possible types, the number it names, and the holders it may be for."""

    types: frozenset[str]
    number: str
    holders: tuple[str, ...]


def issue(world: World, payload: dict[str, Any]) -> dict[str, Any] | None:
    """Issue what the case asks for and enter it in the registry; None when the service brings no certificate."""
    wanted = _wanted(world, payload)
    if not wanted.types or not wanted.holders:
        return None
    holder, old = _found(world, wanted)
    if old is None and len(wanted.types) > 1:
        return None
    type_code = old["type_code"] if old else next(iter(wanted.types))
    fresh = _next(world, type_code, old, wanted.number)
    world.record("registry.issued", holder=holder, certificate=fresh)
    return fresh


def replace(world: World, holder: str, old: dict[str, Any]) -> None:
    """A new certificate in place of the old one, as when somebody renews at a counter."""
    fresh = _next(world, old["type_code"], old, old["number"])
    if old["type_code"] in NEW_NUMBERS:
        fresh["number"] = f"EN{zlib.crc32(world.unique('').encode()) % 10**7:07d}"
    world.record("registry.issued", holder=holder, certificate=fresh)


def told(certificate: dict[str, Any] | None) -> dict[str, Any] | None:
    """The part of a certificate that a decision carries."""
    if certificate is None:
        return None
    return {name: certificate.get(name) for name in ("number", "issued_on", "printed_until")}


def _wanted(world: World, payload: dict[str, Any]) -> Wanted:
    """Read a case: `certificate` {type_code, number} when it carries one, else its service and its form."""
    known, form = _part(payload, "certificate"), _part(payload, "fields")
    number = str(known.get("number") or form.get("certificate_number") or "")
    types = frozenset({str(known["type_code"])}) if known.get("type_code") else _types(str(payload.get("service_code", "")))
    company, person = _part(payload, "enterprise").get("uscc"), str(_part(payload, "applicant").get("id_number") or "")
    user = world.town.holders.get(person, "")
    agencies = [e.uscc for e in world.town.enterprises.values() if user in e.members]
    return Wanted(types, number, tuple(str(one) for one in (company, person, *agencies) if one))


def _found(world: World, wanted: Wanted) -> tuple[str, dict[str, Any] | None]:
    """Holder and certificate: first by type and number, then by type alone, else a new one for the first holder."""
    having = [(h, c) for h in wanted.holders for c in held(world, h) if c["type_code"] in wanted.types]
    same = next((one for one in having if one[1]["number"] == wanted.number), None)
    return same or (having[0] if having else (wanted.holders[0], None))


def _next(world: World, type_code: str, old: dict[str, Any] | None, number: str) -> dict[str, Any]:
    today = world.clock.today()
    printed = type_code in _printed() or bool(old and old["printed_until"])
    number = (old["number"] if old else number) or f"浙{today:%Y%m}{zlib.crc32(world.unique('').encode()) % 10**6:06d}"
    return {
        "type_code": type_code,
        "number": number,
        "replaces": number,
        "issued_on": today.isoformat(),
        "printed_until": resolve(f"+{PRINTED_YEARS}y", today).isoformat() if printed else None,
        "version": old["version"] + 1 if old else 1,
        "department": old["department"] if old else "",
        "as_of": today.isoformat(),
    }


def _part(payload: dict[str, Any], name: str) -> dict[str, Any]:
    value = payload.get(name)
    return value if isinstance(value, dict) else {}


@cache
def _services() -> dict[str, frozenset[str]]:
    types: dict[str, set[str]] = {}
    for row in _rows():
        types.setdefault(row["service_code"], set()).add(row["type_code"])
    return {code: frozenset(found) for code, found in types.items()}


def _types(service_code: str) -> frozenset[str]:
    """The certificate types that a service renews."""
    return _services().get(service_code, frozenset())


@cache
def _printed() -> frozenset[str]:
    """Types whose end is printed on them and not reckoned by rule."""
    return frozenset(row["type_code"] for row in _rows() if row["printed"])


def _rows() -> list[dict[str, str]]:
    with open(DATA / "services.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
