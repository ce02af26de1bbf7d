"""The second half of a send: what happened is judged by `states.after` and written, with history, next channel, grant and alarm."""

from __future__ import annotations

import asyncio
from collections import Counter as Counted
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from prometheus_client import Counter

from core import log
from core.queue import enqueue
from core.tables import AWAY, QueryFailed, sql, transaction
from profile import followers, people
from push import codes, gates, pauses, policy, quota
from push.policy import Channel
from push.quota import Entry
from push.states import (
    HANDED_OVER,
    OPEN,
    Change,
    Delivered,
    Doubtful,
    FailedLater,
    Grant,
    Happening,
    Kind,
    Refused,
    Row,
    State,
    Unreached,
    after,
)
from push.templates import is_long_term

STUMBLES: tuple[type[Exception], ...] = (*AWAY, QueryFailed, OSError)
CHANGED = Counter("zhiban_deliveries", "Deliveries by what became of them", ["channel", "state"])
COLUMNS = "d.id, d.citizen_id, d.channel, d.template, d.kind, d.state, d.attempts, d.grant_held, d.send_started, d.doubted_at"
_ANSWERED = f"""
SELECT {COLUMNS} FROM push_delivery d JOIN unnest($1::uuid[], $2::uuid[]) AS one(id, token) ON d.id = one.id AND d.token = one.token
ORDER BY d.id FOR UPDATE OF d
"""  # noqa: S608 (column names of our own)
# A plain yes needs no judgement (`states.after` says the same of it) and no line in the history: the row itself says when it was sent.
# Whose token still stands has been begun and is not settled: tokens go with both. (A condition on `state` misleads the planner: it knows of
# hardly any row in these states, and expects one.)
_SENT = """
WITH sent AS (
    UPDATE push_delivery d SET state = 'sent', last_error = '', last_code = NULL, settled_at = $1, token = NULL,
        provider_message_id = coalesce(one.message_id, d.provider_message_id)
    FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS one(id, token, message_id)
    WHERE d.id = one.id AND d.token = one.token RETURNING d.channel
)
SELECT channel, count(*)::int AS count FROM sent GROUP BY channel
"""
# The line is written once something follows that makes the row say something else.
_SAID = """
INSERT INTO push_delivery_event (id, created_at, delivery_id, state, note, actor)
SELECT uuidv7(), d.settled_at, d.id, 'sent', $2, 'system' FROM push_delivery d
WHERE d.id = ANY($1::uuid[]) AND d.settled_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM push_delivery_event e WHERE e.delivery_id = d.id AND e.state = 'sent' AND e.created_at = d.settled_at)
"""
_WRITE = """
UPDATE push_delivery d SET state = one.state, next_at = coalesce(one.next_at, d.next_at), last_error = one.note,
    provider_message_id = coalesce(one.message_id, d.provider_message_id), last_code = one.code,
    grant_held = d.grant_held AND one.grant_held,
    doubted_at = CASE WHEN one.doubtful THEN coalesce(d.doubted_at, d.send_started) ELSE d.doubted_at END,
    settled_at = CASE WHEN one.settled THEN $1::timestamptz END, token = CASE WHEN one.state = 'unknown' THEN d.token END,
    crashes = d.crashes + one.crashes
FROM unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::bool[], $8::bool[], $9::smallint[], $10::text[],
            $11::bool[])
    AS one(id, state, next_at, note, message_id, grant_held, settled, crashes, code, doubtful) WHERE d.id = one.id
"""
_HOP = """
INSERT INTO push_delivery (id, created_at, dedupe_key, citizen_id, inbox_item_id, subject_id, channel, template, payload, kind, weight,
                           state, attempts, next_at, grant_held, last_error)
SELECT uuidv7(), $1, split_part(d.dedupe_key, '#', 1) || '#' || (split_part(d.dedupe_key, '#', 2)::int + 1), d.citizen_id, d.inbox_item_id,
       d.subject_id, one.channel, d.template, d.payload, d.kind, d.weight, 'pending', 0, $1, false, ''
FROM unnest($2::uuid[], $3::text[]) AS one(id, channel) JOIN push_delivery d ON d.id = one.id WHERE d.inbox_item_id IS NOT NULL
ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
"""
_CANCEL = """
UPDATE push_delivery d SET state = 'cancelled', settled_at = $1, last_error = one.note, token = NULL
FROM unnest($2::uuid[], $3::text[]) AS one(id, note) WHERE d.id = one.id
"""
_REMEMBER = """
INSERT INTO push_delivery_event (id, created_at, delivery_id, state, note, actor)
SELECT uuidv7(), $1, delivery_id, state, note, $5 FROM unnest($2::uuid[], $3::text[], $4::text[]) AS one(delivery_id, state, note)
"""


