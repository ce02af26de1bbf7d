"""What others did: services by region, drawn to the whole where few speak, and silent where too few would be pointed at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core import clock, fresh
from core.tables import sql, transaction, uuid7
from hall import habits
from hall.habits import Habit

LEAST = 10  # people; below, a count says something of single ones
STRENGTH = 50  # people who stand for the whole in every region
KEPT = 12
YEAR = timedelta(days=365)
_KEEP = """
INSERT INTO recommend_popular (id, created_at, region_code, service_code, people, score)
SELECT one.id, $1, one.region, one.service, one.people, one.score
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::int[], $6::float8[]) AS one(id, region, service, people, score)
"""
_held: Snapshot | None = None


@dataclass(frozen=True)
class Liked:
    """A service that `people` of a region used. Told in tens: exact counts, taken day by day, would tell of single ones."""

    region: str
    code: str
    people: int
    score: float

    @property
    def told(self) -> str:
        return f"{self.people // 10 * 10}多人"


def ordered(counted: Iterable[Habit]) -> list[Liked]:
    """The best of each region by its share there, as if 50 people of the whole stood beside those of the region. Pure."""
    every = list(counted)
    whole = {one.code: one.people / max(one.size, 1) for one in every if not one.region}
    scored = [
        Liked(one.region, one.code, one.people, (one.people + STRENGTH * whole.get(one.code, 0.0)) / (one.size + STRENGTH))
        for one in every
        if one.people >= LEAST
    ]
    found: dict[str, list[Liked]] = {}
    for liked in sorted(scored, key=lambda one: (one.region, -one.score, one.code)):
        found.setdefault(liked.region, []).append(liked)
    return [liked for best in found.values() for liked in best[:KEPT]]


async def count_daily() -> None:
    """Once a day: pages lie ready under what is told, and what is told oftener tells more of single ones."""
    last = (await sql("SELECT max(created_at) AS at FROM recommend_popular"))[0]["at"]
    if last is None or clock.local(last).date() != clock.today():
        await count()


async def count() -> None:
    """Counts anew what is told, in one transaction: nobody sees half of it."""
    best = ordered(await habits.counted(clock.now() - YEAR, LEAST))
    async with transaction():
        await sql("DELETE FROM recommend_popular")
        columns = zip(*((uuid7(), one.region, one.code, one.people, one.score) for one in best), strict=True)
        if best:
            await sql(_KEEP, clock.now(), *(list(column) for column in columns))


@dataclass(frozen=True)
class Snapshot:
    """What is told now; `stamp` is another for other contents."""

    counted: str
    stamp: str
    by_region: Mapping[str, Sequence[Liked]]

    def of(self, region: str | None) -> Sequence[Liked]:
        """The best of a region, or ("") of all."""
        return self.by_region.get(region, ()) if region is not None else ()


async def now() -> Snapshot:
    """What this process holds, which is looked at again every two seconds."""
    return _held or await refresh()


@fresh.kept
async def refresh() -> Snapshot:
    """Takes over what was counted since."""
    global _held
    row = (await sql("SELECT count(*) AS n, max(created_at) AS last FROM recommend_popular"))[0]
    counted = f"{row['n']} {row['last']}"
    if _held is None or _held.counted != counted:
        rows = await sql("SELECT region_code, service_code, people, score FROM recommend_popular ORDER BY score DESC, service_code")
        found: dict[str, list[Liked]] = {}
        for one in rows:
            found.setdefault(one["region_code"], []).append(Liked(*one.values()))
        _held = Snapshot(counted, hashlib.blake2b(repr(rows).encode(), digest_size=8).hexdigest(), found)
    return _held
