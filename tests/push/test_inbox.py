"""The inbox and the operators' board: every message once, every try visible, nobody else's readable, people masked."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from core import clock
from core.errors import Conflict, Invalid, NotFound
from profile import ledger
from push import compose, deliveries, inbox, records
from push.states import Kind
from tests.push.steps import crank, state, tries


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


@pytest.fixture(autouse=True)
def _fine_weather(sandbox):
    yield
    sandbox.clear_faults()


async def test_a_message_stands_in_the_inbox_with_what_became_of_it(invite, tell, sandbox):
    guest = await invite(grants=1, phone=True)
    sandbox.faults("wechat.send", "43101")
    await tell(guest)
    await crank()
    page = await inbox.messages(guest.citizen_id)
    (item,) = page["items"]
    assert page["unread"] == 1
    assert item["category"] == "reminder"
    assert item["title"] == "机动车驾驶证还有25天到期"
    assert item["link"]["page"] == "pages-service/renewal/index"
    assert [(one["channel"], one["state"]) for one in item["deliveries"]] == [("inbox", "sent"), ("wechat", "moved"), ("sms", "sent")]


async def test_the_same_occasion_is_written_once(invite):
    guest = await invite()
    due = clock.today()
    message = compose.expiring(compose.Expiring("普通护照", False, due, due, due, 0, True))
    news = [records.News("once", guest.citizen_id, None, message, compose.WALLET, Kind.MUST_ARRIVE)]
    written = await asyncio.gather(*(records.write(news, clock.now()) for _ in range(8)))
    assert sum(written) == 1
    assert len((await inbox.messages(guest.citizen_id))["items"]) == 1


async def test_reading_counts_down_and_somebody_else_can_not(invite, tell):
    guest, stranger = await invite(), await invite()
    await tell(guest)
    await tell(guest)
    first, _ = (await inbox.messages(guest.citizen_id))["items"]
    with pytest.raises(NotFound):
        await inbox.read(stranger.citizen_id, first["id"])
    read = await inbox.read(guest.citizen_id, first["id"])
    assert read["read_at"] is not None
    assert (await inbox.read(guest.citizen_id, first["id"]))["read_at"] == read["read_at"]
    assert await inbox.unread(guest.citizen_id) == 1
    mark = await inbox.read_all(guest.citizen_id)
    await inbox.unread_all(guest.citizen_id, mark)
    assert (await inbox.messages(guest.citizen_id))["unread_by"] == {"reminder": 1, "case": 0, "system": 0}
    await inbox.read_all(guest.citizen_id)
    assert await inbox.unread(guest.citizen_id) == 0
    assert (await inbox.messages(stranger.citizen_id))["items"] == []


async def test_pages_follow_on_each_other_without_gap_or_repeat(invite, tell):
    guest = await invite()
    for _ in range(inbox.PAGE + 3):
        await tell(guest)
    first = await inbox.messages(guest.citizen_id, "reminder")
    second = await inbox.messages(guest.citizen_id, "reminder", first["next_cursor"])
    ids = [item["id"] for item in first["items"] + second["items"]]
    assert len(first["items"]) == inbox.PAGE
    assert len(set(ids)) == inbox.PAGE + 3
    assert second["next_cursor"] is None
    assert (await inbox.messages(guest.citizen_id, "case"))["items"] == []


@pytest.mark.parametrize("cursor", ["x", "不是", "MjAyNg==", "fHw="])
async def test_a_broken_cursor_is_refused_in_words(invite, cursor):
    guest = await invite()
    with pytest.raises(Invalid):
        await inbox.messages(guest.citizen_id, None, cursor)


async def test_operators_see_states_masked_people_and_the_history(invite, tell, sandbox):
    guest = await invite(grants=1, phone=True)
    sandbox.faults("wechat.send", "47003")
    subject = await tell(guest)
    await crank()
    operator = uuid4()
    dead = (await deliveries.board(operator, state="dead"))["items"][0]
    assert dead["id"] == (await tries(subject))[0]["id"]
    assert dead["recipient"].startswith("尾号")
    assert sandbox.person(guest.user)["phone"] not in str(dead)
    whole = await deliveries.one(dead["id"], operator)
    assert [event["state"] for event in whole["events"]] == ["dead"]
    await deliveries.board(operator)
    looks = [line.purpose for line in (await ledger.page(guest.citizen_id)).items if line.kind == "operator"]
    assert looks == ["处理没有送达的消息", "在消息列表里找没有送达的消息"]  # a list is noted once an hour
    summary = await deliveries.summary()
    assert summary["needs_attention"] >= 1
    assert {"wechat", "sms"} <= {count["channel"] for count in summary["counts"]}


async def test_a_failure_is_retried_by_hand_only_while_no_other_channel_carried_it(invite, tell, sandbox):
    carried, alone = await invite(grants=1, phone=True), await invite(grants=1)
    sandbox.faults("wechat.send", "45168")
    held = await tell(alone)
    await crank()
    sandbox.clear_faults()
    sandbox.faults("wechat.send", "47003")
    dead = await tell(carried)
    await crank()
    sandbox.clear_faults()
    operator = uuid4()
    with pytest.raises(Conflict):
        await deliveries.retry((await tries(dead))[0]["id"], operator)
    assert await state(held) == [("wechat", "held")]
    shown = await deliveries.retry((await tries(held))[0]["id"], operator)
    assert shown["events"][-1]["actor"] == str(operator)
    await crank()
    assert await state(held) == [("wechat", "sent")]
    with pytest.raises(Conflict):
        await deliveries.retry((await tries(held))[0]["id"], operator)
    with pytest.raises(NotFound):
        await deliveries.retry(uuid4(), operator)


@pytest.mark.parametrize("wrong", [{"state": "gone"}, {"channel": "pigeon"}, {"cursor": "x"}])
async def test_an_unknown_filter_is_refused_in_words(database, wrong):
    with pytest.raises(Invalid):
        await deliveries.board(uuid4(), **wrong)
