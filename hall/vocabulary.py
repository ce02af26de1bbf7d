"""The catalogue's words made few: themes to browse by, departments with a code, and who a service is for. Pure."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
OTHER = "公共服务"


@dataclass(frozen=True)
class Office:
    """A department as the hall knows it; `code` is its address on the way out."""

    code: str
    name: str


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the hall's data files."""
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def _themes() -> tuple[dict[str, str], list[tuple[str, str]]]:
    rows = table("themes.csv")
    words = {row["word"]: row["theme"] for row in rows if row["match"] == "theme"}
    return words, [(row["word"], row["theme"]) for row in rows if row["match"] == "department"]


def theme_of(raw: str, department: str) -> str:
    """The browsing theme: by the first known word of the published theme, else by the department's name."""
    words, departments = _themes()
    for word in raw.replace("社会保险、", "社会保险 ").split("、"):
        theme = words.get(word.strip())
        if theme and word != "其他":
            return theme
    return next((theme for word, theme in departments if word in department), words.get(raw.strip(), OTHER))


@lru_cache(maxsize=1)
def _offices() -> list[tuple[str, Office]]:
    rows = table("departments.csv")
    return [(word, Office(row["code"], row["name"])) for row in rows for word in row["matches"].split(";")]


def office(code: str) -> Office:
    """The department of ours with this code. Raises `KeyError`."""
    return {one.code: one for _, one in _offices()}[code]


def office_of(raw: str) -> Office:
    """Our own items go to a known department by a word in its name; what has none keeps its name."""
    name = " ".join(raw.split())
    for word, known in _offices():
        if word in name:
            return known
    return Office("office-" + hashlib.sha256(name.encode()).hexdigest()[:12], name)


def audience_of(raw: str) -> tuple[bool, bool]:
    """(for citizens, for enterprises and other organisations); both False when the source doesn't say."""
    return "自然人" in raw, any(word in raw for word in ("法人", "企业", "组织", "机关"))


@lru_cache(maxsize=1)
def themes() -> frozenset[str]:
    """All themes to browse by."""
    words, departments = _themes()
    return frozenset({OTHER, *words.values(), *(theme for _, theme in departments)})
