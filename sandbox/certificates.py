"""The certificate that an approval brings: version n+1 of the one the registry holds, or a first one."""

from __future__ import annotations

import csv
import zlib
from functools import cache
from typing import Any

from sandbox.dates import resolve
from sandbox.registry import held
from sandbox.town import DATA
from sandbox.world import World

PRINTED_YEARS = 3


def issue(world: World, payload: dict[str, Any]) -> dict[str, Any] | None:
    """Issue what the case asks for and enter it in the registry; None when the service brings no certificate."""
    known = payload.get("certificate") if isinstance(payload.get("certificate"), dict) else None
    type_code = (known or {}).get("type_code") or _by_service().get(str(payload.get("service_code", "")))
    holder = _holder(payload)
    if not type_code or not holder:
        return None
    old = _held(world, holder, type_code, str((known or {}).get("number") or ""))
    fresh = _next(world, type_code, old, str((known or {}).get("number") or ""))
    world.record("registry.issued", holder=holder, certificate=fresh)
    return fresh


def told(certificate: dict[str, Any] | None) -> dict[str, Any] | None:
    """The part of a certificate that a decision carries."""
    if certificate is None:
        return None
    return {name: certificate.get(name) for name in ("number", "issued_on", "printed_until")}


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


def _held(world: World, holder: str, type_code: str, number: str) -> dict[str, Any] | None:
    found = [c for c in held(world, holder) if c["type_code"] == type_code]
    return next((c for c in found if c["number"] == number), found[0] if found else None)


def _holder(payload: dict[str, Any]) -> str:
    """The enterprise when the case names one, else the applicant."""
    for key in ("enterprise", "holder", "applicant"):
        party = payload.get(key)
        if isinstance(party, dict) and (number := party.get("uscc") or party.get("id_number")):
            return str(number)
    return ""


@cache
def _by_service() -> dict[str, str]:
    """Service code -> certificate type, where a service renews exactly one type."""
    types: dict[str, set[str]] = {}
    for row in _rows():
        types.setdefault(row["service_code"], set()).add(row["type_code"])
    return {code: next(iter(found)) for code, found in types.items() if len(found) == 1}


@cache
def _printed() -> frozenset[str]:
    """Types whose end is printed on them and not reckoned by rule."""
    return frozenset(row["type_code"] for row in _rows() if row["printed"])


def _rows() -> list[dict[str, str]]:
    with open(DATA / "services.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
