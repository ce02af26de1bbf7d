"""What everybody may see of ratings: how many, how good. No words, no names."""

from __future__ import annotations

from core.tables import sql
from hall.ratings.levels import Summary, summed


async def summary(service_code: str) -> Summary:
    """The ratings of a service in sum; none for a service that is not there."""
    rows = await sql(
        """SELECT r.level, count(*) AS n FROM hall_rating r JOIN hall_service s ON s.id = r.service_id
           WHERE s.code = $1 GROUP BY r.level""",
        service_code,
    )
    return summed({row["level"]: row["n"] for row in rows})
