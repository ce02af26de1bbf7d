"""Which service renews which type of certificate, and who decides it. Pure: read from data/renewals.csv."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from hall import vocabulary


@dataclass(frozen=True)
class Renewal:
    """`decided_by` is `table` (at once, where its conditions hold) or `department`. `anew` is where one applies once it is too late to
    renew, "" where our catalogue has no such service."""

    type_code: str
    service_code: str
    decided_by: str
    anew: str


@lru_cache(maxsize=1)
def renewals() -> dict[str, Renewal]:
    """Every renewal by the code of the certificate's type."""
    rows = vocabulary.table("renewals.csv")
    return {row["type_code"]: Renewal(row["type_code"], row["service_code"], row["decided_by"], row["anew"]) for row in rows}


def types_renewed_by(service_code: str) -> tuple[str, ...]:
    """The certificate types that a service renews, perhaps none."""
    return tuple(code for code, renewal in renewals().items() if renewal.service_code == service_code)
