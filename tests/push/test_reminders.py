"""The sweep on real tables: each rung once, caught up with one message, silent when there is nothing to do, and safe in a crowd."""

from __future__ import annotations

import asyncio
import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from api.citizen import views
from core import clock as time
from core.errors import Conflict
from core.registry import RegisteredEnterprise
from core.tables import sql, uuid7
from hall import cases
from local.instance import Clock
from profile import certificates, enterprises, events, issuing, recomputing
from profile.certificates import Held
from profile.issuing import Issue
from push import digests, inbox, ladder_view, lots, notices, reminders, wording
from recommend import feed
from tests.push.steps import Guest, crank, state, tries

DRIVING = "ZJCT017"


async def licence(guest: Guest, deadline: date) -> Held:
    """A driving licence of six years that runs out on `deadline`."""
    issued = deadline.replace(year=deadline.year - 6)
    number, source = secrets.token_hex(6), "杭州市公安局交通警察支队"
    issue = Issue(DRIVING, number, issued, None, source, time.today(), "registry", 1, uuid7(), guest.citizen_id, None)
    return await certificates.by_id(await issuing.add(issue))


async def said(held: Held) -> list[int]:
    rows = await sql("SELECT rung FROM push_reminder WHERE certificate_id = $1 ORDER BY created_at", held.id)
    return [row["rung"] for row in rows]


def morning(day: date) -> datetime:
    return time.at(day, datetime(2026, 1, 1, 10, 30).time())  # noqa: DTZ001 (only its wall-clock time is taken)


async def sweep_on(clock: Clock, day: date) -> int:
    clock.set(morning(day))
    return await reminders.sweep(time.now())


@pytest.fixture
async def nothing_else(database):
    """Certificates of other tests are quiet, so that counts are this test's own."""
    await sql("UPDATE profile_certificate SET next_rung = NULL, next_rung_on = NULL")
    await sql("UPDATE push_delivery SET state = 'cancelled' WHERE state IN ('pending', 'leased')")
    await sql("UPDATE profile_event SET handled_at = now()")


@pytest.fixture(autouse=True)
def _own_day(clock, database):
    began = clock.now()
    yield
    clock.set(began)


pytestmark = pytest.mark.usefixtures("nothing_else")


async def test_each_rung_speaks_once_on_its_day(invite, clock):
    deadline = time.today() + timedelta(days=120)
    held = await licence(await invite(), deadline)
    heard = []
    for before in range(100, -40, -1):
        count = await sweep_on(clock, deadline - timedelta(days=before))
        assert await reminders.sweep(time.now()) == 0, "a second sweep on the same day is silent"
        heard += [before] * count
    assert heard == [rung.days for rung in held.ladder]
    assert heard == [90, 30, 7, 3]
    assert await said(held) == heard


async def test_a_reminder_goes_to_inbox_and_phone_with_the_offer_of_a_filled_case(invite):
    guest = await invite(grants=1)
    held = await licence(guest, time.today() + timedelta(days=25))
    assert await reminders.sweep(time.now()) == 1
    await crank()
    (item,) = (await inbox.messages(guest.citizen_id))["items"]
    assert item["title"] == "机动车驾驶证还有25天到期"
    assert set(item["link"]["params"]) == {"offer"}
    assert await state(held.id) == [("wechat", "sent")]
    assert guest.messages("wechat")[0]["page"].endswith(item["link"]["params"]["offer"])


async def test_a_reminder_that_waited_counts_the_days_that_are_left_when_it_leaves(invite, clock):
    guest = await invite(grants=1)
    held = await licence(guest, time.today() + timedelta(days=25))
    assert await reminders.sweep(time.now()) == 1
    clock.set(morning(time.today() + timedelta(days=8)))
    await crank()
    (message,) = guest.messages("wechat")
    assert message["fields"][2]["value"] == "还有17天到期"
    (row,) = await tries(held.id)
    assert "还有17天到期" in row["payload"], "operators read what left"
    assert (row["channel"], row["state"]) == ("wechat", "sent")