@dataclass(frozen=True)
class Answer:
    """What a call under this lease came to."""

    delivery_id: UUID
    token: UUID
    happened: Happening


@dataclass(frozen=True)
class Judged:
    """A locked row, what happened to it, and what becomes of it."""

    row: dict[str, Any]
    happened: Happening
    change: Change


async def answers(given: Sequence[Answer], now: datetime) -> None:
    """Settles answered calls together. A store that stumbles is asked again; after that the rows lapse and their receipts settle them."""
    for pause in (0.2, 1.0, 3.0):
        try:
            await _answers(given, now)
            return
        except STUMBLES:
            log.get("push").exception("answers not written, trying again", deliveries=len(given))
            await asyncio.sleep(pause)


async def _answers(given: Sequence[Answer], now: datetime) -> None:
    others = {one.delivery_id: one for one in given if not isinstance(one.happened, Delivered)}
    async with transaction():
        good = await _sent([one for one in given if one.delivery_id not in others], now)
        rows = await sql(_ANSWERED, list(others), [one.token for one in others.values()]) if others else []
        await write([(row, others[row["id"]].happened) for row in rows], now)
        await _teach_gates(good, [(Channel(row["channel"]), others[row["id"]].happened) for row in rows], now)


async def _sent(given: Sequence[Answer], now: datetime) -> Counted[Channel]:
    """Settles what its channel has taken, whoever still holds it by its token; how many by channel."""
    if not given:
        return Counted()
    given = sorted(given, key=lambda one: one.delivery_id)
    told = [one.happened.message_id if isinstance(one.happened, Delivered) else None for one in given]
    rows = await sql(_SENT, now, [one.delivery_id for one in given], [one.token for one in given], told)
    for row in rows:
        CHANGED.labels(row["channel"], State.SENT.value).inc(row["count"])
    return Counted({Channel(row["channel"]): int(row["count"]) for row in rows})


async def _teach_gates(good: Counted[Channel], heard: Sequence[tuple[Channel, Happening]], now: datetime) -> None:
    for channel in {*good, *(through for through, _ in heard)}:
        own = [happened for through, happened in heard if through is channel]
        bad = sum(_is_trouble(channel, happened) for happened in own)
        spent = sum(_is_spent(channel, happened) for happened in own)
        await gates.heard(channel, good[channel] + len(own) - bad, bad, spent, now)


def _is_trouble(channel: Channel, happened: Happening) -> bool:
    refused = isinstance(happened, Refused) and codes.is_trouble(channel, happened.code)
    return refused or isinstance(happened, Unreached | Doubtful)


def _is_spent(channel: Channel, happened: Happening) -> bool:
    return isinstance(happened, Refused) and codes.verdict(channel, happened.code)[0] is codes.Verdict.MIDNIGHT


async def write(happened: Sequence[tuple[dict[str, Any], Happening]], now: datetime) -> int:
    """Judges what happened to locked rows (`COLUMNS`) and writes it, in the caller's transaction. How many rows changed."""
    judged = [Judged(row, what, change) for row, what in happened if (change := after(_row(row), what, now))]
    if not judged:
        return 0
    await _say_what_was_sent(one.row["id"] for one in judged if one.row["state"] == State.SENT)
    await _write_rows(judged, now)
    await remember([(one.row["id"], one.change.state.value, one.change.note) for one in judged], now)
    await _next_channels([one for one in judged if one.change.hop], now)
    await _grants(judged, now)
    for (channel, state), count in Counted((one.row["channel"], one.change.state.value) for one in judged).items():
        CHANGED.labels(channel, state).inc(count)
    for one in judged:
        if one.change.pause or one.change.unlink:
            await _beside(one, now)
    return len(judged)


