"""The look at all chains: ordered by an operator or once a night, walked by the worker with its place told, kept with what it found."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import orjson

from core import clock, log
from core.errors import Conflict
from core.queue import enqueue
from core.tables import sql
from profile import staff
from profile.acts import ACTS, OUTCOMES
from profile.chains import Chain
from profile.ledger.chain import READS

CHAINS: Mapping[str, Chain] = {"reads": READS, "acts": ACTS, "outcomes": OUTCOMES}
NAMES = {"reads": "谁看过谁的资料", "acts": "谁做了什么", "outcomes": "做的结果"}
HOUR, KEPT, SILENT, OVERDUE = 3, timedelta(days=366), timedelta(minutes=1), timedelta(hours=36)
_NEW = """
INSERT INTO profile_chain_check (id, created_at, staff_id, total, walked, found, open) VALUES (uuidv7(), $1, $2, $3, 0, '{}', true)
ON CONFLICT (open) WHERE open DO NOTHING RETURNING id
"""
# Whoever walks shows it batch by batch; a walk that nobody shows any more is begun again from the first link.
_TAKE = "UPDATE profile_chain_check SET seen_at = $1, walked = 0 WHERE open AND (seen_at IS NULL OR seen_at < $2) RETURNING id"
_LEFT = "UPDATE profile_chain_check SET seen_at = NULL WHERE id = $1 AND open"
_COUNTED = "UPDATE profile_chain_check SET total = $2 WHERE id = $1 AND open"
_ON = "UPDATE profile_chain_check SET seen_at = $2, walked = $3 WHERE id = $1 AND open"
_DONE = """
UPDATE profile_chain_check SET open = false, finished_at = $2, walked = $3, found = $4::jsonb WHERE id = $1 AND open RETURNING id
"""


async def begin(staff_id: UUID | None = None) -> None:
    """Orders a look at all chains; the worker takes it. Raises `Conflict` while another goes on."""
    if not await sql(_NEW, clock.now(), staff_id, await _links()):
        raise Conflict("chains.checking", "已经有一次核对在进行，请等它完成。")
    await enqueue("profile.check_chains")


async def nightly(now: datetime) -> None:
    """From three in the morning on, once a day; missed then, it is caught up with."""
    local = clock.local(now)
    since = clock.at(local.date(), time(HOUR))
    if local.hour >= HOUR and not await sql("SELECT 1 FROM profile_chain_check WHERE created_at >= $1 OR open LIMIT 1", since):
        await sql("DELETE FROM profile_chain_check WHERE created_at < $1 AND NOT open", now - KEPT)
        await begin()


async def go_on() -> None:
    """Walks what was ordered, unless somebody else does. What it finds is kept, and a fault is cried out in the log."""
    taken = await sql(_TAKE, clock.now(), clock.now() - SILENT)
    if not taken:
        return
    try:
        await _walk(taken[0]["id"])
    except Exception:
        await sql(_LEFT, taken[0]["id"])
        raise


async def _walk(check_id: UUID) -> None:
    for chain in CHAINS.values():
        await chain.seal()
    await sql(_COUNTED, check_id, await _links())
    found, walked = {}, 0
    for name, chain in CHAINS.items():
        verdict = await chain.check(_told(check_id, walked))
        found[name] = {"links": verdict.links, "fault": verdict.fault}
        walked += verdict.links
        if verdict.fault:
            log.get("profile").error("a chain is broken", chain=name, fault=verdict.fault)
    await sql(_DONE, check_id, clock.now(), walked, orjson.dumps(found).decode())


def _told(check_id: UUID, before: int) -> Callable[[int], Awaitable[None]]:
    async def told(links: int) -> None:
        await sql(_ON, check_id, clock.now(), before + links)

    return told


async def _links() -> int:
    return sum([await chain.length() for chain in CHAINS.values()])


async def checks() -> dict[str, Any]:
    """`{overdue, checks: [{at, by, total, walked, finished_at, chains: [{key, name, links, fault}]}]}`, the newest first.

    `overdue`: no look has ended for more than a day and a half.
    """
    rows = await sql(
        "SELECT created_at AS at, staff_id, total, walked, found, finished_at FROM profile_chain_check ORDER BY created_at DESC LIMIT 10"
    )
    names = await staff.names([row["staff_id"] for row in rows if row["staff_id"]])
    ended = [row["finished_at"] for row in rows if row["finished_at"]]
    return {
        "overdue": not ended or ended[0] < clock.now() - OVERDUE,
        "checks": [{"by": names.get(row.pop("staff_id")), "chains": _chains(orjson.loads(row.pop("found"))), **row} for row in rows],
    }


def _chains(found: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"key": key, "name": name, **found[key]} for key, name in NAMES.items() if key in found]


async def broken() -> bool:
    """Whether the last look that ended found a fault."""
    rows = await sql("SELECT found FROM profile_chain_check WHERE NOT open ORDER BY created_at DESC LIMIT 1")
    return bool(rows) and any(one["fault"] for one in orjson.loads(rows[0]["found"]).values())
