"""The first half of a send: each leased row gets its channel and is committed as `sending` before anything leaves the house."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from tortoise.exceptions import IntegrityError

from core.tables import sql, transaction
from profile import people
from profile.people import Addresses
from push import digests, gates, pauses, policy, preferences, quota, relevance, settle, waiting
from push.channels import Parcel
from push.notify import outgoing
from push.policy import Channel
from push.templates import is_long_term
from push.wechat_ids import official_id

_COLUMNS = "id, citizen_id, inbox_item_id, subject_id, channel, template, payload, weight, attempts, grant_held, doubted_at"
_LEASED = f"""
SELECT {_COLUMNS}, crashes FROM push_delivery WHERE token = $1 AND state = 'leased' AND lease_until > $2 ORDER BY id FOR UPDATE
"""  # noqa: S608 (columns of our own)
_DUE = f"""
SELECT {_COLUMNS} FROM push_delivery
WHERE state = 'pending' AND next_at <= $1 AND crashes = 0 ORDER BY next_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
"""  # noqa: S608
# Who has a WeChat send in flight, or had one so lately that their receipts could not be told apart.
_TOO_CLOSE = """
SELECT citizen_id, template FROM push_delivery WHERE citizen_id = ANY($1::uuid[]) AND channel = 'wechat' AND state IN ('sending', 'unknown')
UNION
SELECT citizen_id, template FROM push_delivery
WHERE citizen_id = ANY($1::uuid[]) AND channel = 'wechat' AND send_started > $2 AND state IN ('sent', 'uncertain')
"""
_SENDING = """
UPDATE push_delivery SET state = 'sending', channel = $5, grant_held = $6, attempts = attempts + 1, send_started = $2, lease_until = $3,
       token = $4
WHERE id = ANY($1::uuid[])
"""
# A second call under the same id that comes too late would arrive a second time: its doubt ends like any other.
_DOUBTED = """
UPDATE push_delivery SET state = 'unknown', next_at = $2, lease_until = NULL, last_error = '排队太久，不能再用同一编号重发'
WHERE id = ANY($1::uuid[])
"""
_WAITING = """
UPDATE push_delivery SET state = 'pending', token = NULL, next_at = $2, last_error = coalesce($3, last_error) WHERE id = ANY($1::uuid[])
"""
_WHOSE = """
UPDATE push_delivery d SET citizen_id = one.citizen_id FROM unnest($1::uuid[], $2::uuid[]) AS one(id, citizen_id) WHERE d.id = one.id
"""


@dataclass(frozen=True)
class _Start:
    row: dict[str, Any]
    channel: Channel
    address: str = field(repr=False)
    payload: dict[str, Any] = field(repr=False)

    @property
    def takes(self) -> bool:
        """Whether it needs a subscription."""
        return self.channel is Channel.WECHAT and not is_long_term(self.row["template"])


@dataclass(frozen=True)
class Begun:
    """What came of a batch: how many rows there were, and the calls to make for those that may go now."""

    found: int
    parcels: list[tuple[Channel, Parcel]]


async def begin(token: UUID, now: datetime, limit: int) -> Begun:
    """Begins the batch leased under `token`, filled up with what is due (a suspect goes alone); what may not go now goes back to waiting.

    Committed when it returns.
    """

    async def rows() -> list[dict[str, Any]]:
        leased = await sql(_LEASED, token, now)
        alone = not leased or any(row["crashes"] for row in leased)
        return leased if alone else leased + await sql(_DUE, now, limit - len(leased))

    return await _begun(rows, token, now)


async def take(token: UUID, now: datetime, limit: int) -> Begun:
    """Begins what is due under a fresh token, without a lease before: for a worker that is at it already."""
    return await _begun(lambda: sql(_DUE, now, limit), token, now)


async def _begun(find: Callable[[], Awaitable[list[dict[str, Any]]]], token: UUID, now: datetime) -> Begun:
    for _ in range(3):
        try:
            async with transaction():
                rows = [{**row, "payload": orjson.loads(row["payload"])} for row in await find()]
                return Begun(len(rows), await _begin(rows, token, now) if rows else [])
        except IntegrityError:
            continue  # somebody began for the same person a moment earlier; now their row can be seen
    return Begun(0, [])


async def _begin(rows: list[dict[str, Any]], token: UUID, now: datetime) -> list[tuple[Channel, Parcel]]:
    stale = await relevance.overtaken(rows)
    await settle.cancel(stale, now)
    doubted = [row for row in rows if row["doubted_at"]]
    late = [row["id"] for row in doubted if policy.too_late_to_repeat(Channel(row["channel"]), row["doubted_at"], now)]
    if late:
        await sql(_DOUBTED, late, now)
    gone = set(stale) | set(late) | await digests.dissolved([row for row in rows if row["id"] not in late], now)
    starts, behind = await _sorted([row for row in rows if row["id"] not in gone], now)
    more, resting = await _notified([row for row in rows if row["inbox_item_id"] is None], now)
    starts += more
    await _wait(resting, now + pauses.REST, "渠道暂停，稍后再发")
    await _wait(behind, now + policy.APART)
    starts = await _admitted(starts, now)
    await _write(starts, token, now)
    return [(one.channel, Parcel(one.row["id"], one.row["template"], one.payload, one.address)) for one in starts]


async def _wait(rows: Sequence[dict[str, Any]], until: datetime, why: str | None = None) -> None:
    if rows:
        await sql(_WAITING, [row["id"] for row in rows], until, why)


async def _admitted(starts: Sequence[_Start], now: datetime) -> list[_Start]:
    """Those that their channel's gate lets through; the others come back when it says."""
    through: list[_Start] = []
    for channel in Channel:
        own = [one for one in starts if one.channel is channel]
        admission = await gates.admit(channel, len(own), now)
        through += own[: admission.admitted]
        await _wait([one.row for one in own[admission.admitted :]], admission.again_at, admission.why)
    return through


