"""The ledger of subscriptions: what people let us send under each template, changed once for each cause."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.tables import sql
from push.templates import TEMPLATES
from push.wechat_ids import wechat_id

_CHANGE = """
WITH entry AS (
    INSERT INTO push_grant_entry (id, created_at, event_key, citizen_id, template, change, cause)
    SELECT uuidv7(), $1, event_key, citizen_id, template, change, cause
    FROM unnest($2::text[], $3::uuid[], $4::text[], $5::int[], $6::text[]) AS one(event_key, citizen_id, template, change, cause)
    ON CONFLICT (event_key) DO NOTHING RETURNING citizen_id, template, change
)
INSERT INTO push_grant_balance (id, created_at, citizen_id, template, balance)
SELECT uuidv7(), $1, citizen_id, template, sum(change) FROM entry GROUP BY citizen_id, template ORDER BY citizen_id, template
ON CONFLICT (citizen_id, template) DO UPDATE SET balance = greatest(push_grant_balance.balance + excluded.balance, 0)
"""
# What begun deliveries take, off balances that the caller has locked.
_TAKE = """
WITH entry AS (
    INSERT INTO push_grant_entry (id, created_at, event_key, citizen_id, template, change, cause)
    SELECT uuidv7(), $1, 'taken:' || id || ':' || attempts, citizen_id, template, -1, 'taken' FROM push_delivery WHERE id = ANY($2::uuid[])
    ON CONFLICT (event_key) DO NOTHING RETURNING citizen_id, template
)
UPDATE push_grant_balance b SET balance = greatest(b.balance - one.count, 0)
FROM (SELECT citizen_id, template, count(*)::int AS count FROM entry GROUP BY citizen_id, template) AS one
WHERE b.citizen_id = one.citizen_id AND b.template = one.template
"""
_ENSURE = """
INSERT INTO push_grant_balance (id, created_at, citizen_id, template, balance)
SELECT uuidv7(), $1, one.*, 0 FROM unnest($2::uuid[], $3::text[]) AS one(citizen_id, template) ORDER BY 3, 4
ON CONFLICT (citizen_id, template) DO NOTHING
"""
_LOCKED = """
SELECT citizen_id, template, balance FROM push_grant_balance WHERE citizen_id = ANY($1::uuid[]) ORDER BY citizen_id, template FOR UPDATE
"""


@dataclass(frozen=True)
class Entry:
    """One change: `key` is its cause and counts once, `change` the number of sends it adds or takes."""

    key: str
    citizen_id: UUID
    template: str
    change: int
    cause: str


async def change(entries: Sequence[Entry], now: datetime) -> None:
    """Writes the entries that are new and moves the balances, in the caller's transaction."""
    if entries:
        rows = [(one.key, one.citizen_id, one.template, one.change, one.cause) for one in entries]
        await sql(_CHANGE, now, *(list(column) for column in zip(*rows, strict=True)))


async def take(delivery_ids: Sequence[UUID], now: datetime) -> None:
    """One subscription for each of these deliveries and this try of theirs, in the transaction that has locked the `balances`."""
    if delivery_ids:
        await sql(_TAKE, now, delivery_ids)


async def balances(citizen_ids: Collection[UUID]) -> dict[tuple[UUID, str], int]:
    """What each person has left under each template, locked until the caller's transaction ends."""
    rows = await sql(_LOCKED, list(citizen_ids))
    return {(row["citizen_id"], row["template"]): row["balance"] for row in rows}


async def forget(causes: Sequence[tuple[str, UUID, str, str]], now: datetime) -> None:
    """Zeroes balances; each cause is (key, citizen, template, word)."""
    left = await balances({citizen_id for _, citizen_id, _, _ in causes}) if causes else {}
    entries = [Entry(key, citizen_id, template, -left.get((citizen_id, template), 0), word) for key, citizen_id, template, word in causes]
    await change(entries, now)


async def stand(causes: Sequence[tuple[str, UUID, str, bool]], now: datetime) -> None:
    """Long-term templates: a balance of one while the person's last answer is yes, none after a no. (key, citizen, template, yes)."""
    if not causes:
        return
    # Two answers at once must wait for each other, also where there is no row yet to wait at.
    await sql(_ENSURE, now, [one[1] for one in causes], [one[2] for one in causes])
    left = await balances({citizen_id for _, citizen_id, _, _ in causes})
    entries = [
        Entry(key, citizen_id, template, int(yes) - left.get((citizen_id, template), 0), "accepted" if yes else "taken_back")
        for key, citizen_id, template, yes in causes
    ]
    await change(entries, now)


async def templates(citizen_id: UUID) -> list[dict[str, Any]]:
    """For the app's subscription page: `[{id (WeChat's), title, kind, balance}]`."""
    rows = await sql("SELECT template, balance FROM push_grant_balance WHERE citizen_id = $1", citizen_id)
    left = {row["template"]: row["balance"] for row in rows}
    return [
        {"id": wechat_id(one.name), "title": one.title, "kind": one.kind, "balance": left.get(one.name, 0)} for one in TEMPLATES.values()
    ]
