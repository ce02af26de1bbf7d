"""What was shown and what became of it: set-based, without saying to whom; and the funnel of each scene."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from core import clock
from core.errors import Invalid
from core.tables import sql, uuid7

What = Literal["opened", "begun", "finished", "dismissed"]
STEPS = ("opened", "begun", "finished")
MOST = 100
_SHOWN = """
INSERT INTO recommend_impression (id, created_at, scene_code, service_code, place, propensity, exploring, version)
SELECT one.id, $1, one.scene, one.service, one.place, one.propensity, one.exploring, $2
FROM unnest($3::uuid[], $4::text[], $5::text[], $6::smallint[], $7::float8[], $8::boolean[])
  AS one(id, scene, service, place, propensity, exploring) ON CONFLICT (id) DO NOTHING
"""
_FUNNELS = """
SELECT scene_code, count(*) AS shown, count(opened_at) AS opened, count(begun_at) AS begun, count(finished_at) AS finished,
       count(dismissed_at) AS dismissed, count(*) FILTER (WHERE exploring) AS explored
FROM recommend_impression WHERE created_at >= $1 GROUP BY scene_code ORDER BY shown DESC, scene_code LIMIT 500
"""


@dataclass(frozen=True)
class Card:
    """One card on a page that is about to be shown, with the chance it had. Shown again under the same id it is the same impression."""

    scene_code: str
    service_code: str
    place: int
    propensity: float
    exploring: bool
    id: UUID = field(default_factory=uuid7)


@dataclass(frozen=True)
class Funnel:
    """Of so many times a scene was shown, how many went on to each step."""

    scene_code: str
    shown: int
    opened: int
    begun: int
    finished: int
    dismissed: int
    explored: int


async def shown(cards: Sequence[Card], version: int | None) -> list[UUID]:
    """Writes a page down in one statement; an id for each card, by which its fate is told later."""
    ids = [one.id for one in cards]
    if cards:
        columns = zip(*((one.scene_code, one.service_code, one.place, one.propensity, one.exploring) for one in cards), strict=True)
        await sql(_SHOWN, clock.now(), version, ids, *(list(column) for column in columns))
    return ids


async def tell(ids: Sequence[UUID], what: str) -> None:
    """What became of cards: the first time counts, whoever finished has begun, unknown ids are passed over. Raises `Invalid` for an
    unknown word."""
    if what not in get_args(What):
        raise Invalid("impression.what", "只能记录打开、开始办理、办完或关闭。", "what")
    so_far = STEPS[: STEPS.index(what) + 1] if what in STEPS else (what,)
    steps = ", ".join(f"{step}_at = coalesce({step}_at, $2)" for step in so_far)
    await sql(f"UPDATE recommend_impression SET {steps} WHERE id = ANY($1) AND {what}_at IS NULL", list(ids[:MOST]), clock.now())  # noqa: S608


async def funnels(since: datetime) -> list[Funnel]:
    """Scene by scene since a day, the most shown first."""
    return [Funnel(**row) for row in await sql(_FUNNELS, since)]
