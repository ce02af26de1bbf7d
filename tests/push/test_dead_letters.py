"""What did not get through: gathered by cause, mended, tried again many at once, and the ledger gone over at night."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from api.shapes.staff import GrantChecks
from core import clock as time
from core.errors import Conflict, Invalid, NotFound
from core.tables import sql, uuid7
from local.instance import Instance, Sandbox
from push import bookkeeping, deadletters, deliveries, policy, quota
from push.states import Kind
from tests.push.steps import EXPIRING, crank, state, tries

STAFF = uuid4()


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


@pytest.fixture(autouse=True)
async def _fine_weather(sandbox: Sandbox, database: Instance):
    yield
    sandbox.clear_faults()
    await sql("UPDATE push_delivery SET state = 'cancelled' WHERE state <> 'sent'")
    await sql("DELETE FROM push_channel_gate")


async def dead(invite, tell, sandbox, count: int) -> list:
    """Messages that WeChat found wrong, of the kind that takes no other way."""
    sandbox.faults("wechat.send", "47003")
    subjects = [await tell(await invite(grants=1), Kind.NEVER_TWICE) for _ in range(count)]
    await crank()
    sandbox.clear_faults()
    assert [await state(subject) for subject in subjects] == [[("wechat", "dead")]] * count
    return subjects


async def test_what_failed_by_one_cause_is_one_group_and_is_tried_again_as_one(invite, tell, sandbox, clock):
    subjects = await dead(invite, tell, sandbox, 3)
    (group,) = await deadletters.groups()
    assert (group["channel"], group["count"], group["template_title"]) == ("wechat", 3, "证照到期提醒")
    assert "47003" in group["reason"]
    done = await deadletters.retry_group(group["channel"], group["template"], group["state"], group["reason"], STAFF)
    assert done == {"retried": 3, "carried": 0, "not_failed": 0}
    clock.move(timedelta(seconds=11))
    await crank()
    assert [await state(subject) for subject in subjects] == [[("wechat", "sent")]] * 3
    assert await deadletters.groups() == []


async def test_only_what_failed_and_nobody_carries_is_tried_again(invite, tell, sandbox):
    fine = await tell(await invite(grants=1))
    await crank()
    sandbox.faults("wechat.send", "47003")
    carried = await tell(await invite(grants=1, phone=True))
    await crank()
    sandbox.clear_faults()
    (alone,) = await dead(invite, tell, sandbox, 1)
    ids = [(await tries(subject))[0]["id"] for subject in (fine, carried, alone)]
    assert await deadletters.retry([*ids, uuid7()], STAFF) == {"retried": 1, "carried": 1, "not_failed": 2}
    assert await state(fine) == [("wechat", "sent")]
    assert (await state(carried))[0] == ("wechat", "dead")
    assert await state(alone) == [("wechat", "pending")]


async def test_two_operators_at_once_send_it_once(invite, tell, sandbox, clock):
    (subject,) = await dead(invite, tell, sandbox, 1)
    (row,) = await tries(subject)
    both = await asyncio.gather(*(deadletters.retry([row["id"]], STAFF) for _ in range(2)))
    assert sorted(one["retried"] for one in both) == [0, 1]
    clock.move(timedelta(seconds=11))
    await crank()
    taken = [event["page"] for event in sandbox.journal(kind="wechat.accepted")]
    assert sum(str(subject) in page for page in taken) == 1


async def test_words_are_mended_within_the_rules_of_the_template_and_sent(invite, tell, sandbox, clock):
    (subject,) = await dead(invite, tell, sandbox, 1)
    (row,) = await tries(subject)
    shown = await deliveries.edit(row["id"], {"wechat": {"thing1": "驾驶证（正本）"}}, STAFF)
    assert {(one["channel"], one["key"]): one["value"] for one in shown["words"]}["wechat", "thing1"] == "驾驶证（正本）"
    assert shown["events"][-1]["actor"] == str(STAFF)
    await deadletters.retry([row["id"]], STAFF)
    clock.move(timedelta(seconds=11))
    await crank()
    (sent,) = [event for event in sandbox.journal(kind="wechat.accepted") if str(subject) in event["page"]]
    assert sent["data"]["thing1"]["value"] == "驾驶证（正本）"
    with pytest.raises(Conflict):
        await deliveries.edit(row["id"], {"wechat": {"thing1": "太晚了"}}, STAFF)


@pytest.mark.parametrize(
    "changes", [{"wechat": {"date2": "明天"}}, {"wechat": {"thing9": "没有"}}, {"sms": {"nobody": "没有"}}, {"sms": {"advice": "\x00"}}]
)
async def test_words_that_the_template_does_not_take_change_nothing(invite, tell, sandbox, changes):
    (subject,) = await dead(invite, tell, sandbox, 1)
    (row,) = await tries(subject)
    with pytest.raises(Invalid):
        await deadletters.edit(row["id"], changes, STAFF)
    assert (await tries(subject))[0]["payload"] == row["payload"]


async def test_what_is_not_there_is_said_so(database):
    with pytest.raises(NotFound):
        await deadletters.edit(uuid7(), {}, STAFF)
    with pytest.raises(NotFound):
        await deliveries.retry(uuid7(), STAFF)
    with pytest.raises(Invalid):
        await deadletters.retry([uuid7() for _ in range(deadletters.AT_ONCE + 1)], STAFF)


async def test_the_nightly_look_finds_a_balance_that_its_entries_do_not_explain(invite, tell, clock):
    good, wrong = await invite(grants=2), await invite(grants=2)
    doubted = await invite(grants=1)
    subject = await tell(doubted)
    await crank()
    await sql("UPDATE push_delivery SET state = 'uncertain', grant_held = true WHERE subject_id = $1", subject)
    await sql("UPDATE push_grant_balance SET balance = 5 WHERE citizen_id = $1", wrong.citizen_id)
    assert await bookkeeping.compare(time.now()) == 2
    assert await bookkeeping.compare(time.now()) == 1  # what was set right is right
    rows = await sql("SELECT citizen_id, balance, entries, doubtful FROM push_grant_difference")
    found = {row["citizen_id"]: (row["balance"], row["entries"], row["doubtful"]) for row in rows}
    assert found[wrong.citizen_id] == (5, 2, 0)
    assert found[doubted.citizen_id] == (0, 0, 1)
    assert good.citizen_id not in found
    assert [row["balance"] for row in await quota.templates(wrong.citizen_id) if row["id"] == EXPIRING] == [2]
    shown = GrantChecks.model_validate(await bookkeeping.page(STAFF)).model_dump()
    assert [(one["balance"], one["done"], bool(one["done_text"])) for one in shown["items"]] == [(5, "corrected", True), (0, "", True)]
    assert [(one["differed"], one["corrected"], one["by"]) for one in shown["checks"]] == [(1, 0, None), (2, 1, None)]
    assert not shown["overdue"]
    assert await bookkeeping.nightly(time.now()) == 0  # looked at already today
    clock.move(timedelta(days=2))
    assert (await bookkeeping.page(STAFF))["overdue"]
    assert await bookkeeping.nightly(time.now()) == 1  # caught up with
    assert policy.may_send(time.now())
