"""A person's words → what they may mean, grouped; and what they may be about to write."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from core import regions
from core.errors import Invalid
from hall.search import fallback, opened, places, text
from hall.search.documents import AUDIENCES, Group, Hit, Results, Suggestion
from hall.search.index import Asked, Found

MOST = 50
LEAST = 0.2  # of the question's pairs a bundle, policy, certificate or window has to share with it


async def find(q: str, region: str | None = None, audience: str | None = None, limit: int = 20, home: str | None = None) -> Results:
    """What fits best, grouped by kind, at most `limit` of each.

    `region` and `audience` limit what is found, a place named in `q` limits as `region` does; `home`, the person's own region,
    goes first. Raises `Invalid` for a region or an audience that does not exist.
    """
    began = time.perf_counter()
    asked = understood(q, region, audience, home)
    found, from_fallback = await _look(asked, min(max(limit, 1), MOST))
    sure = is_sure(asked.words, found)
    # Items may be guesses further down the list; a bundle or a window that shares but little with the question is noise.
    shown = [one for one in found if one.kind == "item" or shares(asked.words, one) >= LEAST]
    return Results(_grouped(shown), round((time.perf_counter() - began) * 1000, 3), from_fallback, sure)


async def suggest(
    q: str, region: str | None = None, audience: str | None = None, limit: int = 8, home: str | None = None
) -> list[Suggestion]:
    """Names and everyday names that continue or hold what is being typed, those that begin with it first. Raises `Invalid` as `find`."""
    asked = understood(q, region, audience, home)
    limit = min(max(limit, 1), MOST)
    found, _ = await _look(asked, limit * 2)
    typed = "".join(text.runs(asked.words))
    fitting = [one for one in found if is_sure(asked.words, [one])]
    fitting.sort(key=lambda one: not text.plain(one.matched).startswith(typed))
    unique = {one.matched: one for one in reversed(fitting)}
    return [Suggestion(one.matched, one.id, one.kind, one.name) for one in fitting if unique[one.matched] is one][:limit]


def understood(q: str, region: str | None = None, audience: str | None = None, home: str | None = None) -> Asked:
    """The question as the index takes it."""
    if region and not regions.known(region):
        raise Invalid("search.unknown_region", "没有找到这个地区，请重新选择。", "region")
    if audience and audience not in AUDIENCES:
        raise Invalid("search.unknown_audience", "请选择个人或企业。", "audience")
    words = text.plain(q)
    named = places.named(words)
    codes = tuple(place.codes for place in named if not _holds_another(place, named))
    limits = ((region,),) if region else ()
    return Asked(text.wanted(places.without(words, named)), (*limits, *codes), audience or "", home or "")


def _holds_another(place: places.Place, named: Sequence[places.Place]) -> bool:
    """杭州市西湖区 is about 西湖区: the wider name limits nothing more."""
    return any(
        other is not place and any(places.within(code, outer) for code in other.codes for outer in place.codes if code != outer)
        for other in named
    )


async def _look(asked: Asked, limit: int) -> tuple[list[Found], bool]:
    if not asked.words:
        return [], False
    found = opened.search(asked, limit)
    return (await fallback.search(asked, limit), True) if found is None else (found, False)


def is_sure(asked: str, found: Sequence[Found]) -> bool:
    """Whether anything near the top shares more than single characters with the question, in writing or in sound."""
    return any(shares(asked, one) for one in found[:5])


def shares(asked: str, one: Found) -> float:
    """Which part of the question's pairs of characters, or of sounds, stands in one of its names; all of it where there are no pairs."""
    entries = [text.plain(entry, text.NAME_MAX) for entry in (one.matched, one.name, one.made)]
    return max(_part(asked, entries, text.pairs), _part(asked, entries, text.sounds)) if text.pairs(asked) else 1.0


def _part(asked: str, entries: Sequence[str], cut: Callable[[str], Sequence[str]]) -> float:
    wanted = set(cut(asked))
    return max((len(wanted & set(cut(entry))) / len(wanted) for entry in entries), default=0.0) if wanted else 0.0


def _grouped(found: Sequence[Found]) -> tuple[Group, ...]:
    kinds = list(dict.fromkeys(one.kind for one in found))
    return tuple(Group(kind, tuple(Hit(one.id, one.name, one.matched, one.note) for one in found if one.kind == kind)) for kind in kinds)
