"""What a person controls, on real rows: consents, tags, tickets, the export, closing the account, and how long rows are kept."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, date, datetime, timedelta

import orjson
import pytest

from core import clock as time
from core import retention
from core.errors import Conflict, Forbidden, NotFound, TooMany
from core.schema import metadata
from core.sharing import RegisteredFact
from core.tables import sql
from hall import board, cases, tickets
from local.folder import ROOT
from local.instance import Clock, Sandbox
from profile import certificates, consents, facts, ledger, people, sessions, signin, traits
from push import closing, export, inbox, notices, reads, reminders
from recommend import corrected, dismissals, feed, mydata, situation, tags, vocabulary
from tests.hall.steps import FOOD, LICENCE, PERMIT, Resident, resident
from tests.items.steps import operator


async def knows(who: Resident, **known: object) -> None:
    found = [RegisteredFact(name.replace("__", "."), value, "民政局", date(2026, 3, 1)) for name, value in known.items()]
    await facts.learn(who.id, found)


async def test_a_consent_is_listed_with_its_version_and_taken_back_at_once(who: Resident) -> None:
    rows = {row.purpose: row for row in await consents.mine(who.id)}
    assert (rows["real_name"].on, rows["real_name"].version, rows["real_name"].can_withdraw) == (True, "2026-11", False)
    assert rows["real_name"].given_at is not None
    assert (rows["sharing"].on, rows["personalised"].on) == (True, True)
    with pytest.raises(Conflict):
        await consents.change(who.id, "real_name", on=False)
    with pytest.raises(NotFound):
        await consents.change(who.id, "weather", on=False)
    await consents.change(who.id, "sharing", on=False)
    assert not await consents.stands(who.id, "sharing")
    await consents.change(who.id, "personalised", on=False)
    assert (await people.person(who.id)).preferences["personalised"] is False
    assert (await feed.page(who.id)).ordered_by == "everyone"
    await consents.prefer(who.id, {"personalised": True, "elder_mode": True})
    row = next(row for row in await consents.mine(who.id) if row.purpose == "personalised")
    assert (row.on, row.withdrawn_at) == (True, None)
    kept = await sql("SELECT purpose, withdrawn_at IS NULL AS stands FROM profile_consent WHERE citizen_id = $1 ORDER BY id", who.id)
    assert [(one["purpose"], one["stands"]) for one in kept][-2:] == [("personalised", False), ("personalised", True)]


async def test_recommendations_stay_off_when_something_else_is_set_in_the_same_moment(who: Resident) -> None:
    async def fidget() -> None:
        for one in range(20):
            await people.prefer(who.id, {"elder_mode": one % 2 == 0})

    await asyncio.gather(fidget(), fidget(), fidget(), consents.prefer(who.id, {"personalised": False}))
    assert (await people.person(who.id)).preferences["personalised"] is False


async def test_under_fourteen_a_sensitive_consent_needs_the_guardian(who: Resident, hall: Sandbox, clock: Clock) -> None:
    mother = await resident(hall)
    clock.set(datetime(int(who.number[6:10]) + 10, 12, 31, 2, tzinfo=UTC))
    await consents.record(who.id, "sharing")
    with pytest.raises(Forbidden) as refused:
        await consents.record(who.id, "face_check")
    assert "监护人" in refused.value.sentence
    await sql(
        """INSERT INTO profile_delegation (id, created_at, holder_id, helper_id, asked_by, phone_tail, relation, types, actions, state,
           years, answer_by, expires_at, ended_because)
           VALUES (uuidv7(), $3, $1, $2, 'helper', '', 'guardian', '[]', '[]', 'accepted', 1, $3, $4, '')""",
        who.id, mother.id, time.now(), time.now() + timedelta(days=90),
    )  # fmt: skip
    await consents.record(who.id, "face_check")
    kept = await sql("SELECT guardian_id FROM profile_consent WHERE citizen_id = $1 AND purpose = 'face_check'", who.id)
    assert [row["guardian_id"] for row in kept] == [mother.id]
    clock.set(datetime(2026, 3, 10, 2, tzinfo=UTC))


async def test_who_proved_their_name_early_in_the_morning_reads_the_day_that_it_was_here(who: Resident) -> None:
    await sql("UPDATE profile_citizen SET verified_at = '2026-03-05 23:30+00' WHERE id = $1", who.id)
    here = date(2026, 3, 6)
    assert ((await people.person(who.id)).verified_on, (await feed.known(who.id)).around.person.verified_on) == (here, here)
    assert (await mydata.groups(who.id)).groups[0].items[0].as_of == here


async def test_a_deleted_tag_is_not_used_and_stays_deleted_when_folded_again(who: Resident) -> None:
    await knows(who, marital_status="married")
    assert "marital_status" in {one.name for one in (await tags.mine(who.id)).items}
    await tags.drop(who.id, "marital_status")
    shown = await tags.mine(who.id)
    assert "marital_status" not in {one.name for one in shown.items}
    assert {one.name for one in shown.dropped} == {"marital_status"}
    await knows(who, marital_status="divorced")
    await traits.refold([who.id], vocabulary.dictionary(), time.today(), time.now())
    assert "marital_status" not in (await traits.of([who.id]))[who.id]
    around = (await feed.known(who.id)).around
    assert around.person.dropped == {"marital_status"}
    assert "marital_status" in around.facts
    known = situation.of_citizen(around.person, around.facts, around.wallet, time.today())
    assert "marital_status" not in known.facts
    await tags.restore(who.id, "marital_status")
    assert "marital_status" in {one.name for one in (await tags.mine(who.id)).items}
    with pytest.raises(NotFound):
        await tags.drop(who.id, "no_such_tag")


async def test_a_challenge_and_a_correction_are_answered_by_a_day_and_read_by_the_person(who: Resident, hall: Sandbox) -> None:
    duty, other = await operator(), await resident(hall)
    case = await cases.begin_renewal(who.id, await who.holds(LICENCE))
    await board.one(case.id, duty)
    line = next(one for one in (await ledger.page(who.id)).items if one.kind == "operator")
    with pytest.raises(NotFound):
        await tickets.challenge(other.id, line.id, "为什么看我的资料")
    mine = await tickets.challenge(who.id, line.id, f"为什么看，我电话是 {who.phone}")
    assert (mine.state_text, mine.due_on > time.today()) == ("等待处理", True)
    with pytest.raises(Conflict):
        await tickets.challenge(who.id, line.id, "再问一次")
    await knows(who, marital_status="married")
    label = vocabulary.label_of("marital_status")
    source = await mydata.source_of(who.id, label)
    assert (await tickets.correct(who.id, label, source, "已经离婚")).department == "民政局"
    with pytest.raises(NotFound):
        await mydata.source_of(who.id, "没有的项")
    seen = await tickets.one(mine.id, duty)
    assert (seen.person, who.phone in seen.words) == ("许**", False)
    assert seen.words.startswith("为什么看")
    assert (await tickets.take(mine.id, duty)).owner
    await tickets.close(mine.id, duty, "explained", "办理您的换证所需。")
    with pytest.raises(Conflict):
        await tickets.close(mine.id, duty, "explained", "再办一次")
    answered = next(one for one in await tickets.mine(who.id) if one.id == mine.id)
    assert (answered.state_text, answered.reply) == ("查看有依据，已说明", "办理您的换证所需。")
    await notices.tell_events(time.now())
    assert "您提的问题有答复了" in [one["title"] for one in (await inbox.messages(who.id))["items"]]
    kept = await sql("SELECT words_sealed, reply_sealed FROM hall_ticket WHERE id = $1", mine.id)
    assert "为什么".encode() not in bytes(kept[0]["words_sealed"])
    assert "ticket_view" in {row["use"] for row in await sql("SELECT use FROM profile_read WHERE citizen_id = $1", who.id)}


async def test_a_case_says_what_became_of_the_correction_of_what_filled_it(who: Resident, hall: Sandbox) -> None:
    duty, other = await operator(), await resident(hall)
    name, held = "机动车驾驶证", await who.holds(LICENCE)
    earlier = await tickets.correct(who.id, "姓名", "实名认证", "名字写错了")
    await tickets.close(earlier.id, duty, "refused", "与身份证一致。")
    case = await cases.begin_renewal(who.id, held)
    assert await corrected.beside(who.id, case) == ()  # answered before it was filled
    mine = await tickets.correct(who.id, name, await mydata.source_of(who.id, name), "有效期不对")
    await tickets.correct(who.id, "婚姻状况", "民政局", "与这件事无关")
    [waits] = await corrected.beside(who.id, case)
    assert (waits.subject, waits.due_on, waits.closed_at) == (name, mine.due_on, None)
    assert await corrected.beside(other.id, case) == ()
    await tickets.close(mine.id, duty, "corrected", "已按档案改好。")
    [done] = await corrected.beside(who.id, await cases.view(who.id, case.id))
    assert (done.state_text, done.reply) == ("已更正", "已按档案改好。")
    await tickets.correct(who.id, "手机号", "您登录时提供", "换号了")
    assert {one.subject for one in await corrected.beside(who.id, case)} == {name, "手机号"}


async def test_reminders_stand_in_the_ledger_once(who: Resident) -> None:
    await who.holds(LICENCE, 60)
    await reminders.sweep(time.now())
    assert await reads.note() >= 1
    assert await reads.note() == 0
    assert [one.reader for one in (await ledger.page(who.id)).items if one.purpose == "证照到期前提醒您"] == ["证照到期提醒"]


async def test_the_export_holds_everything_in_the_clear_and_is_limited_and_written_down(who: Resident) -> None:
    await knows(who, marital_status="married")
    await who.holds(LICENCE)
    told = orjson.loads(await export.everything(who.id))
    assert (told["身份"]["姓名"], told["身份"]["证件号码"], told["身份"]["手机号"]) == (who.name, who.number, who.phone)
    assert [one["名称"] for one in told["证照"]] == ["机动车驾驶证"]
    assert told["各部门提供的信息"][0]["来源"] == "民政局"
    assert told["各部门提供的信息"][0]["依据"]
    assert told["谁看过我的资料"][0]["reader"] == "您本人"
    await dismissals.keep(who.id, "scene-SC001", "婚育", "fewer", None)
    await sessions.open_session(who.id, "citizen", "wechat", "小米 14")
    rest = orjson.loads(await export.everything(who.id))["其他记录"]
    assert rest["登录记录"][-1]["device"] == "小米 14"
    assert [one["reason"] for one in rest["不再推荐本人说过不要的服务"]] == ["fewer"]
    assert "citizen.verified" in {one["topic"] for one in rest["办事和查看的使用记录"]}
    assert not {name for rows in rest.values() for row in rows for name in row if name.endswith(("_sealed", "_digest", "_id"))}
    for _ in range(3):
        await export.everything(who.id)
    with pytest.raises(TooMany):
        await export.everything(who.id)


async def test_an_account_closes_after_seven_days_and_only_what_the_law_keeps_is_left(who: Resident, hall: Sandbox, clock: Clock) -> None:
    held = await who.holds(PERMIT)
    await who.holds(FOOD)
    await knows(who, marital_status="married")
    keys = await signin.by_wechat(hall.login(who.user), None, "test")
    case = await cases.begin_renewal(who.id, held)
    await sql("UPDATE hall_case SET state = 'submitted', submitted_at = now(), number = '20260310' WHERE id = $1", case.id)
    with pytest.raises(Conflict) as pending:
        await closing.ask(who.id)
    assert "还在办理" in pending.value.sentence
    await sql("UPDATE hall_case SET state = 'finished' WHERE id = $1", case.id)
    await closing.ask(who.id)
    await closing.undo(who.id)
    assert await closing.close_due(time.now() + timedelta(days=30)) == 0
    await closing.ask(who.id)
    clock.move(timedelta(days=6, hours=23))
    assert await closing.close_due(time.now()) == 0
    clock.move(timedelta(hours=2))
    assert await closing.close_due(time.now()) == 1
    row = (await sql("SELECT * FROM profile_citizen WHERE id = $1", who.id))[0]
    assert [row[name] for name in ("openid", "phone_sealed", "phone_index", "name_sealed", "id_number_sealed", "id_number_index")] == [
        None
    ] * 6
    assert row["closed_at"] is not None
    assert await facts.facts_of(who.id) == {}
    assert [one.id for one in await certificates.wallet(who.id) if one.state == "valid"] == []
    assert not await sql("SELECT 1 FROM profile_session WHERE citizen_id = $1", who.id)
    assert (await sql("SELECT count(*) AS n FROM hall_case WHERE citizen_id = $1", who.id))[0]["n"] == 1
    with pytest.raises(Exception, match="session"):
        await sessions.renew(keys.refresh_token, "citizen")
    again = await signin.by_wechat(hall.login(who.user), hall.phone_code(who.user), "test")
    assert again.subject != who.id


async def test_rows_go_when_their_time_is_over_and_no_earlier(who: Resident, clock: Clock) -> None:
    await sql(
        """INSERT INTO profile_sms_code (id, created_at, phone_index, code_digest, expires_at, tries) SELECT uuidv7(), at, 'x', 'y', at, 0
           FROM unnest($1::timestamptz[]) AS at""",
        [time.now() - timedelta(hours=23), time.now() - timedelta(hours=25)],
    )
    await reminders.sweep(time.now())
    items = (await sql("SELECT count(*) AS n FROM push_inbox_item"))[0]["n"]
    assert await closing.expire(time.now()) >= 1
    assert [row["n"] for row in await sql("SELECT count(*) AS n FROM profile_sms_code WHERE phone_index = 'x'")] == [1]
    assert (await sql("SELECT count(*) AS n FROM push_inbox_item"))[0]["n"] == items
    clock.move(timedelta(days=731))
    await closing.expire(time.now())
    assert (await sql("SELECT count(*) AS n FROM push_inbox_item"))[0]["n"] == 0
    assert (await sql("SELECT count(*) AS n FROM profile_read WHERE citizen_id = $1", who.id))[0]["n"] >= 0


def test_whoever_shows_operators_a_name_writes_it_into_the_ledger() -> None:
    """People's names come from `display_name`; the operators' own have a desk of theirs."""
    showing = [path for room in ("hall", "push") for path in (ROOT / room).rglob("*.py") if ".display_name" in path.read_text()]
    assert len(showing) >= 6
    assert [str(path) for path in showing if not re.search(r"ledger\.(read|listed)\(", path.read_text())] == []


def test_every_table_that_names_a_citizen_says_what_for_and_how_long() -> None:
    listed = {one.table: one for table in closing.TABLES for one in retention.kept(table)}
    tables = metadata().tables
    personal = {
        table.name for table in tables.values()
        if "citizen_id" in table.columns or any(key.column.table.name == "profile_citizen" for key in table.foreign_keys)
    }  # fmt: skip
    assert personal - set(listed) == {"profile_deferral"}, "say in data/retention.csv what it is for and how long it is kept"
    for one in listed.values():
        assert one.purpose
        assert one.table in tables
        assert one.closing in {"erase", "keep"}
        assert set(one.person) <= set(tables[one.table].columns.keys())
        assert not one.days or one.since in tables[one.table].columns
