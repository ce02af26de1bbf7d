"""Administrative divisions by code: which place a number or an address belongs to."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
TABLE = Path(__file__).parent / "data" / "divisions.csv"


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["code"][:6]: row["name"] for row in csv.DictReader(file)}


def name(code: str | None) -> str | None:
    """浙江省杭州市西湖区 for 330106; None for a code that no longer exists or never did."""
    names = _names()
    if not code or code[:6] not in names:
        return None
    parts = [names.get(code[:2] + "0000"), names.get(code[:4] + "00"), names[code[:6]]]
    return "".join(dict.fromkeys(part for part in parts if part and part not in PLACEHOLDERS))
