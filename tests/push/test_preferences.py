"""What people chose is kept by every channel: ways switched off by topic, STOP by text, and what can't be switched off wholly."""

from __future__ import annotations

from uuid import uuid4

import pytest

from core import clock as time
from core.errors import Conflict, Invalid
from core.tables import sql
from profile import people
from push import lots, preferences
from push.topics import CHANNELS, Topic
from tests.push.steps import crank, state


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


async def _phone(guest) -> str:
    return (await people.addresses([guest.citizen_id]))[guest.citizen_id].phone


async def test_a_way_that_was_switched_off_is_passed_over(invite, tell):
    guest = await invite(grants=1, phone=True)
    await preferences.change(guest.citizen_id, [("certificate", "wechat", False)])
    subject = await tell(guest)
    await crank()
    assert await state(subject) == [("sms", "sent")]


async def test_a_stop_by_text_counts_everywhere_and_can_be_taken_back(invite, tell):
    guest = await invite(phone=True)
    phone = await _phone(guest)
    await preferences.stop_sms(phone)
    await preferences.stop_sms(phone)
    stopped = await tell(guest)
    await crank()
    assert await state(stopped) == [("inbox", "sent")]
    assert await preferences.sms_stopped([phone, "13800138000"]) == {phone}
    assert (await preferences.page(guest.citizen_id))["sms_stopped"]
    await preferences.change(guest.citizen_id, [], sms_stopped=False)
    again = await tell(guest)
    await crank()
    assert await state(again) == [("sms", "sent")]


async def test_the_last_way_of_a_must_know_topic_stays_and_nothing_of_the_change_is_kept(invite):
    guest = await invite()
    with pytest.raises(Conflict, match="must_know"):
        await preferences.change(guest.citizen_id, [("certificate", channel, False) for channel in CHANNELS])
    await preferences.change(guest.citizen_id, [("survey", channel, False) for channel in CHANNELS])
    topics = {one["key"]: one["channels"] for one in (await preferences.page(guest.citizen_id))["topics"]}
    assert all(one["on"] for one in topics["certificate"])
    assert not any(one["on"] for one in topics["survey"])


async def test_hours_of_quiet_can_be_made_longer_but_not_shorter(invite):
    guest = await invite()
    await preferences.change(guest.citizen_id, [], quiet=(19, 10))
    assert (await preferences.of(guest.citizen_id)).quiet_from == 19
    with pytest.raises(Invalid):
        await preferences.change(guest.citizen_id, [], quiet=(23, 7))


async def test_a_twentieth_by_lot_is_not_told_of_suggestions_and_nobody_is_spared_a_reminder(invite):
    guests = [uuid4() for _ in range(20_000)]
    now = time.now()
    out = {one for one in guests if lots.drawn(one, Topic.SUGGESTION, lots.period(now))}
    assert 800 < len(out) < 1200
    assert out != {one for one in guests if lots.drawn(one, Topic.SURVEY, lots.period(now))}
    assert not any(lots.drawn(one, topic, lots.period(now)) for one in out for topic in (Topic.CERTIFICATE, Topic.CASE, Topic.POLICY))
    known = [(await invite()).citizen_id for _ in range(2)]
    found = await lots.held_out(known, Topic.SURVEY, now)
    assert found == await lots.held_out(known, Topic.SURVEY, now)
    logged = {row["citizen_id"] for row in await sql("SELECT citizen_id FROM push_held_out WHERE citizen_id = ANY($1::uuid[])", known)}
    assert logged == found
