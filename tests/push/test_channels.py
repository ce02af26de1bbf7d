"""Every way to a person over HTTP to the sandbox: long-term subscriptions, the official account, both SMS gateways, reports and STOP."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web

from core import callbacks, outside
from core import clock as time
from core.settings import settings
from core.tables import sql
from local import environment
from local.instance import Instance, Sandbox
from push import official_events, policy, preferences, quota, reconcile, sms_replies, sms_reports
from push.states import Kind
from push.templates import NOTICE
from tests.push.steps import Guest, crank, eventually, settled, state, tries

NOTICE_ID = "tpl-government-notice"


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


@pytest.fixture(scope="module")
async def callback(callback_app: web.Application, database: Instance) -> AsyncIterator[Instance]:
    """The product's doors for WeChat, the official account and the SMS gateway, as real sockets."""

    async def official(request: web.Request) -> web.Response:
        await official_events.record(callbacks.open_callback(dict(request.query), await request.read(), callbacks.official()))
        return web.Response(text="success")

    async def sms(request: web.Request) -> web.Response:
        await {"reports": sms_reports, "replies": sms_replies}[request.match_info["what"]].record(await request.json())
        return web.json_response({"code": 0})

    callback_app.router.add_post("/api/v1/wechat/official/callback", official)
    callback_app.router.add_post("/api/v1/sms/{secret}/{what}", sms)
    runner = web.AppRunner(callback_app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", database.ports.api).start()
    yield database
    await runner.cleanup()
    await outside.close()


@pytest.fixture(autouse=True)
async def _fine_weather(sandbox: Sandbox, database: Instance):
    yield
    sandbox.clear_faults()
    await sql("UPDATE push_delivery SET state = 'cancelled' WHERE state IN ('pending', 'leased', 'unknown')")


async def follows(guest: Guest) -> None:
    """The guest follows the official account, and WeChat has told who that is."""
    guest.sandbox.call("POST", f"/admin/phones/{guest.user}", {"follows": True})

    async def named() -> bool:
        return bool(await official_events.name_followers())

    await eventually(named)


async def confirmed(subject: object) -> bool:
    return bool(await sql("SELECT 1 FROM push_delivery WHERE subject_id = $1 AND confirmed_at IS NOT NULL", subject))


async def test_one_accept_of_a_long_term_template_carries_many_messages_until_it_is_taken_back(invite, tell, sandbox, clock):
    guest = await invite()
    payload = '{"page": "pages/home/index", "wechat": {"thing1": "停水", "thing2": "明天", "time3": "10:05"}, "sms": {}}'

    async def left(count: int) -> bool:
        return next(one["balance"] for one in await quota.templates(guest.citizen_id) if one["id"] == NOTICE_ID) == count

    for _ in range(2):
        sandbox.subscribe(guest.user, [NOTICE_ID])
    await eventually(lambda: left(1))
    for _ in range(3):
        subject = await tell(guest, template=NOTICE, payload=payload)
        await crank()
        assert await state(subject) == [("wechat", "sent")]
        clock.move(timedelta(seconds=11))
    assert await left(1)
    sandbox.call("POST", f"/admin/phones/{guest.user}", {"template_id": NOTICE_ID, "answer": "reject"})
    await eventually(lambda: left(0))
    subject = await tell(guest, template=NOTICE, payload=payload)
    await crank()
    assert await state(subject) == [("inbox", "sent")]


async def test_a_long_term_permission_that_wechat_denies_is_forgotten(invite, tell, sandbox):
    guest = await invite()
    sandbox.subscribe(guest.user, [NOTICE_ID])
    payload = '{"page": "pages/home/index", "wechat": {"thing1": "停水", "thing2": "明天", "time3": "10:05"}, "sms": {}}'

    async def allowed() -> bool:
        return any(one["balance"] for one in await quota.templates(guest.citizen_id))

    await eventually(allowed)
    sandbox.faults("wechat.send", "43101")
    subject = await tell(guest, template=NOTICE, payload=payload)
    await crank()
    assert await state(subject) == [("wechat", "moved"), ("inbox", "sent")]
    assert not await allowed()


async def test_who_follows_the_account_hears_it_there_before_any_text(invite, tell):
    guest = await invite(phone=True)
    await follows(guest)
    subject = await tell(guest)
    await crank()
    assert await state(subject) == [("official", "sent")]
    (message,) = guest.messages("official")
    assert message["fields"][0]["value"] == "机动车驾驶证"
    assert message["page"].startswith("pages-service/renewal/index")
    await eventually(lambda: confirmed(subject))


async def test_who_has_left_the_account_gets_a_text_and_is_not_tried_there_again(invite, tell, sandbox):
    guest = await invite(phone=True)
    await follows(guest)
    sandbox.faults("wechat.official", "43004")
    subject = await tell(guest)
    await crank()
    assert await state(subject) == [("official", "moved"), ("sms", "sent")]
    sandbox.clear_faults()
    guest.sandbox.knobs(sms_limits=False)
    again = await tell(guest)
    await crank()
    assert await state(again) == [("sms", "sent")]


async def test_a_blocked_account_is_told_later_and_the_text_goes_out(invite, tell, sandbox):
    guest = await invite(phone=True)
    await follows(guest)
    sandbox.call("POST", f"/admin/phones/{guest.user}", {"blocks": True})
    subject = await tell(guest)
    await crank()
    await settled(subject, [("official", "moved"), ("sms", "pending")])
    assert "user block" in (await tries(subject))[0]["last_error"]


async def test_a_doubtful_template_message_is_repeated_under_its_id_and_arrives_once(invite, tell, sandbox, clock):
    guest = await invite()
    await follows(guest)
    sandbox.faults("wechat.official", "torn_after_accept")
    sandbox.faults("callback", "drop")
    subject = await tell(guest)
    await crank()
    assert await state(subject) == [("official", "pending")]
    clock.move(timedelta(minutes=4))
    await crank()
    sandbox.clear_faults()
    clock.move(timedelta(minutes=4))
    await crank()
    assert await state(subject) == [("official", "sent")]
    assert len(guest.messages("official")) == 1


async def test_after_ten_minutes_a_doubtful_template_message_waits_for_its_event_and_then_the_text_goes_out(invite, tell, sandbox, clock):
    guest = await invite(phone=True)
    await follows(guest)
    sandbox.faults("wechat.official", "torn")
    subject = await tell(guest)
    await crank()
    clock.move(timedelta(minutes=11))
    await crank()
    assert await state(subject) == [("official", "unknown")]
    clock.move(policy.DOUBT_AT_MOST + timedelta(seconds=1))
    await reconcile.reconcile(time.now())
    await crank()
    assert await state(subject) == [("official", "uncertain"), ("sms", "sent")]


async def test_a_report_confirms_a_text_and_one_of_failure_moves_it_on(invite, tell, sandbox):
    sandbox.knobs(sms_limits=False)
    arrived, dead = await invite(phone=True), await invite()
    await sql_phone(dead, "19900000002")
    first, second = await tell(arrived), await tell(dead)
    await crank()
    await eventually(lambda: confirmed(first))
    await settled(second, [("sms", "moved"), ("inbox", "pending")])
    assert (await tries(second))[0]["last_code"] == "MOBILE_NOT_ON_SERVICE"


async def sql_phone(guest: Guest, phone: str) -> None:
    from core import crypto
    from profile.people import context

    await sql(
        "UPDATE profile_citizen SET phone_sealed = $2, phone_index = $3 WHERE id = $1",
        guest.citizen_id,
        crypto.seal(phone, context("phone_sealed", guest.citizen_id)),
        crypto.blind_index(phone, "phone"),
    )


async def test_a_doubtful_text_is_settled_by_the_report_that_carries_its_number(invite, tell, sandbox):
    guest = await invite(phone=True)
    sandbox.faults("sms", "torn_after_accept")
    subject = await tell(guest)
    await crank()
    await settled(subject, [("sms", "sent")])
    assert await confirmed(subject)


async def test_a_doubtful_text_that_must_not_come_twice_ends_as_uncertain(invite, tell, sandbox, clock):
    guest = await invite(phone=True)
    sandbox.faults("sms", "torn")
    subject = await tell(guest, Kind.NEVER_TWICE)
    await crank()
    assert await state(subject) == [("sms", "unknown")]
    clock.move(policy.DOUBT_AT_MOST + timedelta(seconds=1))
    await reconcile.reconcile(time.now())
    assert await state(subject) == [("sms", "uncertain")]


async def test_tencent_carries_the_same_messages_by_settings_alone(invite, tell, sandbox, instance, monkeypatch):
    guest = await invite(phone=True)
    outside_url = f"http://127.0.0.1:{instance.ports.sandbox}"
    for name, value in environment.sms(instance.shared, outside_url, "tencent").items():
        monkeypatch.setitem(os.environ, f"ZHIBAN_{name.upper()}", value)
    settings.cache_clear()
    try:
        sandbox.knobs(sms_limits=False)
        subject = await tell(guest)
        await crank()
        assert await state(subject) == [("sms", "sent")]
        assert "机动车驾驶证办理截止2026年4月4日" in guest.messages("sms")[0]["text"]
        await eventually(lambda: confirmed(subject))
        sandbox.faults("sms", "torn_after_accept")
        doubtful = await tell(guest)
        await crank()
        assert await state(doubtful) == [("sms", "unknown")]
        sandbox.clear_faults()
        assert await sms_reports.ask(time.now() + timedelta(seconds=25)) == 1
        assert await state(doubtful) == [("sms", "sent")]
    finally:
        monkeypatch.undo()
        settings.cache_clear()


async def test_a_stop_in_any_of_its_words_ends_texts_and_other_words_do_not(invite, sandbox):
    guest = await invite(phone=True)
    phone = sandbox.person(guest.user)["phone"]

    async def heard(count: int) -> bool:
        return len(await sql("SELECT 1 FROM push_received_text")) == count

    sandbox.call("POST", f"/admin/phones/{guest.user}", {"reply": "收到"})
    await eventually(lambda: heard(1))
    assert await preferences.sms_stopped([phone]) == set()
    sandbox.call("POST", f"/admin/phones/{guest.user}", {"reply": "退订"})
    await eventually(lambda: heard(2))
    assert await preferences.sms_stopped([phone]) == {phone}


@pytest.mark.parametrize("text", ["TD", "td", " T D ", "ＴＤ", "退订", "退订。", "STOP", "stop!", "拒收请回复TD", "“TD”", "0000", "N"])
def test_words_that_mean_stop(text: str) -> None:
    assert sms_replies.stops(text)


@pytest.mark.parametrize("text", ["", "收到", "不要停", "怎么退订？", "我要退订的是电视", "TDD"])
def test_words_that_do_not(text: str) -> None:
    assert not sms_replies.stops(text)
