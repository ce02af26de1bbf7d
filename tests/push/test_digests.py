"""Budget, festivals, hours of one's own, emergencies and digests, on real rows and a sandbox that counts what arrives."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from core import clock as time
from core.errors import Conflict
from core.settings import settings
from core.tables import sql
from profile import issuing
from profile.issuing import Issue
from push import deliveries, digests, inbox, outbox, preferences
from push.courtesy import Weight
from tests.push.steps import crank, state, tries, turn

STAFF = uuid4()


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


def _licence(citizen_id: UUID) -> Issue:
    day = time.today()
    return Issue("ZJCT002", "330106199003074517", day, None, "公安", day, "registry", 1, uuid4(), citizen_id, None)


@pytest.fixture(autouse=True)
async def _a_day_like_any_other(clock, database):
    clock.set(datetime(2026, 3, 10, 2, tzinfo=UTC))
    yield
    await sql("UPDATE push_delivery SET state = 'cancelled' WHERE state IN ('pending', 'leased', 'unknown')")


async def test_several_things_for_one_person_are_one_message_and_one_inbox_item_each(invite, tell):
    guest, other = await invite(phone=True), await invite(phone=True)
    subjects = [await tell(guest) for _ in range(3)]
    alone = await tell(other)
    assert await asyncio.gather(*(digests.gather(time.now()) for _ in range(3))) in ([1, 0, 0], [0, 1, 0], [0, 0, 1])
    await crank()
    assert [await state(subject) for subject in subjects] == [[("wechat", "gathered")]] * 3
    assert len(guest.messages("sms")) == len(other.messages("sms")) == 1
    assert "等3件" in guest.messages("sms")[0]["text"]
    assert await state(alone) == [("sms", "sent")]
    items = (await inbox.messages(guest.citizen_id))["items"]
    assert [[(one["channel"], one["state"]) for one in item["deliveries"]] for item in items] == [[("inbox", "sent"), ("sms", "sent")]] * 3


async def test_a_digest_that_names_something_renewed_meanwhile_is_taken_back_and_gathered_anew(invite, tell):
    guest = await invite(phone=True)
    licence = await issuing.add(_licence(guest.citizen_id))
    first, *_ = [await tell(guest) for _ in range(3)]
    await sql("UPDATE push_delivery SET subject_id = $2 WHERE subject_id = $1", first, licence)
    assert await digests.gather(time.now()) == 1
    await issuing.issue_next(licence, issued_on=time.today(), number=None, printed_until=None, source="公安", because="case")
    await crank()
    assert await state(licence) == [("wechat", "cancelled")]
    (message,) = guest.messages("sms")
    assert "等2件" in message["text"]


async def test_over_the_weekly_budget_a_message_waits_unless_it_is_urgent(invite, tell, clock):
    guest = await invite(phone=True)
    for _ in range(settings().weekly_messages):
        await tell(guest, state="sent", channel="sms", send_started=time.now() - timedelta(days=2))
    over, urgent = await tell(guest), await tell(guest, weight=Weight.URGENT.value)
    await crank()
    assert await state(urgent) == [("sms", "sent")]
    (row,) = await tries(over)
    assert (row["state"], row["last_error"]) == ("pending", "本周消息已够多")
    assert row["next_at"] > time.now() + timedelta(days=4)
    clock.set(row["next_at"] + timedelta(seconds=1))
    await crank()
    assert await state(over) == [("sms", "sent")]


async def test_a_festival_and_hours_of_ones_own_put_a_message_off(invite, tell, clock):
    clock.set(datetime(2026, 4, 4, 2, tzinfo=UTC))
    guest, early = await invite(phone=True), await invite(phone=True)
    festive = await tell(guest)
    await crank()
    (row,) = await tries(festive)
    assert (row["next_at"], row["last_error"]) == (datetime(2026, 4, 7, 1, tzinfo=UTC), "节假日不打扰")
    clock.set(datetime(2026, 3, 10, 11, 30, tzinfo=UTC))
    await preferences.change(early.citizen_id, [], quiet=(19, 10))
    late = await tell(early)
    await crank()
    assert (await tries(late))[0]["next_at"] == datetime(2026, 3, 11, 2, tzinfo=UTC)


async def test_an_emergency_passes_the_night_and_says_who_and_why(invite, tell, clock):
    clock.set(datetime(2026, 3, 10, 15, tzinfo=UTC))
    guest = await invite(phone=True)
    subject, quiet = await tell(guest), await tell(await invite(phone=True))
    (row,) = await tries(subject)
    shown = await deliveries.hasten(row["id"], STAFF, "台风红色预警")
    assert shown["events"][-1] == {**shown["events"][-1], "note": "紧急发送：台风红色预警", "actor": str(STAFF)}
    await outbox.dispatch(time.now())
    await sql("UPDATE push_delivery SET state = 'pending' WHERE state = 'leased'")
    await turn()
    assert await state(subject) == [("sms", "sent")]
    assert await state(quiet) == [("wechat", "pending")]
    with pytest.raises(Conflict):
        await deliveries.hasten(row["id"], STAFF, "再来一次")
