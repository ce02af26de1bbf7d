"""Deliveries on real Postgres and the sandbox's WeChat and SMS over HTTP: nothing lost, nothing twice, every state visible."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from core import clock as time
from core.tables import sql, transaction
from local.instance import Instance, Sandbox
from profile import signin
from push import begin, bookkeeping, deliveries, gates, outbox, pacing, provider, reconcile, settle, sms_reports
from push.policy import Channel
from push.states import Delivered, FailedLater, Kind, Refused
from tests.push.steps import EXPIRING, Guest, balance, crank, eventually, has_grants, settled, state, tries, turn


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


@pytest.fixture(autouse=True)
async def _fine_weather(sandbox: Sandbox, database: Instance):
    yield
    sandbox.clear_faults()
    await sql("UPDATE push_delivery SET state = 'cancelled' WHERE state IN ('pending', 'leased', 'unknown')")
    await sql("DELETE FROM push_channel_gate")


async def test_a_message_goes_by_wechat_while_a_subscription_is_left(invite, tell):
    guest = await invite(grants=1, phone=True)
    subject = await tell(guest)
    await crank()
    assert await state(subject) == [("wechat", "sent")]
    (message,) = guest.messages("wechat")
    assert message["title"] == "证照到期提醒"
    assert message["fields"][0]["value"] == "机动车驾驶证"
    assert message["page"].startswith("pages-service/renewal/index?certificate=")
    assert await balance(guest) == 0


async def test_without_a_subscription_it_goes_by_sms(invite, tell):
    guest = await invite(phone=True)
    subject = await tell(guest)
    await crank()
    assert await state(subject) == [("sms", "sent")]
    assert "机动车驾驶证办理截止2026年4月4日" in guest.messages("sms")[0]["text"]


async def test_without_phone_and_subscription_the_inbox_alone_holds_it(invite, tell):
    subject = await tell(await invite())
    await crank()
    assert await state(subject) == [("inbox", "sent")]


async def test_43101_forgets_the_grant_and_falls_to_sms(invite, tell, sandbox):
    guest = await invite(grants=1, phone=True)
    sandbox.call("POST", "/admin/grants", {"user": guest.user, "template_id": EXPIRING, "balance": 0})
    subject = await tell(guest)
    await crank()
    assert await state(subject) == [("wechat", "moved"), ("sms", "sent")]
    assert "43101" in (await tries(subject))[0]["last_error"]
    assert await balance(guest) == 0


async def test_an_unreachable_openid_is_unlinked_and_the_phone_hears_it(invite, tell, sandbox):
    guest = await invite(grants=1, phone=True)
    sandbox.faults("wechat.send", "40003")
    subject = await tell(guest)
    await crank()
    assert await state(subject) == [("wechat", "moved"), ("sms", "sent")]
    assert await sql("SELECT openid FROM profile_citizen WHERE id = $1", guest.citizen_id) == [{"openid": None}]


async def test_a_busy_wechat_is_tried_again_and_the_grant_comes_back_meanwhile(invite, tell, sandbox, clock):
    guest = await invite(grants=1)
    sandbox.faults("wechat.send", "busy")
    subject = await tell(guest)
    await crank()
    assert await state(subject) == [("wechat", "pending")]
    assert await balance(guest) == 1
    sandbox.clear_faults()
    clock.move(timedelta(seconds=12))
    await crank()
    assert await state(subject) == [("wechat", "sent")]
    assert await balance(guest) == 0


async def test_a_channel_that_keeps_failing_is_left_alone_probed_and_used_again(invite, tell, sandbox, clock):
    guests = [await invite(grants=1) for _ in range(pacing.LEAST_FAILURES + 2)]
    sandbox.faults("wechat.send", "busy")
    subjects = [await tell(guest) for guest in guests[:-1]]
    await crank()
    late = await tell(guests[-1])
    await turn()
    (row,) = await tries(late)
    assert (row["state"], row["attempts"]) == ("pending", 0)
    (closed,) = (await deliveries.summary())["paused"]
    assert (closed["channel"], closed["reason"][:4]) == ("wechat", "连续失败")
    sandbox.clear_faults()
    for _ in range(5):
        clock.move(timedelta(seconds=25))
        await crank()
    assert {one for subject in (*subjects, late) for one in await state(subject)} == {("wechat", "sent")}
    assert (await deliveries.summary())["paused"] == []


async def test_when_one_call_says_that_the_day_is_used_up_no_other_is_made(invite, tell, sandbox):
    first, second = await invite(grants=1), await invite(grants=1)
    sandbox.faults("wechat.send", "45009")
    await tell(first)
    await crank()
    subject = await tell(second)
    await crank()
    (row,) = await tries(subject)
    assert (row["state"], row["attempts"]) == ("pending", 0)
    assert time.local(row["next_at"]).hour == 9


async def test_a_message_whose_worker_never_came_back_goes_alone(invite, tell):
    suspect, healthy = await tell(await invite(grants=1), crashes=1), await tell(await invite(grants=1))
    await turn()
    assert (await state(suspect), await state(healthy)) == ([("wechat", "pending")], [("wechat", "sent")])
    token, count = await outbox.claim(time.now(), suspects=True)
    assert (count, await outbox.deliver(token)) == (1, 1)
    assert await state(suspect) == [("wechat", "sent")]


async def test_a_used_up_daily_quota_waits_for_the_next_morning(invite, tell, sandbox):
    sandbox.faults("wechat.send", "45009")
    subject = await tell(await invite(grants=1))
    await crank()
    (row,) = await tries(subject)
    assert row["state"] == "pending"
    assert time.local(row["next_at"]).hour == 9
    assert row["next_at"] - time.now() > timedelta(hours=12)


async def test_a_wrong_template_is_a_dead_letter_and_the_person_hears_by_sms(invite, tell, sandbox):
    guest = await invite(grants=1, phone=True)
    sandbox.faults("wechat.send", "47003")
    subject = await tell(guest)
    await crank()
    assert await state(subject) == [("wechat", "dead"), ("sms", "sent")]
    assert await balance(guest) == 1


async def test_a_closed_channel_rests_and_everybody_goes_by_sms(invite, tell, sandbox):
    first, second = await invite(grants=1, phone=True), await invite(grants=1, phone=True)
    sandbox.faults("wechat.send", "48001")
    hit = await tell(first)
    await crank()
    sandbox.clear_faults()
    spared = await tell(second)
    await crank()
    assert await state(hit) == [("wechat", "moved"), ("sms", "sent")]
    assert await state(spared) == [("sms", "sent")]
    await sql("DELETE FROM push_channel_pause")


async def test_accepted_then_silent_stays_unknown_and_is_settled_by_the_receipt(invite, tell, sandbox):
    guest = await invite(grants=1)
    sandbox.faults("wechat.send", "torn_after_accept")
    sandbox.faults("callback", "delay")
    subject = await tell(guest)
    await crank()
    assert await state(subject) == [("wechat", "unknown")]
    await settled(subject, [("wechat", "sent")])
    assert len(guest.messages("wechat")) == 1
    assert await balance(guest) == 0


async def test_a_doubt_without_receipt_is_sent_again_after_fifteen_minutes_if_it_must_arrive(invite, tell, sandbox, clock):
    guest = await invite(grants=1)
    sandbox.faults("wechat.send", "torn")
    subject = await tell(guest)
    await crank()
    sandbox.clear_faults()
    await reconcile.reconcile(time.now())
    await crank()
    assert await state(subject) == [("wechat", "unknown")], "not before the quarter of an hour is over"
    clock.move(timedelta(minutes=15, seconds=1))
    await reconcile.reconcile(time.now())
    await crank()
    assert await state(subject) == [("wechat", "sent")]
    assert len(guest.messages("wechat")) == 1


async def test_a_doubt_that_was_delivered_after_all_is_not_shown_twice_for_want_of_a_grant(invite, tell, sandbox, clock):
    guest = await invite(grants=1)
    sandbox.faults("wechat.send", "torn_after_accept")
    sandbox.faults("callback", "drop")
    subject = await tell(guest)
    await crank()
    sandbox.clear_faults()
    clock.move(timedelta(minutes=15, seconds=1))
    await reconcile.reconcile(time.now())
    await crank()
    assert (await state(subject))[0] == ("wechat", "moved")
    assert len(guest.messages("wechat")) == 1


async def test_what_must_never_come_twice_is_closed_as_uncertain(invite, tell, sandbox, clock):
    guest = await invite(grants=2)
    sandbox.faults("wechat.send", "torn")
    subject = await tell(guest, Kind.NEVER_TWICE)
    await crank()
    sandbox.clear_faults()
    clock.move(timedelta(minutes=15, seconds=1))
    await reconcile.reconcile(time.now())
    await crank()
    assert await state(subject) == [("wechat", "uncertain")]
    assert guest.messages("wechat") == []


async def test_a_doubtful_text_is_not_repeated_and_the_gateways_own_records_settle_it(invite, tell, sandbox, clock):
    guest = await invite(phone=True)
    sandbox.faults("sms", "torn_after_accept")
    sandbox.faults("smsreport", "drop")
    subject = await tell(guest)
    await crank()
    assert await state(subject) == [("sms", "unknown")]
    sandbox.clear_faults()
    clock.move(timedelta(seconds=25))
    assert await sms_reports.ask(time.now()) == 1
    assert await state(subject) == [("sms", "sent")]
    assert len(guest.messages("sms")) == 1


async def test_two_messages_to_one_person_go_one_after_the_other(invite, tell, clock):
    guest = await invite(grants=2)
    subjects = [await tell(guest), await tell(guest)]
    await crank()
    states = sorted([(await state(subject))[0] for subject in subjects])
    assert states == [("wechat", "pending"), ("wechat", "sent")]
    assert sorted([(await tries(subject))[0]["attempts"] for subject in subjects]) == [0, 1], "WeChat was never asked for both at once"
    clock.move(timedelta(seconds=11))
    await crank()
    assert [await state(subject) for subject in subjects] == [[("wechat", "sent")]] * 2
    assert len(guest.messages("wechat")) == 2


async def test_two_dispatchers_never_begin_for_one_person_at_once(invite, tell):
    guest = await invite(grants=4)
    subjects = [await tell(guest) for _ in range(4)]
    leases = [await outbox.claim(time.now(), limit=1) for _ in subjects]
    made = await asyncio.gather(*(outbox.deliver(token) for token, _ in leases))
    assert sum(made) == 1
    assert sorted([(await tries(subject))[0]["attempts"] for subject in subjects]) == [0, 0, 0, 1]
    assert len(guest.messages("wechat")) == 1


async def test_a_token_that_can_not_be_had_means_that_nothing_was_sent(invite, tell, sandbox):
    guest = await invite(grants=1)
    sandbox.call("POST", "/admin/tokens", {"how": "revoke"})
    sandbox.faults("wechat.token", "torn")
    subject = await tell(guest)
    await turn()
    assert await state(subject) == [("wechat", "pending")]
    assert await balance(guest) == 1


async def test_many_dispatchers_at_once_send_each_message_once(invite, tell):
    guests = [await invite(grants=1) for _ in range(6)]
    subjects = [await tell(guest) for guest in guests]
    await asyncio.gather(*(turn() for _ in range(6)))
    for guest, subject in zip(guests, subjects, strict=True):
        assert await state(subject) == [("wechat", "sent")]
        assert len(guest.messages("wechat")) == 1


async def test_a_token_works_once_and_not_after_its_lease(invite, tell, clock):
    guest = await invite(grants=1)
    subject = await tell(guest)
    stale, _ = await outbox.claim(time.now())
    clock.move(timedelta(seconds=31))
    assert await outbox.deliver(stale) == 0
    await reconcile.reconcile(time.now())
    fresh, _ = await outbox.claim(time.now())
    assert await outbox.deliver(stale) == 0
    assert await outbox.deliver(fresh) == 1
    assert await outbox.deliver(fresh) == 0
    assert await state(subject) == [("wechat", "sent")]
    assert len(guest.messages("wechat")) == 1


async def test_a_late_answer_of_an_old_lease_changes_nothing(invite, tell, sandbox, clock):
    guest = await invite(phone=True)
    sandbox.faults("sms", "busy")
    subject = await tell(guest)
    await turn()
    (first,) = await tries(subject)
    clock.move(timedelta(seconds=5))
    fresh, _ = await outbox.claim(time.now())
    begun = await begin.begin(fresh, time.now(), 1)
    assert len(begun.parcels) == 1
    for late in (Refused("isv.MOBILE_NUMBER_ILLEGAL"), Delivered("m0")):
        await settle.answers([settle.Answer(first["id"], uuid4(), late)], time.now())
        assert await state(subject) == [("sms", "sending")]
    await settle.answers([settle.Answer(first["id"], fresh, Delivered("m1"))], time.now())
    assert await state(subject) == [("sms", "sent")]
    await settle.answers([settle.Answer(first["id"], fresh, Refused("isv.MOBILE_NUMBER_ILLEGAL"))], time.now())
    assert await state(subject) == [("sms", "sent")]


async def test_what_was_sent_and_failed_later_has_both_in_its_history(invite, tell):
    guest = await invite(phone=True)
    subject = await tell(guest)
    await turn()
    (row,) = await tries(subject)
    sent = (await deliveries.one(row["id"], uuid4()))["events"]
    assert [event["state"] for event in sent] == ["sent"]
    assert sent[0]["at"] == (await deliveries.one(row["id"], uuid4()))["settled_at"]
    for _ in range(2):
        async with transaction():
            (locked,) = await sql(f"SELECT {settle.COLUMNS} FROM push_delivery d WHERE d.id = $1 FOR UPDATE", row["id"])
            await settle.write([(locked, FailedLater("UNDELIV"))], time.now())
    told = (await deliveries.one(row["id"], uuid4()))["events"]
    assert [event["state"] for event in told] == ["sent", "moved"]
    assert told[0] == sent[0]


async def test_a_send_whose_worker_died_is_doubtful_and_settled_by_its_receipt(invite, tell, sandbox, clock):
    guest = await invite(grants=1)
    sandbox.faults("wechat.send", "torn_after_accept")
    sandbox.faults("callback", "drop")
    subject = await tell(guest)
    await turn()
    # as a worker leaves it that was killed after the call: begun, no answer written
    await sql("UPDATE push_delivery SET state = 'sending' WHERE subject_id = $1", subject)
    sandbox.clear_faults()
    clock.move(timedelta(seconds=31))
    await reconcile.reconcile(time.now())
    assert await state(subject) == [("wechat", "unknown")]
    replayed = [one for one in sandbox.call("GET", "/admin/journal", kind="outbound.queued")["events"] if one["channel"] == "callback"][-1]
    sandbox.call("POST", "/admin/replay", {"seq": replayed["seq"]})
    await settled(subject, [("wechat", "sent")])
    assert len(guest.messages("wechat")) == 1


async def test_a_channel_that_failed_last_night_is_called_again_in_the_morning(invite, tell):
    guest, now = await invite(grants=1, phone=True), time.now()
    await gates.admit(Channel.WECHAT, 1, now)
    long_ago = [now - timedelta(hours=hours) for hours in (14, 13)]
    await sql("UPDATE push_channel_gate SET opened_at = $1, closed_until = $2, trips = 5 WHERE channel = 'wechat'", *long_ago)
    subject = await tell(guest)
    await turn()
    assert await state(subject) == [("wechat", "sent")]
    assert await gates.shown(now) == []


async def test_leave_that_is_heard_of_days_later_counts(invite):
    guest = await invite()
    told = {"TemplateId": EXPIRING, "SubscribeStatusString": "accept", "PopupScene": "0"}
    happened = int((time.now() - timedelta(days=3)).timestamp())
    event = {"Event": "subscribe_msg_popup_event", "FromUserName": guest.openid, "CreateTime": happened, "List": told}
    for _ in range(2):
        await provider.record(event)
    assert await balance(guest) == 1


async def test_in_quiet_hours_everything_waits_for_nine(invite, tell, clock):
    guest = await invite(grants=1)
    began = clock.now()
    subject = await tell(guest)
    clock.set(began.replace(hour=13, minute=30))  # 21:30 in Shanghai
    token, _ = await outbox.claim(time.now())
    assert await outbox.deliver(token) == 0
    assert await outbox.dispatch(time.now()) == 0
    (row,) = await tries(subject)
    assert row["state"] == "pending"
    assert time.local(row["next_at"]).strftime("%H:%M") == "09:00"
    clock.set(row["next_at"] + timedelta(seconds=1))
    await crank()
    assert await state(subject) == [("wechat", "sent")]
    clock.set(began + timedelta(days=1))


async def test_a_poisoned_message_is_put_aside_after_five_tries_and_the_others_flow(invite, tell, clock):
    guest, other = await invite(grants=1, phone=True), await invite(grants=1)
    poisoned = await tell(guest, payload='{"nonsense": 1}')
    healthy = await tell(other)
    for _ in range(6):
        await crank()
        clock.move(timedelta(minutes=2))
    assert await state(healthy) == [("wechat", "sent")]
    assert (await state(poisoned))[0] == ("wechat", "dead")
    assert (await tries(poisoned))[0]["attempts"] == 5


async def test_a_taken_back_subscription_counts_from_that_moment(invite, tell, sandbox):
    guest = await invite(grants=3, phone=True)
    sandbox.call("POST", f"/admin/phones/{guest.user}", {"template_id": EXPIRING, "answer": "reject"})
    await eventually(lambda: has_grants(guest, 0))
    subject = await tell(guest)
    await crank()
    assert await state(subject) == [("sms", "sent")]


async def test_repeated_and_forged_events_change_nothing(invite, sandbox):
    sandbox.faults("callback", "duplicate")
    guest = await invite(grants=2)
    await asyncio.sleep(1)
    assert await balance(guest) == 2
    sandbox.clear_faults()
    sandbox.faults("callback", "bad_signature")
    sandbox.subscribe(guest.user, [EXPIRING])
    await asyncio.sleep(1)
    assert await balance(guest) == 2


async def test_a_subscription_given_after_one_was_taken_back_stands_though_both_are_heard_of_at_sign_in(invite, sandbox, database):
    user = f"g{uuid4().hex[:8]}"
    openid = sandbox.call("POST", "/admin/people", {"user": user, "phone": ""})["person"]["openid"]
    stamp = int(time.now().timestamp()) - 60
    told = [("popup", "accept"), ("change", "reject"), ("change", "reject"), ("popup", "accept")]
    for second, (kind, status) in enumerate(told):
        listed = {"TemplateId": EXPIRING, "SubscribeStatusString": status}
        event = f"subscribe_msg_{kind}_event"
        await provider.record({"FromUserName": openid, "Event": event, "CreateTime": stamp + second, "List": listed})
    guest = Guest(user, openid, (await signin.by_wechat(sandbox.login(user), None, "test")).subject, sandbox)
    await provider.apply(time.now())
    assert await balance(guest) == 1
    await bookkeeping.compare(time.now())
    assert await balance(guest) == 1, "the ledger's entries say so too"


async def test_the_ledger_of_grants_agrees_with_wechat(invite, tell, sandbox, clock):
    guests: list[Guest] = [await invite(grants=count) for count in (1, 2, 3)]
    for guest in guests:
        await tell(guest)
    await crank()
    theirs = {one["openid"]: one["balance"] for one in sandbox.call("GET", "/admin/grants")["grants"] if one["template_id"] == EXPIRING}
    for guest in guests:
        assert await balance(guest) == theirs[sandbox.person(guest.user)["openid"]]


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_goes_wrong_each_message_is_taken_once_and_the_books_agree(invite, tell, sandbox, clock, seed):
    kinds = ("busy", "torn", "torn_after_accept", "malformed_after_accept", "unavailable", "html", "45011", "43108")
    guests = [await invite(grants=3) for _ in range(8)]
    for number, kind in enumerate(kinds):
        sandbox.call("POST", "/admin/faults", {"target": "wechat.send", "kind": kind, "rate": 0.12, "seed": seed * 100 + number})
    for kind in ("duplicate", "reorder"):
        sandbox.call("POST", "/admin/faults", {"target": "callback", "kind": kind, "rate": 0.4, "seed": seed, "seconds": 0.3})
    subjects = [await tell(guest) for guest in guests for _ in range(2)]

    async def all_sent() -> bool:
        await asyncio.gather(turn(), turn(), reconcile.reconcile(time.now()))
        clock.move(timedelta(seconds=25))
        return all([await state(subject) == [("wechat", "sent")] for subject in subjects])

    await eventually(all_sent)
    await asyncio.sleep(1)
    taken = [event["openid"] for event in sandbox.call("GET", "/admin/journal", kind="wechat.accepted")["events"]]
    assert [taken.count(guest.openid) for guest in guests] == [2] * len(guests)
    assert [await balance(guest) for guest in guests] == [1] * len(guests)


async def test_a_revoked_token_is_renewed_once_for_all_who_wait(invite, tell, sandbox):
    guests = [await invite(grants=1) for _ in range(8)]
    subjects = [await tell(guest) for guest in guests]
    sandbox.call("POST", "/admin/tokens", {"how": "revoke"})
    before = len(sandbox.call("GET", "/admin/journal", kind="wechat.token")["events"])
    await crank()
    after = len(sandbox.call("GET", "/admin/journal", kind="wechat.token")["events"])
    assert [await state(subject) for subject in subjects] == [[("wechat", "sent")]] * 8
    assert after - before <= 2
