"""The ledger of events: written inside the caller's transaction, read by the worker like an outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from core import clock
from core.tables import sql
from profile.models import Event


@dataclass(frozen=True)
class Happening:
    """One event: what happened (`topic`), to whom, about which thing, and ids that belong to it."""

    id: UUID
    topic: str
    citizen_id: UUID | None
    subject_id: UUID | None
    data: dict[str, Any]
    at: datetime


async def record(topic: str, *, citizen_id: UUID | None = None, subject_id: UUID | None = None, **data: str | int | None) -> None:
    """Writes down that something happened. Give ids and codes, never personal data."""
    await Event.create(topic=topic, citizen_id=citizen_id, subject_id=subject_id, data=data)


async def record_all(topic: str, said: Sequence[tuple[UUID | None, UUID, dict[str, int]]]) -> None:
    """The same for many: whose it is, about which thing, and what belongs to it, in one statement."""
    await sql(
        """INSERT INTO profile_event (id, created_at, topic, citizen_id, subject_id, data)
           SELECT uuidv7(), $1, $2, one.citizen_id, one.subject_id, one.data::jsonb
           FROM unnest($3::uuid[], $4::uuid[], $5::text[]) AS one(citizen_id, subject_id, data)""",
        clock.now(),
        topic,
        [citizen_id for citizen_id, _, _ in said],
        [subject_id for _, subject_id, _ in said],
        [orjson.dumps(data).decode() for _, _, data in said],
    )


async def pending(topics: list[str], limit: int = 200, only: UUID | None = None) -> list[Happening]:
    """The oldest unhandled events of these topics, or `only` one, locked for the present transaction; others skip them."""
    rows = await sql(
        """SELECT id, topic, citizen_id, subject_id, data, created_at FROM profile_event
           WHERE handled_at IS NULL AND topic = ANY($1) AND ($3::uuid IS NULL OR id = $3)
           ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED""",
        topics,
        limit,
        only,
    )
    return [_happening(row) for row in rows]


async def of_citizens(citizen_ids: list[UUID], topics: str) -> dict[UUID, list[Happening]]:
    """The ledger of each of these people, oldest first; `topics` is how they begin ("case.")."""
    rows = await sql(
        """SELECT id, topic, citizen_id, subject_id, data, created_at FROM profile_event
           WHERE citizen_id = ANY($1) AND starts_with(topic, $2) ORDER BY created_at, id""",
        citizen_ids,
        topics,
    )
    found: dict[UUID, list[Happening]] = {}
    for row in rows:
        found.setdefault(row["citizen_id"], []).append(_happening(row))
    return found


def _happening(row: dict[str, Any]) -> Happening:
    return Happening(row["id"], row["topic"], row["citizen_id"], row["subject_id"], orjson.loads(row["data"]), row["created_at"])


async def handled(ids: list[UUID]) -> None:
    """Marks events as dealt with, in the transaction of what was done about them."""
    await sql("UPDATE profile_event SET handled_at = $2 WHERE id = ANY($1)", ids, clock.now())
