"""Everyday names made by rule from an official one: shorter words, plain nouns and verbs, the certificate it ends in. Pure.

Made names are marked as such wherever they are kept; a name somebody wrote always comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from hall import vocabulary

LONGEST = 60
FEWEST, ENOUGH = 2, 4
_ASIDE = re.compile(r"[（(《<【\[][^（()）《》<>【】\[\]]*[）)》>】\]]")
_MARKS = re.compile(r"[“”\"'、,，;；:：/\\\s·—-]+")
# Words of the administration that nobody says: at the end, and in front.
_TAIL = re.compile(
    "(?:的?(?:行政)?(?:审批|审核|核准|核定|核发|许可|认定|确认|备案|登记|申报|申请|办理|服务|审查|批准|初审|给付|奖励|处理|管理|工作))+$"
)
_HEAD = re.compile("^(?:对于?|关于|办理|申请|申办|权限内|省级|市级|县级|国家级|全国|其他|一般|有关|相关|从事|开展|组织)+")


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, tuple[str, ...]], re.Pattern[str]]:
    plain = {row["official"]: tuple(row["plain"].split(";")) for row in vocabulary.table("aliases_words.csv")}
    return plain, re.compile("|".join(sorted(map(re.escape, plain), key=len, reverse=True)))


def made(name: str, result: str = "", written: int = 0) -> tuple[str, ...]:
    """Everyday names, at most `ENOUGH`, none of them the name itself; with the `written` ones there are at least two.

    `result` is what the person gets.
    """
    found: dict[str, None] = {}
    for one, last in _ideas(name, result):
        words = one.strip()[:LONGEST]
        if len(found) == ENOUGH or (last and written + len(found) >= FEWEST):
            break
        if len(words) > 1 and words != name:
            found.setdefault(words)
    return tuple(found)


def _ideas(name: str, result: str) -> Iterator[tuple[str, bool]]:
    """Names, the better first, and whether they are only stopgaps."""
    main = _clear(_without_asides(name)) or _clear(name) or name
    short = brief(main)
    inside = _clear(" ".join(part[1:-1] for part in _ASIDE.findall(name)))
    ideas = [*_spoken(main), *(_spoken(short) if short != main else ())]
    ideas += [f"办{_spoken_first(result)}"] if result and result not in main else []
    ideas += [f"{_spoken_first(short)} {inside}"] if inside else []
    yield from ((one, False) for one in (*ideas, short))
    # Nobody needs these; they stand in where the rules above find too little.
    yield from ((one, True) for one in (f"办{_spoken_first(short)}", f"{short[: LONGEST - 3]}怎么办", f"怎么办{main}"))


def _clear(name: str) -> str:
    return " ".join(_MARKS.sub(" ", name).split())


def _without_asides(name: str) -> str:
    """Without what stands in brackets, brackets in brackets too."""
    while (shorter := _ASIDE.sub(" ", name)) != name:
        name = shorter
    return name


def brief(name: str) -> str:
    """The name without the words of the administration around it; the name itself where too little is left."""
    short = _HEAD.sub("", _TAIL.sub("", name))
    return short if len(short) > 1 else name


def _spoken(name: str) -> Iterator[str]:
    """The name with its official words said plainly: the first way of each, then the second."""
    words, pattern = _words()
    for turn in range(2):
        said = pattern.sub(lambda hit, turn=turn: words[hit[0]][min(turn, len(words[hit[0]]) - 1)], name)  # type: ignore[misc]
        if said != name:
            yield said


def _spoken_first(name: str) -> str:
    return next(_spoken(name), name)
