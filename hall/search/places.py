"""Place names in what people write and in what things are called: a query that names a place never gets another's. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from core import regions

HOME_PROVINCE = "33"
# Names that are everyday words or parts of such, and so name no place without 市, 区 or 县 after them.
_EVERYDAY = "来宾 日照 海盐 文成 路桥 上城 下城 长治 安康 三明 中山 白银 合作 东方 灯塔 迁安 明光 天长"
_WORDS = frozenset(_EVERYDAY.split())
_NONE = frozenset({"城区", "郊区", "矿区", "东区", "西区", "新区", "县", "市辖区", "林区"})
_PEOPLES = "蒙古族 回族 藏族 维吾尔 苗族 彝族 壮族 布依族 朝鲜族 侗族 白族 土家族 哈尼族 哈萨克 傣族 黎族 傈僳族 景颇族 羌族 柯尔克孜 蒙古"
_TAIL = re.compile(f"(?:特别行政区|(?:{'|'.join(_PEOPLES.split())})*自治[区州]|地区|省|市|县|区|盟)$")


@dataclass(frozen=True)
class Place:
    """Where in a text a place is named, and the codes the words may stand for (several places share a name)."""

    start: int
    end: int
    codes: tuple[str, ...]
    full: bool


@dataclass(frozen=True)
class _Name:
    word: str
    codes: tuple[str, ...]
    full: bool


@lru_cache(maxsize=1)
def _names() -> dict[str, list[_Name]]:
    """Every name under its first two characters, the longest first."""
    codes: dict[str, list[str]] = {}
    full: set[str] = set()
    with (regions.DATA / "divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["code"][:6], row["name"]) for row in csv.DictReader(file)]
    streets = [(one.code, one.name) for one in regions.divisions().values() if one.level == "street" and len(one.name) > 2]
    for code, name in rows + streets:
        if name not in regions.PLACEHOLDERS | _NONE:
            full.add(name)
            for word in filter(None, dict.fromkeys((name, _short(code, name)))):
                codes.setdefault(word, []).append(code)
    names: dict[str, list[_Name]] = {}
    for word in sorted(codes, key=len, reverse=True):
        names.setdefault(word[:2], []).append(_Name(word, tuple(codes[word]), word in full))
    return names


def _short(code: str, name: str) -> str:
    """杭州 for 杭州市. Counties and districts of other provinces have no short name here: too many of them are plain words."""
    short = "内蒙古" if code == "150000" else _TAIL.sub("", name)
    near = len(code) == 6 and (code.endswith("00") or code.startswith(HOME_PROVINCE) or name.endswith("市"))
    return short if near and len(short) >= 2 and short != name and short not in _WORDS else ""


def named(text: str) -> list[Place]:
    """The places named in `plain` text. Where several share a name, a neighbour named with it decides."""
    names, found, at = _names(), [], 0
    while at < len(text) - 1:
        name = next((one for one in names.get(text[at : at + 2], ()) if text.startswith(one.word, at)), None)
        if name:
            found.append(Place(at, at + len(name.word), name.codes, name.full))
        at += len(name.word) if name else 1
    return [_clearer(one, found) for one in found] if len(found) > 1 else found


def _clearer(one: Place, all_of: list[Place]) -> Place:
    others = [code for other in all_of if other is not one for code in other.codes]
    kept = tuple(code for code in one.codes if any(related(code, other) for other in others))
    return Place(one.start, one.end, kept or one.codes, one.full)


def codes_in(text: str) -> tuple[str, ...]:
    """The narrowest codes named: 杭州市西湖区 is 330106 alone."""
    every = list(dict.fromkeys(code for place in named(text) for code in place.codes))
    return tuple(code for code in every if not any(other != code and within(other, code) for other in every))


def without(text: str, places: Iterable[Place]) -> str:
    """The text without the places it surely names; the whole text where nothing else stands in it."""
    rest = text
    for place in sorted(places, key=lambda one: one.start, reverse=True):
        if place.full or place.codes[0].endswith("00"):
            rest = rest[: place.start] + " " + rest[place.end :]
    return rest if rest.strip() else text


def stem(code: str) -> str:
    """A code without the zeros that say nothing: 3301 for 330100. Streets keep nine digits."""
    code = code[:9]
    if len(code) > 6 and code[6:].strip("0"):
        return code
    six = code[:6]
    return six[:2] if six[2:] == "0000" else six[:4] if six[4:] == "00" else six


def above(code: str) -> tuple[str, ...]:
    """The stems of a code and of all it lies in, the widest first."""
    own = stem(code)
    return tuple(own[:length] for length in (2, 4, 6, 9) if length <= len(own))


def within(code: str, outer: str) -> bool:
    return stem(outer) in above(code)


def related(one: str, other: str) -> bool:
    """Whether one lies in the other, either way round."""
    return within(one, other) or within(other, one)
