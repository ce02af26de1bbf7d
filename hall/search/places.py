"""Place names in what people write and in what things are called: a query that names a place never gets another's. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from core import regions
from hall.search import text

HOME_PROVINCE = "33"
_STREETS = ("街道", "镇", "乡")  # a 开发区 or a 林场 is no name by itself
# Names that are everyday words or parts of such, and so name no place without 市, 区 or 县 after them.
_EVERYDAY = "来宾 日照 龙井 长治 安康 三明 中山 白银 合作 东方 灯塔 迁安 明光 天长"
_WORDS = frozenset(_EVERYDAY.split())
# The home province's own such words: places only where one would be named, at either end or after 在, 到 and the like.
_GUARDED = frozenset({"海盐", "文成", "路桥", "上城", "临海", "天台", "常山", "开化"})
_BEFORE = frozenset("在到去来从于问住 ")
_NONE = frozenset({"城区", "郊区", "矿区", "东区", "西区", "新区", "县", "市辖区", "林区"})
_PEOPLES = (
    "畲族 蒙古族 回族 藏族 维吾尔 苗族 彝族 壮族 布依族 朝鲜族 侗族 白族 土家族 哈尼族 哈萨克 傣族 黎族 傈僳族 景颇族 羌族 柯尔克孜 蒙古"
)
_TAIL = re.compile(f"(?:特别行政区|(?:{'|'.join(_PEOPLES.split())})*自治[区州县旗]|地区|省|市|县|区|盟)$")


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
    streets = [(one.code, one.name) for one in regions.divisions().values() if one.level == "street" and one.name.endswith(_STREETS)]
    for code, written in rows + streets:
        name = text.plain(written)
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


def named(words: str) -> list[Place]:
    """The places named in `plain` text. Where several share a name, a neighbour named with it decides."""
    names, at = _names(), 0
    found: list[Place] = []
    while at < len(words) - 1:
        name = next((one for one in names.get(words[at : at + 2], ()) if words.startswith(one.word, at)), None)
        if name and name.word in _GUARDED and not _is_where_one_names_places(words, at, found):
            name = None
        if name:
            found.append(Place(at, at + len(name.word), name.codes, name.full))
        at += len(name.word) if name else 1
    return [_clearer(one, found) for one in found] if len(found) > 1 else found


def _is_where_one_names_places(words: str, at: int, before: list[Place]) -> bool:
    return at in {0, len(words) - 2} or words[at - 1] in _BEFORE or (bool(before) and before[-1].end == at)


def _clearer(one: Place, all_of: list[Place]) -> Place:
    """Keeps of its codes those that go with most of the others: 大桥镇 in 浙江省嘉兴市南湖区 is not the one of 江山市."""
    others = [other.codes for other in all_of if other is not one]
    fitting = {code: sum(any(related(code, other) for other in codes) for codes in others) for code in one.codes}
    return Place(one.start, one.end, tuple(code for code in fitting if fitting[code] == max(fitting.values())), one.full)


def codes_in(words: str) -> tuple[str, ...]:
    """The narrowest codes named: 杭州市西湖区 is 330106 alone."""
    every = list(dict.fromkeys(code for place in named(words) for code in place.codes))
    return tuple(code for code in every if not any(other != code and within(other, code) for other in every))


def without(words: str, places: Iterable[Place]) -> str:
    """The text without the places it surely names; the whole text where nothing else stands in it."""
    rest = words
    for place in sorted(places, key=lambda one: one.start, reverse=True):
        if place.full or place.codes[0].endswith("00"):
            rest = rest[: place.start] + " " + rest[place.end :]
    return rest if rest.strip() else words


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
