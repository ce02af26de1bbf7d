"""What operators did, as an auditor reads it: who, at which door, to what, when, and what became of it. Nobody else is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from core import clock
from core.errors import Invalid
from core.masks import scrub
from core.tables import sql
from profile import staff

PAGE = 50
UNDER_WAY = timedelta(minutes=2)  # no request of ours takes as long
OUTCOMES = {"done": "已完成", "refused": "被拒绝", "failed": "出错", "open": "正在办", "lost": "没有记下结果"}
_ACTS = """
SELECT a.id, a.created_at AS at, a.staff_id, a.act, a.about, o.reason,
       coalesce(o.outcome, CASE WHEN a.created_at > $1 THEN 'open' ELSE 'lost' END) AS outcome
FROM profile_act a LEFT JOIN profile_act_outcome o ON o.act_id = a.id
WHERE a.id < $2 AND ($3::uuid IS NULL OR a.staff_id = $3) AND ($4::text[] IS NULL OR a.act = ANY($4))
  AND ($5::timestamptz IS NULL OR (a.created_at >= $5 AND a.created_at < $6))
  AND ($7::text IS NULL OR coalesce(o.outcome, CASE WHEN a.created_at > $1 THEN 'open' ELSE 'lost' END) = $7)
ORDER BY a.id DESC LIMIT $8
"""


async def page(
    who: UUID | None = None,
    acts: Sequence[str] | None = None,
    day: date | None = None,
    outcome: str | None = None,
    cursor: str | None = None,
) -> dict[str, Any]:
    """`{items: [{id, at, who, act, about, outcome, outcome_text, reason}], next_cursor}`, the newest first. Raises `Invalid` for an unknown
    outcome or cursor."""
    if outcome is not None and outcome not in OUTCOMES:
        raise Invalid("act.outcome", "没有这种结果，请重新选择。", "outcome")
    since, until = _span(day)
    rows = await sql(
        _ACTS, clock.now() - UNDER_WAY, _before(cursor), who, None if acts is None else list(acts), since, until, outcome, PAGE + 1
    )
    names = await staff.names([row["staff_id"] for row in rows])
    items = [_shown(row, names) for row in rows[:PAGE]]
    return {"items": items, "next_cursor": str(items[-1]["id"]) if len(rows) > PAGE else None}


def _shown(row: dict[str, Any], names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "at": row["at"],
        "who": names.get(row["staff_id"], "已删除的操作员"),
        "act": row["act"],
        "about": scrub(row["about"]),
        "outcome": row["outcome"],
        "outcome_text": OUTCOMES[row["outcome"]],
        "reason": row["reason"] or "",
    }


def _span(day: date | None) -> tuple[datetime | None, datetime | None]:
    return (clock.at(day, time()), clock.at(day + timedelta(days=1), time())) if day else (None, None)


def _before(cursor: str | None) -> UUID:
    try:
        return UUID(cursor) if cursor else UUID(int=(1 << 128) - 1)
    except ValueError as error:
        raise Invalid("act.cursor", "翻页的位置不对，请从第一页重新看。", "cursor") from error
