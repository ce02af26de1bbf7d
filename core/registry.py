"""The one door to the registers of certificates and enterprises: what the state already holds about a holder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import orjson

from core import log, outside
from core.errors import Unavailable
from core.settings import settings

HolderKey = Literal["id_number", "uscc"]


@dataclass(frozen=True)
class RegisteredCertificate:
    """One certificate as its department holds it. `printed_until` only where the end is printed, not computed.

    `state` is `valid` or `revoked`; `changed_on` is when its entries were last changed without a new certificate; `registered_on` when a
    vehicle was first registered; `replaces` the number of the certificate in whose place it was issued, where that was another.
    """

    type_code: str
    number: str
    issued_on: date
    printed_until: date | None
    version: int
    department: str
    as_of: date
    state: str = "valid"
    changed_on: date | None = None
    registered_on: date | None = None
    replaces: str | None = None


@dataclass(frozen=True)
class RegisteredEnterprise:
    name: str
    uscc: str
    role: str
    region_code: str


async def _ask(what: str, key: HolderKey, number: str) -> list[dict[str, Any]]:
    own = settings()
    headers = {"Authorization": f"Bearer {own.registry_key.get_secret_value()}"}
    try:
        answer = await outside.call(
            "registry", "POST", f"{own.registry_base_url}/registry/v1/{what}", body=orjson.dumps({key: number}), headers=headers
        )
        rows = answer.json()[what]
    except (outside.Unreached, outside.Doubtful, KeyError, TypeError) as error:
        raise Unavailable("registry.unavailable", "数据共享平台暂时没有响应，稍后会自动再取。", 30) from error
    return list(rows)


async def certificates(key: HolderKey, number: str) -> list[RegisteredCertificate]:
    """Every certificate registered for this holder; one that can't be read is passed over and holds up no other."""
    return [found for row in await _ask("certificates", key, number) if (found := _certificate(row))]


def _certificate(row: dict[str, Any]) -> RegisteredCertificate | None:
    try:
        return RegisteredCertificate(
            str(row["type_code"]),
            str(row["number"]),
            date.fromisoformat(row["issued_on"]),
            _day(row.get("printed_until")),
            int(row.get("version") or 1),
            str(row["department"]),
            date.fromisoformat(row["as_of"][:10]),
            str(row.get("state", "valid")),
            _day(row.get("changed_on")),
            _day(row.get("registered_on")),
            row.get("replaces"),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        code = row.get("type_code") if isinstance(row, dict) else None
        log.get("registry").error("a registered certificate can't be read", type=str(code)[:16], reason=type(error).__name__)
        return None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


async def enterprises(number: str) -> list[RegisteredEnterprise]:
    """The enterprises that this person represents or acts for."""
    return [
        RegisteredEnterprise(row["name"], row["uscc"], row["role"], row["region_code"])
        for row in await _ask("enterprises", "id_number", number)
    ]
