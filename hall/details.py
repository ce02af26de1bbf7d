"""What the item files leave out: conditions and law for the most used items, whom to ring, and limits that the general law sets. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from hall import renewals, vocabulary

HOTLINE = "12345"
# 行政许可法 第四十二条: a permit is decided within twenty days of acceptance unless another law says otherwise; 第八十二条: working days.
PERMIT_DAYS = 20


@dataclass(frozen=True)
class Detail:
    """`conditions` and `legal_basis`: several, separated by `；`."""

    conditions: str
    legal_basis: str


@lru_cache(maxsize=1)
def _details() -> Mapping[str, Detail]:
    return {row["item"]: Detail(row["conditions"], row["legal_basis"]) for row in vocabulary.table("item_details.csv")}


@lru_cache(maxsize=1)
def _phones() -> Mapping[str, str]:
    return {row["department"]: row["phone"] for row in vocabulary.table("hotlines.csv")}


def of(code: str) -> Detail:
    """What is written of an item of ours; empty where nothing is."""
    return _details().get(code, Detail("", ""))


def phone(department_code: str) -> str:
    """The national line of a department, else the government's own."""
    return _phones().get(department_code, HOTLINE)


def legal_days(item_type: str, promised: int | None) -> int | None:
    """The limit that the general law sets; None where it sets none or the promise shows that another law holds."""
    return PERMIT_DAYS if item_type == "行政许可" and (promised or 0) <= PERMIT_DAYS else None


def depth(visits: int | None) -> str:
    """How far one gets without leaving the house; empty where nobody knows how often one has to come."""
    return "" if visits is None else "办理" if visits == 0 else "预审"


def result_type(code: str) -> str:
    """The certificate type that a renewal brings anew, where it is one alone."""
    found = renewals.types_renewed_by(code)
    return found[0] if len(found) == 1 else ""
