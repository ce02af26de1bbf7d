"""Administrative divisions by code: which place a number or an address belongs to; Zhejiang's down to streets.

Codes have six digits, a street's nine; the twelve digits of the statistics office are understood (GB/T 2260, GB/T 10114).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
DATA = Path(__file__).parent / "data"
ENDINGS = ("街道", "省", "市", "区", "县", "镇", "乡")
STREET, COUNTY = 9, 6


@dataclass(frozen=True)
class Division:
    """A division of Zhejiang. `level` is province, city, county or street; `parent` the code of the one around it, or empty."""

    code: str
    level: str
    name: str
    parent: str


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    with (DATA / "divisions.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"][:6]: row["name"] for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def divisions() -> dict[str, Division]:
    """Zhejiang's divisions by code, the larger before the smaller."""
    with (DATA / "divisions_zj.csv").open(encoding="utf-8", newline="") as file:
        rows = [Division(short(row["code"]), row["level"], row["name"], short(row["parent_code"])) for row in csv.DictReader(file)]
    order = ("province", "city", "county", "street")
    return {row.code: row for row in sorted(rows, key=lambda row: (order.index(row.level), row.code))}


@lru_cache(maxsize=1)
def _children() -> dict[str, tuple[Division, ...]]:
    found: defaultdict[str, list[Division]] = defaultdict(list)
    for one in divisions().values():
        found[one.parent].append(one)
    return {code: tuple(rows) for code, rows in found.items()}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, tuple[Division, ...]]:
    found: defaultdict[str, list[Division]] = defaultdict(list)
    for one in divisions().values():
        for word in dict.fromkeys((one.name, _plain(one.name), name(one.code) or "")):
            found[word].append(one)
    return {word: tuple(rows) for word, rows in found.items()}


def short(code: str) -> str:
    """The code without the zeros that only fill it up: 330106 for 330106000000, 330106109 for 330106109000; empty for no code."""
    if not code.isascii() or not code.isdecimal() or len(code) not in {6, 9, 12} or (len(code) == 12 and code[9:] != "000"):
        return ""
    return code[:STREET] if len(code) > COUNTY and code[COUNTY:STREET] != "000" else code[:COUNTY]


def name(code: str | None) -> str | None:
    """浙江省杭州市西湖区 for 330106, with the street for a street; None for a code that no longer exists or never did."""
    names = _names()
    if not code or code[:6] not in names:
        return None
    street = divisions().get(short(code)) if len(code) in {9, 12} else None
    parts = [names.get(code[:2] + "0000"), names.get(code[:4] + "00"), names[code[:6]], street.name if street else None]
    return "".join(dict.fromkeys(part for part in parts if part and part not in PLACEHOLDERS))


def known(code: str) -> bool:
    """Whether there is such a division: anywhere in the country down to counties, in Zhejiang down to streets."""
    brief = short(code)
    return bool(brief) and (brief in divisions() or brief in _names())


def parents(code: str) -> tuple[Division, ...]:
    """The divisions of Zhejiang around this one, the nearest first; empty outside the province."""
    found, here = [], divisions().get(short(code))
    while here and here.parent:
        here = divisions()[here.parent]
        found.append(here)
    return tuple(found)


def around(code: str) -> tuple[str, ...]:
    """The codes from this place outwards: itself, then its parents. Empty outside Zhejiang."""
    brief = short(code)
    return (brief, *(one.code for one in parents(brief))) if brief in divisions() else ()


def children(code: str) -> tuple[Division, ...]:
    """What lies directly inside a division of Zhejiang; the province itself for an empty code."""
    return _children().get(short(code) if code else "", ())


def find(words: str) -> tuple[Division, ...]:
    """Divisions of exactly this name, with or without its ending or in full (西湖, 西湖区, 浙江省杭州市西湖区); the larger first."""
    return _by_name().get(words.strip(), ())


def _plain(words: str) -> str:
    """西湖 for 西湖区; two characters must be left, so 江县 stays as it is."""
    for ending in ENDINGS:
        if words.endswith(ending) and len(words) - len(ending) >= 2:
            return words.removesuffix(ending)
    return words
