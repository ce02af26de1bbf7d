"""The outbox: due deliveries are leased in batches, begun and committed before the call, called at once, and settled as answers come.

Postgres is the only truth; a Celery message carries the token of a lease and may be lost, late or doubled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from core import clock, failpoints, log
from core.queue import enqueue
from core.tables import sql, transaction
from push import digests, policy, settle
from push.begin import begin, take
from push.channels import Carrier, Parcel
from push.channels.email import Email
from push.channels.inbox import Inbox
from push.channels.official import Official
from push.channels.sms import Sms
from push.channels.wechat import WeChat
from push.policy import Channel
from push.settle import Answer
from push.states import Broken
from push.templates import EXPIRING

# Begun together: the more, the less each costs; the fewer, the less is in doubt when a worker dies. At 64 calls at once a row waits for
# three others at most, so none is still `sending` when its lease ends.
BATCH, AT_ONCE = 256, 64
# What is leased waits for a message that may be lost, so a lease is small; whoever gets it goes on with what is due without one.
LEASED, LEASES_A_RUN, SUSPECTS_A_RUN, BATCHES_A_RUN = 32, 8, 16, 16
SETTLE_EVERY = 0.5  # seconds that an answer waits at most for the others of its batch
CARRIERS: dict[Channel, Carrier] = {
    Channel.WECHAT: WeChat(),
    Channel.OFFICIAL: Official(),
    Channel.SMS: Sms(),
    Channel.INBOX: Inbox(),
    Channel.EMAIL: Email(),
}

_CLAIM = """
WITH picked AS MATERIALIZED (
    SELECT id FROM push_delivery WHERE state = 'pending' AND next_at <= $1 AND (crashes > 0) = $5
    ORDER BY next_at, id LIMIT $4 FOR UPDATE SKIP LOCKED
)
UPDATE push_delivery d SET state = 'leased', token = $2, lease_until = $3 FROM picked WHERE d.id = picked.id RETURNING d.id
"""
_PARK = """
UPDATE push_delivery SET next_at = $2, last_error = '夜间不打扰，等到早上'
WHERE state = 'pending' AND next_at <= $1 AND weight <> 'emergency' RETURNING id
"""
_WAITING = """
SELECT id FROM push_delivery WHERE subject_id = ANY($1::uuid[]) AND template = $2 AND state IN ('pending', 'leased', 'held')
ORDER BY id FOR UPDATE
"""


async def dispatch(now: datetime) -> int:
    """Leases what is due and sends the tokens of the leases out. In quiet hours all but emergencies is parked. How many were leased."""
    if not policy.may_send(now):
        await sql(_PARK, now, policy.next_allowed(now))
    else:
        await digests.gather(now)
    leased = 0
    for suspects, most in ((False, LEASES_A_RUN), (True, SUSPECTS_A_RUN)):
        for _ in range(most):
            count = await _hand_out(now, suspects=suspects)
            leased += count
            if count < (1 if suspects else LEASED):
                break
    return leased


async def _hand_out(now: datetime, *, suspects: bool) -> int:
    token, count = await claim(now, suspects=suspects)
    if count:
        failpoints.reach("dispatch.claimed")
        await enqueue("push.deliver", str(token))
    return count


async def claim(now: datetime, limit: int = LEASED, *, suspects: bool = False) -> tuple[UUID, int]:
    """Leases up to `limit` due deliveries for half a minute under a fresh token.

    A suspect is one whose worker did not come back: it goes alone, so that a message that kills its worker takes no other along.
    """
    token = uuid4()
    rows = await sql(_CLAIM, now, token, now + policy.LEASE, 1 if suspects else limit, suspects)
    return token, len(rows)


async def deliver(token: UUID) -> int:
    """Sends the batch of one lease, then what else is due. A stale token finds nothing to do. How many calls were made."""
    await digests.gather(clock.now())
    begun = await begin(token, clock.now(), BATCH)
    made = await _made(token, begun.parcels)
    for _ in range(BATCHES_A_RUN):
        if not begun.found:
            break
        fresh = uuid4()
        await digests.gather(clock.now())
        begun = await take(fresh, clock.now(), BATCH)
        made += await _made(fresh, begun.parcels)
    return made


async def _made(token: UUID, parcels: Sequence[tuple[Channel, Parcel]]) -> int:
    """Makes the calls of one batch, a number of them at once, and settles answers as they come."""
    waiting, answers = iter(parcels), list[Answer]()

    async def caller() -> None:
        for channel, parcel in waiting:
            answers.append(await _call(channel, parcel, token))

    calls = {asyncio.create_task(caller()) for _ in range(min(AT_ONCE, len(parcels)))}
    while calls:
        _, calls = await asyncio.wait(calls, timeout=SETTLE_EVERY)
        await _settle(answers)
    return len(parcels)


async def _settle(answers: list[Answer]) -> None:
    """Writes what has been answered so far; what comes in meanwhile is for the next time."""
    if answers:
        given = answers[:]
        del answers[: len(given)]
        failpoints.reach("settle.before")
        await settle.answers(given, clock.now())


async def _call(channel: Channel, parcel: Parcel, token: UUID) -> Answer:
    failpoints.reach("send.begun")
    failpoints.reach("poison", parcel.id)
    try:
        answer = Answer(parcel.id, token, await CARRIERS[channel].send(parcel))
        failpoints.reach("send.answered")
        return answer
    except Exception as error:
        log.get("push").exception("a delivery could not be made", delivery=str(parcel.id))
        return Answer(parcel.id, token, Broken(type(error).__name__))


async def cancel(subject_ids: list[UUID], note: str, now: datetime) -> int:
    """Takes back what has not left yet about these subjects, since it is no longer true. How many were taken back."""
    async with transaction():
        rows = await sql(_WAITING, subject_ids, EXPIRING)
        await settle.cancel({row["id"]: note for row in rows}, now)
    return len(rows)
