"""Which articles of law were read word for word. A basis that cites anything else was written from memory and is marked 待核. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "law.csv"
TO_CHECK = "（待核）"
_ASIDE = re.compile(r"（[^（）]*）")
_CITED = re.compile(r"第([一二三四五六七八九十百零]+)条(?:第([一二三四五六七八九十]+)款)?(?:第([一二三四五六七八九十]+)项)?")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}


@lru_cache(maxsize=1)
def articles() -> Mapping[str, frozenset[str]]:
    """By law, the articles that were read, `13.1.3` for a single item of one; a law without any was read about, not word for word."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["law"]: frozenset(_spread(row["articles"])) for row in csv.DictReader(file)}


def _spread(text: str) -> list[str]:
    found: list[str] = []
    for part in filter(None, text.split(";")):
        first, dash, last = part.partition("-")
        found += [str(number) for number in range(int(first), int(last) + 1)] if dash else [part]
    return found


def is_quoted(basis: str) -> bool:
    """Whether everything that a basis cites was read: each law named, each article, and where it names one, the very item."""
    pieces = [piece for piece in _ASIDE.sub("", basis).split("；") if piece]
    return bool(pieces) and all(_piece(piece) for piece in pieces)


def _piece(piece: str) -> bool:
    cited = list(_CITED.finditer(piece))
    law = piece[: cited[0].start()] if cited else piece
    read = articles().get(law.strip())
    return read is not None and all(".".join(str(_number(part)) for part in one.groups() if part) in read for one in cited)


def _number(text: str) -> int:
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def told(basis: str) -> str:
    """A basis as people read it: what was not read is marked."""
    return basis if not basis or is_quoted(basis) else f"{basis}{TO_CHECK}"