async def test_a_reminder_whose_rule_changed_while_it_waited_says_the_new_day_or_does_not_go(invite):
    moved, early, together = await invite(grants=1), await invite(grants=1), await invite(phone=True)
    soon = time.today() + timedelta(days=25)
    held = [await licence(one, soon) for one in (moved, early, together, together)]
    assert await reminders.sweep(time.now()) == 4
    assert await digests.gather(time.now()) == 1
    # What a published rule or a new notice of working days leaves behind.
    await sql("UPDATE profile_certificate SET deadline_on = deadline_on + 5, expires_on = expires_on + 5 WHERE id = $1", held[0].id)
    await sql("UPDATE profile_certificate SET deadline_on = deadline_on + 90, opens_on = deadline_on + 5 WHERE id = $1", held[1].id)
    await sql("UPDATE profile_certificate SET deadline_on = deadline_on - 5 WHERE id = $1", held[2].id)
    await crank()
    (message,) = moved.messages("wechat")
    assert [one["value"] for one in message["fields"][1:3]] == [wording.day(soon + timedelta(days=5)), "还有30天到期"]
    (row,) = await tries(held[1].id)
    assert (row["state"], row["last_error"]) == ("cancelled", "期限已按新的规则或日历调整，还不用办")
    (text,) = together.messages("sms")
    assert wording.day(soon - timedelta(days=5)) in text["text"]


async def test_everybody_who_acts_for_an_enterprise_hears_of_its_licence(invite):
    agents = [await invite(), await invite()]
    company = RegisteredEnterprise("测试点心店", f"92330106{secrets.token_hex(5).upper()}", "经办人", "330106")
    for agent in agents:
        enterprise_id = await enterprises.join(agent.citizen_id, company)
    issued = (time.today() + timedelta(days=20)).replace(year=time.today().year - 5)
    issue = Issue("ZJCT092", secrets.token_hex(6), issued, None, "市场监管局", time.today(), "registry", 1, uuid7(), None, enterprise_id)
    held = await certificates.by_id(await issuing.add(issue))
    assert await reminders.sweep(time.now()) == 1
    assert len(await said(held)) == 1
    for agent in agents:
        (item,) = (await inbox.messages(agent.citizen_id))["items"]
        assert item["body"].startswith("您企业的「食品经营许可证」")


async def test_a_yearly_report_is_spoken_of_every_year_whether_or_not_anybody_says_that_it_was_made(invite, clock):
    agent = await invite()
    company = RegisteredEnterprise("年年点心店", f"92330106{secrets.token_hex(5).upper()}", "经办人", "330106")
    enterprise_id = await enterprises.join(agent.citizen_id, company)
    issued, year = date(2019, 5, 31), time.today().year
    issue = Issue("ZJCT085", secrets.token_hex(6), issued, None, "市场监管局", time.today(), "registry", 1, uuid7(), None, enterprise_id)
    first = await certificates.by_id(await issuing.add(issue))
    heard: dict[int, list[str]] = {}
    days = ((1, 2), (4, 1), (5, 31), (6, 10), (6, 27), (7, 20), (12, 31))
    for day in (date(year + years, *on) for years in (1, 2, 3) for on in days):
        for _ in range(3):  # earlier sweeps may find that last year is over, and that a new one counts
            if await sweep_on(clock, day):
                heard.setdefault(day.year, []).append(f"{day:%m-%d}")
    assert heard == {year + years: ["01-02", "04-01", "05-31", "06-27"] for years in (1, 2, 3)}
    latest, *before = await certificates.versions(first)
    assert [one.state for one in before] == ["superseded"] * 3
    assert (latest.state, latest.version, latest.deadline_on) == ("valid", 4, date(year + 3, 6, 30)), "overdue until the next year opens"
    assert latest.next_rung_on == date(year + 4, 1, 1)
    assert [one.id for one in await certificates.of_enterprise(agent.citizen_id, enterprise_id)] == [latest.id]


