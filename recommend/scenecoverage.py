"""Whom each live scene fits today: all of them at once, so that one which fits nobody is told apart from one that can't be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from profile import audiences
from recommend import scenes, vocabulary
from recommend.scenes import Scene

MOST = 5_000  # of a kind that are looked at: the list has to open on a large installation too


@dataclass(frozen=True)
class Coverage:
    """`fits` by code of each live scene; one that doesn't speak on the day fits nobody."""

    people: int
    enterprises: int
    fits: Mapping[str, int]


async def coverage(day: date) -> Coverage:
    """Counted among everybody who is known, at most `MOST` of a kind."""
    live = [*scenes.live("citizen"), *scenes.live("enterprise")]
    found = {scene.id: await _count(scene, day) for scene in live}
    people, enterprises = await audiences.size(most=MOST), await audiences.size(holder="enterprise", most=MOST)
    return Coverage(people, enterprises, found)


async def _count(scene: Scene, day: date) -> int:
    if not scenes.in_force(scene, day):
        return 0
    return await audiences.count(scene.condition, vocabulary.dictionary(), day, holder=scene.audience, regions=scene.regions, most=MOST)