async def _sorted(rows: Sequence[dict[str, Any]], now: datetime) -> tuple[list[_Start], list[dict[str, Any]]]:
    """Who goes now and by which channel, and who must wait for another message to the same person; others are put off."""
    rows = [row for row in rows if row["inbox_item_id"] is not None]
    citizens = list({row["citizen_id"] for row in rows})
    known, left = await people.addresses(citizens), await quota.balances(citizens)
    paused = await pauses.paused(now) | await gates.passed_by(now)
    chosen = await preferences.choices(known)
    closed = preferences.closed(rows, chosen)
    later = await waiting.held_back(rows, known, chosen, now)
    await waiting.put_off(later)
    busy = {(row["citizen_id"], row["template"]) for row in await sql(_TOO_CLOSE, citizens, now - policy.APART)}
    starts: list[_Start] = []
    behind: list[dict[str, Any]] = []
    for row in (one for one in rows if one["id"] not in later):
        key = (row["citizen_id"], row["template"])
        start = _start(row, known.get(row["citizen_id"]), left.get(key, 0), paused | closed[row["id"]])
        if start.channel is Channel.WECHAT and key in busy:
            behind.append(row)
            continue
        if start.channel is Channel.WECHAT:
            busy.add(key)
        starts.append(start)
    return starts, behind


async def _notified(rows: Sequence[dict[str, Any]], now: datetime) -> tuple[list[_Start], list[dict[str, Any]]]:
    """What senders asked for goes by its own channel or not at all; a known person's hours, preferences and STOP hold all the same."""
    if not rows:
        return [], []
    letters = await outgoing.letters([row["id"] for row in rows])
    await _recognise(rows, letters)
    known = await people.addresses([row["citizen_id"] for row in rows if row["citizen_id"]])
    chosen = await preferences.choices(known)
    closed = preferences.closed(rows, chosen)
    stopped = [row["id"] for row in rows if letters[row["id"]].stopped or row["channel"] in closed[row["id"]]]
    await settle.cancel(dict.fromkeys(stopped, "收件人不接收"), now)
    rows = [row for row in rows if row["id"] not in stopped]
    later = await waiting.held_back(rows, known, chosen, now)
    await waiting.put_off(later)
    resting = await pauses.paused(now) | await gates.passed_by(now)
    rows = [row for row in rows if row["id"] not in later]
    free = [row for row in rows if row["channel"] not in resting]
    starts = [_Start(row, Channel(row["channel"]), letters[row["id"]].address, letters[row["id"]].payload) for row in free]
    return starts, [row for row in rows if row["channel"] in resting]


async def _recognise(rows: Sequence[dict[str, Any]], letters: Mapping[UUID, outgoing.Letter]) -> None:
    """Notes whose numbers these are, so that the message counts among that person's."""
    for row in rows:
        row["citizen_id"] = letters[row["id"]].citizen_id
    found = [row for row in rows if row["citizen_id"]]
    if found:
        await sql(_WHOSE, [row["id"] for row in found], [row["citizen_id"] for row in found])


def _start(row: dict[str, Any], known: Addresses | None, balance: int, paused: set[str]) -> _Start:
    openid, phone, follower = (known.openid, known.has_phone, known.official) if known else (None, False, None)
    channel = policy.choose(
        Channel(row["channel"]),
        openid=bool(openid),
        grant=row["grant_held"] or balance > 0,
        follows=bool(follower) and official_id(row["template"]) is not None,
        phone=phone,
        paused=paused,
    )
    return _Start(row, channel, _address(channel, known), row["payload"])


def _address(channel: Channel, known: Addresses | None) -> str:
    if known is None or channel is Channel.INBOX:
        return ""
    if channel is Channel.SMS:  # the one address that has to be opened first
        return known.phone or ""
    return (known.official if channel is Channel.OFFICIAL else known.openid) or ""


async def _write(starts: Sequence[_Start], token: UUID, now: datetime) -> None:
    """Marks them `sending` and takes one subscription for each WeChat message that doesn't hold one from an earlier, doubtful try."""
    alike: defaultdict[tuple[Channel, bool], list[UUID]] = defaultdict(list)
    for one in starts:
        alike[one.channel, one.takes or one.row["grant_held"]].append(one.row["id"])
    for (channel, held), ids in alike.items():
        await sql(_SENDING, ids, now, now + policy.SENDING_AT_MOST, token, channel.value, held)
    await quota.take([one.row["id"] for one in starts if one.takes and not one.row["grant_held"]], now)