async def test_the_rounds_of_many_licences_are_written_together_each_with_its_own_number(invite, clock):
    enterprise_id = await enterprises.join(
        (await invite()).citizen_id, RegisteredEnterprise("很多点心店", "92330106MANYROUNDS", "经办人", "330106")
    )
    numbers = [secrets.token_hex(6) for _ in range(300)]
    await issuing.add_all(
        [
            Issue("ZJCT085", number, date(2019, 5, 31), None, "市场监管局", time.today(), "registry", 1, uuid7(), None, enterprise_id)
            for number in numbers
        ]
    )
    await sweep_on(clock, date(time.today().year + 1, 12, 31))
    await sweep_on(clock, date(time.today().year + 1, 1, 2))
    held = (await certificates.licences([enterprise_id]))[enterprise_id]
    assert sorted(one.number for one in held) == sorted(numbers)
    assert {(one.version, one.state) for one in held} == {(2, "valid")}
    events_of = "SELECT count(*)::int AS n FROM profile_event WHERE topic = 'certificate.issued' AND subject_id = ANY($1)"
    assert (await sql(events_of, [one.id for one in held]))[0]["n"] == 300


async def test_a_missed_report_stays_overdue_until_the_next_year_whatever_is_worked_out_anew(invite, clock):
    agent = await invite()
    company = RegisteredEnterprise("迟报点心店", f"92330106{secrets.token_hex(5).upper()}", "经办人", "330106")
    enterprise_id = await enterprises.join(agent.citizen_id, company)
    issue = Issue(
        "ZJCT085", secrets.token_hex(6), date(2019, 5, 31), None, "市场监管局", time.today(), "registry", 1, uuid7(), None, enterprise_id
    )
    held = await certificates.by_id(await issuing.add(issue))
    ended = held.deadline_on
    assert ended is not None
    await sweep_on(clock, ended)
    await sweep_on(clock, ended + timedelta(days=9))
    await recomputing.begin("rule", "试", ["ZJCT085"], "none")
    await recomputing.go_on()
    held = await certificates.by_id(held.id)
    assert (held.deadline_on, held.next_rung, held.next_rung_on) == (ended, None, date(ended.year + 1, 1, 1))


async def test_a_window_missed_for_good_sends_everybody_to_apply_anew_and_begins_no_renewal(invite):
    agent = await invite()
    company = RegisteredEnterprise("错过点心店", f"92330106{secrets.token_hex(5).upper()}", "经办人", "330106")
    enterprise_id = await enterprises.join(agent.citizen_id, company)
    issued = (time.today() + timedelta(days=9)).replace(year=time.today().year - 5)
    issue = Issue("ZJCT092", secrets.token_hex(6), issued, None, "市场监管局", time.today(), "registry", 1, uuid7(), None, enterprise_id)
    held = await certificates.by_id(await issuing.add(issue))
    assert await reminders.sweep(time.now()) == 1
    (item,) = (await inbox.messages(agent.citizen_id))["items"]
    (page,) = await views.shown([held])
    card = next(one for one in await feed.home(agent.citizen_id) if one.id == f"certificate-{held.id}")
    anew = {"page": "pages-service/service/index", "params": {"code": "IT232"}}
    assert page.missed is not None
    assert not page.can_renew
    assert item["link"] == anew == {"page": card.action.page, "params": card.action.params}
    assert page.missed.action.model_dump() == {**anew, "label": "重新申请"}
    assert page.missed.sentence == card.reason
    assert page.missed.sentence in item["body"]
    assert "核对" not in (await tries(held.id))[0]["payload"]
    with pytest.raises(Conflict) as refused:
        await cases.begin_renewal(agent.citizen_id, held.id)
    assert refused.value.sentence == page.missed.sentence


async def test_after_an_outage_one_message_stands_for_all_that_were_missed(invite, clock):
    guest = await invite()
    deadline = time.today() + timedelta(days=100)
    held = await licence(guest, deadline)
    assert await sweep_on(clock, deadline - timedelta(days=5)) == 1
    assert await said(held) == [7]
    assert len((await inbox.messages(guest.citizen_id))["items"]) == 1
    assert [row["state"] for row in await ladder_view.of(await certificates.by_id(held.id))] == ["skipped", "skipped", "sent", "next"]
    assert await sweep_on(clock, deadline - timedelta(days=3)) == 1
    assert await said(held) == [7, 3]


