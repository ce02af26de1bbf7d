"""How many people of each region used each service in the past year: counts alone, and only where they are many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.tables import sql
from profile.people import REGIONS

# One pass over the cases: each person once for a service, in their region and (region "") in the whole.
_COUNTED = f"""
WITH used AS (
    SELECT DISTINCT c.citizen_id, p.region_code, s.code FROM hall_case c
    JOIN hall_service s ON s.id = c.service_id JOIN {REGIONS} p ON p.id = c.citizen_id
    WHERE c.submitted_at >= $1 AND c.state <> 'withdrawn' AND s.for_citizens AND s.status <> '取消'
), counted AS (
    SELECT coalesce(region_code, '') AS region, code, count(DISTINCT citizen_id)::int AS people
    FROM used GROUP BY GROUPING SETS ((region_code, code), (code)) HAVING region_code IS NOT NULL OR grouping(region_code) = 1
), sizes AS (
    SELECT coalesce(region_code, '') AS region, count(DISTINCT citizen_id)::int AS size
    FROM used GROUP BY GROUPING SETS ((region_code), ()) HAVING region_code IS NOT NULL OR grouping(region_code) = 1
)
SELECT region, code, people, size FROM counted JOIN sizes USING (region)
WHERE people >= $2 OR region = '' ORDER BY region, people DESC, code
"""  # noqa: S608


@dataclass(frozen=True)
class Habit:
    """So many `people` out of `size` who used anything there; region "" is everywhere."""

    region: str
    code: str
    people: int
    size: int


async def counted(since: datetime, least: int) -> list[Habit]:
    """Every service by region that at least `least` people used, and each service over all regions."""
    return [Habit(**row) for row in await sql(_COUNTED, since, least)]
