"""Facts that name somebody: sealed where they are kept, while plain figures and dates stay plain."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from core import crypto

# Names as in recommend/data/facts.csv. Whoever adds a fact that says who somebody is, or what is theirs alone, adds it here.
NAMING = frozenset(
    {"ent.bank_account", "ent.legal_person", "lic.legal_person", "property.certificate", "residence_address", "vehicle.plate"}
)


def kept(holder: UUID, name: str, value: Any) -> Any:
    """The value as it is stored: JSON, sealed for this holder and name when it names somebody."""
    if name not in NAMING or value is None:
        return value
    return {"sealed": base64.b64encode(crypto.seal_json(value, _context(holder, name))).decode()}


def opened(holder: UUID, name: str, value: Any) -> Any:
    """The value as it was told."""
    if isinstance(value, dict) and "sealed" in value:
        return crypto.unseal_json(base64.b64decode(value["sealed"]), _context(holder, name))
    return value


def _context(holder: UUID, name: str) -> str:
    return f"profile_fact.value:{holder}:{name}"