async def test_an_outage_over_the_deadline_still_reaches_the_person_once(invite, clock):
    deadline = time.today() + timedelta(days=20)
    held = await licence(await invite(), deadline)
    assert await sweep_on(clock, deadline + timedelta(days=4)) == 1
    assert await said(held) == [3]
    assert "已过期4天" in (await tries(held.id))[0]["payload"]
    assert await sweep_on(clock, deadline + timedelta(days=5)) == 0


async def test_nobody_is_reminded_before_renewal_is_possible(invite, clock):
    deadline = time.today() + timedelta(days=150)
    held = await licence(await invite(), deadline)
    assert held.opens_on is not None
    assert await sweep_on(clock, held.opens_on - timedelta(days=1)) == 0
    assert await sweep_on(clock, held.opens_on) == 1


async def test_in_quiet_hours_the_sweep_is_silent_and_at_nine_it_speaks(invite, clock):
    held = await licence(await invite(), time.today() + timedelta(days=25))
    today = time.today()
    for hour in (21, 23):
        clock.set(time.at(today, datetime(2026, 1, 1, hour).time()))  # noqa: DTZ001
        assert await reminders.sweep(time.now()) == 0
    clock.set(time.at(today + timedelta(days=1), datetime(2026, 1, 1, 9).time()))  # noqa: DTZ001
    assert await reminders.sweep(time.now()) == 1
    assert await said(held) == [30]


async def test_a_renewed_certificate_is_silent_and_the_new_one_is_armed_again(invite, clock):
    guest = await invite()
    held = await licence(guest, time.today() + timedelta(days=40))
    fresh = await issuing.issue_next(held.id, issued_on=time.today(), number=None, printed_until=None, source="测试", because="case:1")
    assert (fresh.version, fresh.next_rung_on is not None) == (2, True)
    assert await sweep_on(clock, time.today() + timedelta(days=38)) == 0
    assert {row["state"] for row in await ladder_view.of(await certificates.by_id(held.id))} == {"stopped"}
    assert fresh.next_rung_on is not None
    assert await sweep_on(clock, fresh.next_rung_on) == 1
    assert await said(held) == []
    assert len(await said(fresh)) == 1


async def test_a_reminder_still_waiting_is_taken_back_when_its_certificate_is_renewed(invite):
    guest = await invite(grants=1)
    held = await licence(guest, time.today() + timedelta(days=25))
    await reminders.sweep(time.now())
    await issuing.issue_next(held.id, issued_on=time.today(), number=None, printed_until=None, source="测试", because="case:2")
    await notices.tell_events(time.now())
    await crank()
    assert await state(held.id) == [("wechat", "cancelled")]
    assert guest.messages("wechat") == []


async def test_a_reminder_overtaken_on_its_way_out_is_not_sent(invite):
    guest = await invite(grants=1)
    held = await licence(guest, time.today() + timedelta(days=25))
    await reminders.sweep(time.now())
    await issuing.issue_next(held.id, issued_on=time.today(), number=None, printed_until=None, source="测试", because="case:3")
    await crank()
    assert await state(held.id) == [("wechat", "cancelled")]


async def test_many_sweeps_at_once_write_each_reminder_once(invite):
    guest = await invite()
    held = [await licence(guest, time.today() + timedelta(days=10 + day)) for day in range(12)]
    made = await asyncio.gather(*(reminders.sweep(time.now()) for _ in range(6)))
    assert sum(made) == len(held)
    assert {len(await said(one)) for one in held} == {1}
    assert len((await inbox.messages(guest.citizen_id))["items"]) == len(held)


