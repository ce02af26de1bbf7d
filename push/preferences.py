"""What people want to hear, by which way and when: one truth for every channel, a STOP by text message included."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from core import clock, crypto
from core.errors import Conflict, Invalid
from core.tables import sql, transaction
from profile import people
from profile.people import Addresses
from push.topics import (
    CHANNELS,
    EARLIEST_EVENING,
    EVENING,
    LATEST_MORNING,
    MORNING,
    NOTHING_CHOSEN,
    TOPICS,
    Choices,
    Topic,
    leaves_a_way,
    of_template,
)

_STOP = """
INSERT INTO push_sms_stop (id, created_at, phone_index, stopped_at) VALUES (uuidv7(), $2, $1, $2) ON CONFLICT (phone_index) DO NOTHING
"""
_KEEP = "UPDATE push_preference SET off = $2, quiet_from = $3, quiet_until = $4 WHERE citizen_id = $1"
# One row a person, made where there is none, so that two changes at once wait for each other.
_ENSURE = """
INSERT INTO push_preference (id, created_at, citizen_id, off, quiet_from, quiet_until) VALUES (uuidv7(), $1, $2, '[]', 21, 9)
ON CONFLICT (citizen_id) DO NOTHING
"""


async def stop_sms(phone: str) -> None:
    """No more texts to this number, whoever sends them and whether or not it belongs to an account. `phone`: eleven digits."""
    await sql(_STOP, _index(phone), clock.now())


async def resume_sms(phone: str) -> None:
    """Texts are welcome again."""
    await sql("DELETE FROM push_sms_stop WHERE phone_index = $1", _index(phone))


async def sms_stopped(phones: Collection[str]) -> set[str]:
    """Those of these numbers whose owners said STOP; every sender of texts asks here first."""
    by_index = {_index(phone): phone for phone in phones}
    return {by_index[one] for one in await _stopped(list(by_index))}


async def _stopped(indexes: list[str]) -> set[str]:
    rows = await sql("SELECT phone_index FROM push_sms_stop WHERE phone_index = ANY($1::text[])", indexes)
    return {row["phone_index"] for row in rows}


def _index(phone: str) -> str:
    return crypto.blind_index(phone, "phone")


async def choices(known: Mapping[UUID, Addresses]) -> dict[UUID, Choices]:
    """What each of these people has chosen, in two queries however many they are; people without a choice are left out."""
    rows = await sql("SELECT citizen_id, off, quiet_from, quiet_until FROM push_preference WHERE citizen_id = ANY($1::uuid[])", list(known))
    chosen = {row["citizen_id"]: row for row in rows}
    stopped = await _stopped([one.phone_index for one in known.values() if one.phone_index])
    return {
        citizen_id: _opened(chosen.get(citizen_id), stopped=one.phone_index in stopped)
        for citizen_id, one in known.items()
        if citizen_id in chosen or one.phone_index in stopped
    }


def _opened(row: dict[str, Any] | None, *, stopped: bool) -> Choices:
    if row is None:
        return Choices(sms_stopped=stopped)
    off = frozenset((topic, channel) for topic, channel in orjson.loads(row["off"]))
    return Choices(off, stopped, int(row["quiet_from"]), int(row["quiet_until"]))


def closed(rows: Sequence[dict[str, Any]], chosen: Mapping[UUID, Choices]) -> dict[UUID, set[str]]:
    """Delivery id → the channels that its person does not want for it."""
    return {
        row["id"]: chosen[row["citizen_id"]].closed(of_template(row["template"])) if row["citizen_id"] in chosen else set() for row in rows
    }


async def of(citizen_id: UUID) -> Choices:
    """What this person has chosen."""
    return (await choices(await people.addresses([citizen_id]))).get(citizen_id, NOTHING_CHOSEN)


async def page(citizen_id: UUID) -> dict[str, Any]:
    """The person's own page: `{topics: [{key, name, note, must_know, channels: [{key, name, on}]}], sms_stopped, quiet_from, …}`."""
    address = (await people.addresses([citizen_id]))[citizen_id]
    held = (await choices({citizen_id: address})).get(citizen_id, NOTHING_CHOSEN)
    return {
        "topics": [
            {"key": topic, "name": about.name, "note": about.note, "must_know": about.must_know, "channels": _switches(held, topic)}
            for topic, about in TOPICS.items()
        ],
        "sms_stopped": held.sms_stopped,
        "phone": bool(address.phone),
        "quiet_from": held.quiet_from,
        "quiet_until": held.quiet_until,
        "evenings": list(range(EARLIEST_EVENING, EVENING + 1)),
        "mornings": list(range(MORNING, LATEST_MORNING + 1)),
    }


def _switches(held: Choices, topic: Topic) -> list[dict[str, Any]]:
    return [{"key": channel, "name": name, "on": held.takes(topic, channel)} for channel, name in CHANNELS.items()]


async def change(
    citizen_id: UUID, switches: Sequence[tuple[str, str, bool]], *, sms_stopped: bool | None = None, quiet: tuple[int, int] | None = None
) -> None:
    """Keeps what the person chose, all or nothing: switches (topic, channel, on), texts stopped or not, hours of quiet.

    Raises `Invalid` for what can't be chosen, `Conflict` when a must-know topic would lose its last way.
    """
    async with transaction():
        if switches or quiet:
            held = await _locked(citizen_id)
            await _keep(citizen_id, _switched(held.off, switches), quiet or (held.quiet_from, held.quiet_until))
        if sms_stopped is not None:
            phone = await _own_phone(citizen_id)
            await (stop_sms(phone) if sms_stopped else resume_sms(phone))


def _switched(held: Collection[tuple[str, str]], switches: Sequence[tuple[str, str, bool]]) -> set[tuple[str, str]]:
    off = set(held)
    for topic, channel, on in switches:
        if topic not in TOPICS or channel not in CHANNELS:
            raise Invalid("preference.unknown", "没有这一项设置，请刷新页面后再试。")
        (off.discard if on else off.add)((topic, channel))
    if not leaves_a_way(off):
        raise Conflict("preference.must_know", "证照的最后一次提醒不能全部关闭，否则证照可能悄悄过期。请至少留一种方式。")
    return off


async def _own_phone(citizen_id: UUID) -> str:
    phone = (await people.addresses([citizen_id]))[citizen_id].phone
    if phone is None:
        raise Conflict("preference.no_phone", "您还没有绑定手机号，不会收到短信。")
    return phone


async def _locked(citizen_id: UUID) -> Choices:
    await sql(_ENSURE, clock.now(), citizen_id)
    rows = await sql("SELECT off, quiet_from, quiet_until FROM push_preference WHERE citizen_id = $1 FOR UPDATE", citizen_id)
    return _opened(rows[0], stopped=False)


async def _keep(citizen_id: UUID, off: Collection[tuple[str, str]], quiet: tuple[int, int]) -> None:
    evening, morning = quiet
    if not (EARLIEST_EVENING <= evening <= EVENING and MORNING <= morning <= LATEST_MORNING):
        words = f"安静时间可以从{EARLIEST_EVENING}–{EVENING}点开始，到{MORNING}–{LATEST_MORNING}点结束。"
        raise Invalid("preference.quiet", words, "quiet_from")
    await sql(_KEEP, citizen_id, orjson.dumps(sorted(off)).decode(), evening, morning)
