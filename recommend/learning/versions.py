"""Versions of the learned order: listed, switched to in one step, and back again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from core import clock
from core.errors import Conflict, NotFound
from core.tables import sql, transaction
from profile import events
from recommend.learning import keeping

_COLUMNS = "id, version, state, step, progress, metrics, reason, created_at, trained_at, live_at"


_FORMER = """
SELECT version, key, live_at FROM recommend_model
WHERE state = 'ready' AND live_at < coalesce((SELECT live_at FROM recommend_model WHERE state = 'live'), 'infinity')
ORDER BY live_at DESC LIMIT 1
"""


@dataclass(frozen=True)
class Version:
    """One version as operators see it. `parts` say which are on and why."""

    version: int
    state: str
    step: str
    progress: int
    people: int
    items: int
    seconds: float
    parts: list[dict[str, Any]]
    reason: str
    created_at: datetime
    trained_at: datetime | None
    live_at: datetime | None


async def listed() -> list[Version]:
    """The newest fifty."""
    return [_version(row) for row in await sql(f"SELECT {_COLUMNS} FROM recommend_model ORDER BY version DESC LIMIT 50")]  # noqa: S608


async def switch(version: int, staff_id: UUID) -> None:
    """This version orders from now on. It must be ready, and its file must read: nobody is switched to something broken."""
    rows = await sql("SELECT state, key FROM recommend_model WHERE version = $1", version)
    if not rows:
        raise NotFound("model.unknown", "没有这个版本。")
    if rows[0]["state"] not in ("ready", "live"):
        raise Conflict("model.not_ready", "这个版本还没有训练好，不能启用。")
    await keeping.fetched(rows[0]["key"])
    await _put_live(version, staff_id, "model.switched")


async def roll_back(staff_id: UUID) -> None:
    """Back to the version that was live before the present one, and again to the one before that: never to what was just left.

    Raises `Conflict` when there was none.
    """
    rows = await sql(_FORMER)
    if not rows:
        raise Conflict("model.no_former", "之前没有启用过别的版本，无法回退。")
    await keeping.fetched(rows[0]["key"])
    await _put_live(rows[0]["version"], staff_id, "model.rolled_back", since=rows[0]["live_at"])


async def _put_live(version: int, staff_id: UUID, topic: str, since: datetime | None = None) -> None:
    """`since` keeps the place of a former version among those that were live."""
    async with transaction():
        await sql("LOCK TABLE recommend_model IN SHARE ROW EXCLUSIVE MODE")
        await sql("UPDATE recommend_model SET state = 'ready' WHERE state = 'live' AND version <> $1", version)
        rows = await sql(
            "UPDATE recommend_model SET state = 'live', live_at = $2 WHERE version = $1 RETURNING id", version, since or clock.now()
        )
        await events.record(topic, subject_id=rows[0]["id"], staff=str(staff_id), version=version)


def _version(row: dict[str, Any]) -> Version:
    told = {"people": 0, "items": 0, "seconds": 0.0, "parts": []} | orjson.loads(row["metrics"])
    names = ("version", "state", "step", "progress", "reason", "created_at", "trained_at", "live_at")
    return Version(**{name: row[name] for name in names}, **{name: told[name] for name in ("people", "items", "seconds", "parts")})
