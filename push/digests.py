"""One message instead of many: what waits for one person goes out as one that lists it; each keeps its own inbox item.

Gathering is one transaction before a lease is given: a digest and its members change together or not at all.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from core.tables import sql, transaction, uuid7
from push import compose, relevance, settle
from push.policy import Channel
from push.states import State
from push.templates import EXPIRING

LIMIT = 512  # more than a worker takes in one go
# Reminders never tried, of people of whom one is due and more than one waits; those that still wait for company come along.
_TOGETHER = f"""
SELECT d.id, d.citizen_id, d.inbox_item_id, d.subject_id, d.channel, d.payload FROM push_delivery d
WHERE d.state = 'pending' AND d.weight = 'ordinary' AND d.template = $2
  AND d.attempts = 0 AND d.subject_id IS NOT NULL AND d.payload ? 'due_on'
  AND d.citizen_id IN (
    SELECT w.citizen_id FROM push_delivery w
    WHERE w.state = 'pending' AND w.weight = 'ordinary' AND w.citizen_id IN (
      SELECT due.citizen_id FROM (
        SELECT citizen_id FROM push_delivery WHERE state = 'pending' AND next_at <= $1 ORDER BY next_at, id LIMIT {LIMIT}) due)
    GROUP BY w.citizen_id HAVING count(*) > 1)
ORDER BY d.citizen_id, d.id FOR UPDATE OF d SKIP LOCKED
"""  # noqa: S608
_DIGEST = """
INSERT INTO push_delivery (id, created_at, dedupe_key, citizen_id, inbox_item_id, channel, template, payload, kind, weight,
                           state, attempts, next_at, grant_held, last_error)
SELECT id, $1, key, citizen_id, item_id, channel, $2, payload, 'must_arrive', 'ordinary', 'pending', 0, $1, false, ''
FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::jsonb[]) AS one(id, key, citizen_id, item_id, channel, payload)
"""
_GATHERED = """
UPDATE push_delivery d SET state = 'gathered', digest_id = one.digest_id, settled_at = $1
FROM unnest($2::uuid[], $3::uuid[]) AS one(id, digest_id) WHERE d.id = one.id
"""
_MEMBERS = """
SELECT id, digest_id, subject_id, template, citizen_id, payload, doubted_at FROM push_delivery
WHERE digest_id = ANY($1::uuid[]) ORDER BY id FOR UPDATE
"""
_FREE = "UPDATE push_delivery SET state = 'pending', digest_id = NULL, settled_at = NULL, next_at = $2 WHERE id = ANY($1::uuid[])"


async def gather(now: datetime) -> int:
    """Makes one message of what waits for the same person: of their own, of their enterprise's, of their relatives' each one.

    How many digests. Run twice, the second finds nothing to gather.
    """
    async with transaction():
        together: defaultdict[tuple[UUID, str], list[dict[str, Any]]] = defaultdict(list)
        for row in await sql(_TOGETHER, now, EXPIRING):
            together[row["citizen_id"], orjson.loads(row["payload"])["of"]].append(row)
        made = [_digest(rows) for rows in together.values() if len({row["subject_id"] for row in rows}) > 1]
        if made:
            await _write(made, now)
    return len(made)


def _digest(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The message that lists these; it stands for the inbox item of the most pressing one."""
    rows = sorted(rows, key=lambda row: (_due(row), row["id"]))
    latest = {row["subject_id"]: row for row in rows}
    things = [compose.Listed(orjson.loads(row["payload"])["sms"]["certificate"], _due(row)) for row in latest.values()]
    said = sorted(f"{row['id']}:{_due(row)}" for row in rows)  # the same reminders with another day are another digest
    key = hashlib.sha256("".join(said).encode()).hexdigest()
    # A rung that asks for a further way (SMS after an unread WeChat message) is heard by it, with what goes along.
    channel = max((row["channel"] for row in rows), key=list(Channel).index)
    return {"id": uuid7(), "key": f"digest:{key}#0", "rows": rows, "channel": channel, "message": compose.digest(things)}


def _due(row: dict[str, Any]) -> date:
    return date.fromisoformat(orjson.loads(row["payload"])["due_on"])


async def _write(made: Sequence[dict[str, Any]], now: datetime) -> None:
    columns = zip(
        *(
            (
                one["id"],
                one["key"],
                one["rows"][0]["citizen_id"],
                one["rows"][0]["inbox_item_id"],
                one["channel"],
                orjson.dumps({**one["message"].payload(), "page": compose.WALLET.path()}).decode(),
            )
            for one in made
        ),
        strict=True,
    )
    await sql(_DIGEST, now, EXPIRING, *(list(column) for column in columns))
    members = [(row["id"], one["id"]) for one in made for row in one["rows"]]
    await sql(_GATHERED, now, [member for member, _ in members], [digest for _, digest in members])
    await settle.remember([(member, State.GATHERED.value, "并入一条汇总消息") for member, _ in members], now)


async def dissolved(rows: Sequence[dict[str, Any]], now: datetime) -> set[UUID]:
    """Of these leased rows, the digests that name something no longer true: taken back, what is still true waits anew."""
    digests = [row["id"] for row in rows if row["template"] == EXPIRING and row["subject_id"] is None]
    members = [{**row, "payload": orjson.loads(row["payload"])} for row in (await sql(_MEMBERS, digests) if digests else [])]
    stale = await relevance.overtaken(members)
    broken = {row["digest_id"] for row in members if row["id"] in stale or row.get("redated")}
    if broken:
        await settle.cancel(stale | dict.fromkeys(broken, "其中有的已不需要提醒，其余重新汇总"), now)
        await sql(_FREE, [row["id"] for row in members if row["digest_id"] in broken and row["id"] not in stale], now)
    return broken
