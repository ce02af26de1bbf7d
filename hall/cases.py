"""Cases (办件): the verbs by which other rooms know them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from core.tables import sql
from hall import access, colleagues, sealed
from hall.answers import Receipt, decide
from hall.beginnings import begin, begin_renewal
from hall.filling import fill
from hall.routing import retry
from hall.rows import CaseNews, CaseRow, Forgotten, row_of
from hall.situated import Said, Situation
from hall.states import OPEN, State
from hall.submission import submit, withdraw
from hall.views import CaseView

__all__ = [
    "CaseNews",
    "CaseRow",
    "CaseView",
    "Forgotten",
    "Receipt",
    "Said",
    "Situation",
    "begin",
    "begin_renewal",
    "decide",
    "fill",
    "forgotten",
    "mine",
    "must_see",
    "news",
    "open_for",
    "retry",
    "submit",
    "under_way",
    "view",
    "withdraw",
]


async def view(citizen_id: UUID, case_id: UUID) -> CaseView:
    """The case as its owner or a colleague sees it. Raises `NotFound` for a stranger."""
    return await colleagues.shown(citizen_id, await access.seen(citizen_id, case_id))


async def must_see(citizen_id: UUID, case_id: UUID) -> None:
    """Raises `NotFound` for a stranger."""
    await access.seen(citizen_id, case_id)


async def mine(citizen_id: UUID) -> tuple[CaseRow, ...]:
    """The person's cases, the newest first; drafts thrown away are left out."""
    rows = await sql(
        """SELECT c.id, c.number, s.code, coalesce(v.content->>'name', s.name) AS name, d.name AS department,
                  c.kind, c.state, c.created_at, c.submitted_at, c.due_on, c.correct_by,
                  c.decided_at, c.certificate_id, c.new_certificate_id,
                  EXISTS (SELECT 1 FROM hall_rating r WHERE r.case_id = c.id) AS rated
           FROM hall_case c JOIN hall_service s ON s.id = c.service_id JOIN hall_department d ON d.id = s.department_id
           LEFT JOIN hall_service_version v ON v.service_id = s.id AND v.number = c.service_version AND v.number <> s.version
           WHERE c.citizen_id = $1 AND NOT (c.state = 'withdrawn' AND c.submitted_at IS NULL) ORDER BY c.id DESC LIMIT 200""",
        citizen_id,
    )
    return tuple(row_of(row) for row in rows)


async def open_for(certificate_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The open renewal case of each certificate that has one, in one query."""
    rows = await sql(
        "SELECT certificate_id, id FROM hall_case WHERE certificate_id = ANY($1) AND state = ANY($2)", list(certificate_ids), sorted(OPEN)
    )
    return {row["certificate_id"]: row["id"] for row in rows}


async def under_way(certificate_ids: Iterable[UUID]) -> set[UUID]:
    """The certificates whose renewal was handed in and is not decided. A draft left lying does not count: it must be reminded of."""
    rows = await sql(
        "SELECT certificate_id FROM hall_case WHERE certificate_id = ANY($1) AND state = ANY($2)",
        list(certificate_ids),
        sorted(OPEN - {State.DRAFT}),
    )
    return {row["certificate_id"] for row in rows}


async def news(case_ids: list[UUID]) -> dict[UUID, CaseNews]:
    """What a notice about each of these cases says; for the house's own work, without asking whose they are."""
    rows = await sql(
        """SELECT c.id, coalesce(v.content->>'name', s.name) AS name, c.reason_sealed, c.new_certificate_id
           FROM hall_case c JOIN hall_service s ON s.id = c.service_id
           LEFT JOIN hall_service_version v ON v.service_id = s.id AND v.number = c.service_version AND v.number <> s.version
           WHERE c.id = ANY($1)""",
        case_ids,
    )
    return {row["id"]: _news(row) for row in rows}


def _news(row: dict[str, Any]) -> CaseNews:
    reason = sealed.open_reason(row["id"], row["reason_sealed"])
    return CaseNews(row["id"], row["name"], reason, row["new_certificate_id"])


async def forgotten(after: datetime, before: datetime, limit: int = 2000) -> list[Forgotten]:
    """Drafts begun between these moments and never handed in, with what they are for; somebody sent back to correct is no draft."""
    rows = await sql(
        """SELECT c.id, c.citizen_id, coalesce(v.content->>'name', s.name) AS service_name, c.created_at AS begun_at
           FROM hall_case c JOIN hall_service s ON s.id = c.service_id
           LEFT JOIN hall_service_version v ON v.service_id = s.id AND v.number = c.service_version AND v.number <> s.version
           WHERE c.state = 'draft' AND c.submitted_at IS NULL AND c.created_at > $1 AND c.created_at <= $2
           ORDER BY c.created_at LIMIT $3""",
        after,
        before,
        limit,
    )
    return [Forgotten(**row) for row in rows]