async def test_a_sweep_that_dies_half_way_is_taken_up_by_the_next(invite, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH", 2)
    guest = await invite()
    held = [await licence(guest, time.today() + timedelta(days=20 + day)) for day in range(5)]

    async def first_batch_only(now: datetime) -> None:
        async with reminders.transaction():
            await reminders._batch(now, None)

    await first_batch_only(time.now())
    assert sum([len(await said(one)) for one in held]) == 2
    assert await reminders.sweep(time.now()) == 3
    assert await reminders.sweep(time.now()) == 0


async def renewal(guest: Guest, held: Held, now_state: str) -> UUID:
    """A renewal case in the given state, as the hall leaves it."""
    case_id = uuid7()
    service = (await sql("SELECT id FROM hall_service LIMIT 1"))[0]["id"]
    await sql(
        """INSERT INTO hall_case (id, created_at, citizen_id, service_id, certificate_id, certificate_version, kind, state, round,
                                  decided_by, rule_version)
           VALUES ($1, $2, $3, $4, $5, $6, 'renewal', $7, 1, '', '')""",
        case_id,
        time.now(),
        guest.citizen_id,
        service,
        held.id,
        held.version,
        now_state,
    )
    return case_id


async def test_certificates_with_a_case_under_way_are_passed_by_without_starving_the_rest(invite, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH", 2)
    guests = [await invite() for _ in range(7)]
    held = [await licence(guest, time.today() + timedelta(days=15 + day)) for day, guest in enumerate(guests)]
    held.sort(key=lambda one: (one.next_rung_on, one.id))
    owners = {one.citizen_id: guest for guest in guests for one in held if one.citizen_id == guest.citizen_id}
    for one in held[:5]:
        await renewal(owners[one.citizen_id], one, "submitted")
    assert await reminders.sweep(time.now()) == 2
    assert [len(await said(one)) for one in held] == [0, 0, 0, 0, 0, 1, 1]
    assert "stopped" in [row["state"] for row in await ladder_view.of(await certificates.by_id(held[0].id))]


async def test_a_case_that_failed_lets_the_rung_in_force_speak_again(invite):
    guest = await invite()
    held = await licence(guest, time.today() + timedelta(days=15))
    case_id = await renewal(guest, held, "submitted")
    assert await reminders.sweep(time.now()) == 0
    await sql("UPDATE hall_case SET state = 'rejected' WHERE id = $1", case_id)
    assert await reminders.sweep(time.now()) == 1


async def test_a_draft_left_lying_does_not_silence_the_reminder(invite):
    guest = await invite()
    held = await licence(guest, time.today() + timedelta(days=15))
    await renewal(guest, held, "draft")
    assert await reminders.sweep(time.now()) == 1


async def test_case_outcomes_are_told_once_and_acceptance_only_in_the_inbox(invite):
    guest = await invite(phone=True)
    held = await licence(guest, time.today() + timedelta(days=300))
    case_id = await renewal(guest, held, "accepted")
    for topic in ("case.submitted", "case.accepted", "case.rejected"):
        await events.record(topic, citizen_id=guest.citizen_id, subject_id=case_id)
    told = await asyncio.gather(*(notices.tell_events(time.now()) for _ in range(4)))
    assert sum(told) == 3
    await crank()
    items = (await inbox.messages(guest.citizen_id, "case"))["items"]
    assert sorted(item["title"].rpartition("：")[2] for item in items) == ["已受理", "未通过"]
    assert {item["link"]["page"] for item in items} == {"pages-service/case/index"}
    assert await state(case_id) == [("sms", "sent")]
    assert "未通过" in guest.messages("sms")[0]["text"]


async def test_who_is_drawn_reads_of_the_wedding_in_the_inbox_alone_and_of_a_birth_on_the_phone_too(invite, monkeypatch):
    monkeypatch.setattr(lots, "SHARE", 1.0)
    guest, before = await invite(), await lots.counted(time.now())
    for event in ("marriage", "newborn"):
        await events.record(f"life.{event}", citizen_id=guest.citizen_id)
    await notices.tell_events(time.now())
    titles = {one["title"]: len(one["deliveries"]) for one in (await inbox.messages(guest.citizen_id))["items"]}
    assert titles == {"婚后的几件事可以一次办": 1, "宝宝的几件事可以一次办": 2}  # the inbox itself is one
    assert await lots.counted(time.now()) == before + 1