async def _say_what_was_sent(delivery_ids: Iterable[UUID]) -> None:
    if ids := list(delivery_ids):
        await sql(_SAID, ids, HANDED_OVER)


def _row(row: dict[str, Any]) -> Row:
    since = row["doubted_at"] or row["send_started"]
    return Row(State(row["state"]), Channel(row["channel"]), Kind(row["kind"]), int(row["attempts"]), row["id"].int, since)


async def _write_rows(judged: Sequence[Judged], now: datetime) -> None:
    columns = zip(
        *(
            (
                one.row["id"],
                one.change.state.value,
                one.change.next_at,
                "" if one.change.state is State.SENT else one.change.note[:120],
                one.happened.message_id if isinstance(one.happened, Delivered) else None,
                one.change.grant is Grant.KEEP,
                one.change.state not in OPEN,
                int(isinstance(one.happened, Doubtful) and one.happened.crashed),
                one.happened.code[:40] if isinstance(one.happened, Refused | FailedLater) else None,
                isinstance(one.happened, Doubtful),
            )
            for one in judged
        ),
        strict=True,
    )
    await sql(_WRITE, now, *(list(column) for column in columns))


async def confirm(delivery_ids: Sequence[UUID], now: datetime) -> None:
    """Notes that the provider has said of these that they arrived, whatever became of them here."""
    if delivery_ids:
        await sql("UPDATE push_delivery SET confirmed_at = coalesce(confirmed_at, $2) WHERE id = ANY($1::uuid[])", list(delivery_ids), now)


async def remember(lines: Sequence[tuple[UUID, str, str]], now: datetime, actor: str = "system") -> None:
    """Adds lines (delivery, state, note) to the histories that operators read."""
    if lines:
        await sql(_REMEMBER, now, *(list(column) for column in zip(*lines, strict=True)), actor)


async def cancel(notes: Mapping[UUID, str], now: datetime) -> None:
    """Takes back deliveries that have not left, each with its reason, in the caller's transaction."""
    if notes:
        await sql(_CANCEL, now, list(notes), list(notes.values()))
        await remember([(delivery_id, State.CANCELLED.value, note) for delivery_id, note in notes.items()], now)


async def _next_channels(judged: Sequence[Judged], now: datetime) -> None:
    hops = [(one.row["id"], following.value) for one in judged if (following := policy.below(Channel(one.row["channel"])))]
    if hops and await sql(_HOP, now, [hop[0] for hop in hops], [hop[1] for hop in hops]):
        await enqueue("push.dispatch")


async def _grants(judged: Sequence[Judged], now: datetime) -> None:
    """Gives a taken subscription back after a definite no, or forgets what WeChat says isn't there."""
    taken = [one for one in judged if one.row["grant_held"]]
    await quota.change(
        [
            Entry(_cause(one, "back"), one.row["citizen_id"], one.row["template"], 1, "back")
            for one in taken
            if one.change.grant is Grant.BACK
        ],
        now,
    )
    await quota.forget(
        [
            (_cause(one, "gone"), one.row["citizen_id"], one.row["template"], "gone")
            for one in judged
            if one.change.grant is Grant.FORGET and _counts_on_a_grant(one.row)
        ],
        now,
    )


def _counts_on_a_grant(row: dict[str, Any]) -> bool:
    """A long-term permission is not taken for a send, but it can be gone all the same."""
    return row["channel"] == Channel.WECHAT and bool(row["grant_held"] or is_long_term(row["template"]))


def _cause(one: Judged, word: str) -> str:
    return f"{word}:{one.row['id']}:{one.row['attempts']}"


async def _beside(one: Judged, now: datetime) -> None:
    if one.change.pause:
        await pauses.pause(one.row["channel"], one.change.note, now)
    if one.change.unlink and one.row["channel"] == Channel.OFFICIAL:
        await followers.left_by(one.row["citizen_id"], now)
    elif one.change.unlink:
        person = await people.person(one.row["citizen_id"])
        if person.openid:
            await people.unlink(person.openid)
