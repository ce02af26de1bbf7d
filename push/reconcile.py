"""Every few seconds: lapsed leases go back, interrupted sends become doubtful, receipts settle doubts, old doubts end."""

from __future__ import annotations

from datetime import datetime

from core.queue import enqueue
from core.tables import sql, transaction
from push import policy, provider, settle
from push.settle import COLUMNS
from push.states import DoubtEnded, Doubtful

LIMIT = 500
# A lease that ends far in the future was written by a clock that has been moved back since.
_LAPSED = """
UPDATE push_delivery SET state = 'pending', token = NULL, next_at = $1
WHERE state = 'leased' AND (lease_until <= $1 OR lease_until > $2) RETURNING id
"""
_INTERRUPTED = f"""
SELECT {COLUMNS} FROM push_delivery d WHERE d.state = 'sending' AND (d.lease_until <= $1 OR d.lease_until > $2)
ORDER BY d.id LIMIT {LIMIT} FOR UPDATE SKIP LOCKED
"""  # noqa: S608
_DOUBTED = f"""
SELECT {COLUMNS} FROM push_delivery d WHERE d.state = 'unknown' AND d.next_at <= $1 ORDER BY d.id LIMIT {LIMIT} FOR UPDATE SKIP LOCKED
"""  # noqa: S608


async def reconcile(now: datetime) -> int:
    """One round. Receipts are read before doubts end, so a late one still counts. How many rows moved."""
    moved = len(await sql(_LAPSED, now, now + 2 * policy.LEASE))
    async with transaction():
        rows = await sql(_INTERRUPTED, now, now + 2 * policy.SENDING_AT_MOST)
        moved += await settle.write([(row, Doubtful(crashed=True)) for row in rows], now)
    moved += await provider.apply(now)
    async with transaction():
        rows = await sql(_DOUBTED, now)
        moved += await settle.write([(row, DoubtEnded()) for row in rows], now)
    if moved:
        await enqueue("push.dispatch")
    return moved
