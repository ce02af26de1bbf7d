"""Rules under operators' hands: drafted, tried, published by a second person, taken back, and what that does to stored dates."""

from __future__ import annotations

import asyncio
import secrets
from datetime import date, time, timedelta

import pytest

from core import calendar, clock
from core.errors import Conflict, Forbidden, Invalid
from core.tables import sql, uuid7
from hall import redue
from profile import certificates, import_rules, issuing, recomputing, rulebook, rules, ruling, staff, workcalendar
from profile.certificates import Held
from profile.issuing import Issue
from profile.models import Citizen

LICENCE, FOOD = "ZJCT017", "ZJCT092"
pytestmark = pytest.mark.anyio


@pytest.fixture
async def two(database):
    """An author and a second person; every rule as it ships, no draft."""
    await rulebook.refresh()
    yield [await staff.appoint(f"op-{secrets.token_hex(3)}", "某人", secrets.token_hex(8)) for _ in range(2)]
    await sql("DELETE FROM profile_rule_draft")
    await sql("DELETE FROM profile_certificate")
    rules.adopt(None)
    calendar.adopt(None)


async def licence(deadline: date, type_code: str = LICENCE, years: int = 6) -> Held:
    holder = await Citizen.create(level=2)
    issued = deadline.replace(year=deadline.year - years)
    issue = Issue(type_code, secrets.token_hex(6), issued, None, "交警", clock.today(), "registry", 1, uuid7(), holder.id, None)
    return await certificates.by_id(await issuing.add(issue))


async def drafted(code: str, author, **changes) -> rulebook.Draft:
    rule = await ruling.edit(code, changes, author)
    cases = [{**case, "expect": _now(rule, case)} for case in rule.content["cases"]]
    draft = (await ruling.edit(code, {"cases": cases}, author)).draft
    assert draft is not None
    return draft


def _now(rule: rulebook.Present, case: dict) -> dict[str, str]:
    from profile.rules.trials import outcome

    return outcome(rule.drafted, case["given"], calendar.workdays())


async def publish(code: str, who, draft: rulebook.Draft, catch_up="none") -> int:
    number = await ruling.publish(code, who, revision=draft.revision, catch_up=catch_up, note="")
    await rulebook.refresh()
    await recomputing.go_on()
    return number


async def test_all_rules_are_in_the_database_and_read_back_as_they_ship(two) -> None:
    assert len(rules.types()) == 195
    assert rules.types() == {code: rulebook.contents.kind(*pair) for code, pair in import_rules.contents().items()}
    assert await import_rules.put() == 0
    for rule in await rulebook.every():
        assert all(trial.passed for trial in rulebook.tried(rule.kind, rule.content)), rule.code


async def test_nobody_publishes_their_own_draft_and_an_edit_voids_what_was_seen(two) -> None:
    author, second = two
    draft = await drafted(LICENCE, author, rungs=[{"days": None, "channel": "wechat"}, {"days": 60, "channel": "sms"}])
    with pytest.raises(Forbidden):
        await ruling.publish(LICENCE, author, revision=draft.revision, catch_up="none", note="")
    again = await ruling.edit(LICENCE, {"confidence": "B"}, author)
    with pytest.raises(Conflict):
        await ruling.publish(LICENCE, second, revision=draft.revision, catch_up="none", note="")
    await ruling.edit(LICENCE, {"confidence": "A"}, second)
    with pytest.raises(Forbidden):
        await ruling.publish(LICENCE, second, revision=(await rulebook.present(LICENCE)).draft.revision, catch_up="none", note="")
    assert again.number == (await rulebook.present(LICENCE)).number


async def test_of_two_who_publish_at_once_the_database_lets_one(two) -> None:
    author, second = two
    third = await staff.appoint(f"op-{secrets.token_hex(3)}", "第三人", secrets.token_hex(8))
    draft = await drafted(LICENCE, author, confidence="B")
    before = (await rulebook.present(LICENCE)).number
    tries = [ruling.publish(LICENCE, who, revision=draft.revision, catch_up="none", note="") for who in (second, third)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "int"]
    assert (await rulebook.present(LICENCE)).number == before + 1
    with pytest.raises(Exception, match="four_eyes"):
        await sql("UPDATE profile_rule_version SET publisher_id = $1 WHERE $1 = ANY(author_ids)", author)


async def test_a_failing_case_or_a_broken_rule_is_not_published(two) -> None:
    author, second = two
    draft = (await ruling.edit(LICENCE, {"opens": "P60D"}, author)).draft
    with pytest.raises(Conflict, match="cases_fail"):
        await ruling.publish(LICENCE, second, revision=draft.revision, catch_up="none", note="")
    opening = {"days": None, "channel": "wechat"}
    for field, wrong in (
        ("opens", "60 days"),
        ("opens", "E30D"),
        ("opens", "P9999M"),
        ("rungs", [{"days": 3, "channel": "wechat"}, {"days": 30, "channel": "wechat"}]),
        ("rungs", [opening, opening, {"days": 3, "channel": "wechat"}]),
        ("rule", [{"kind": "annual_window", "from": "02-01", "to": "02-30"}]),
    ):
        with pytest.raises(Invalid) as refused:
            await ruling.edit(LICENCE, {field: wrong}, author)
        assert refused.value.field == field


async def test_a_new_rule_moves_stored_dates_and_floods_nobody_with_rungs_that_have_passed(two) -> None:
    author, second = two
    today = clock.today()
    waiting, due = await licence(today + timedelta(days=50)), await licence(today + timedelta(days=120))
    await sql("UPDATE profile_certificate SET next_rung = 30, next_rung_on = $2 WHERE id = $1", waiting.id, today + timedelta(days=20))
    rungs = [{"days": None, "channel": "wechat"}, *({"days": days, "channel": "wechat"} for days in (60, 14))]
    draft = await drafted(LICENCE, author, rungs=rungs)
    number = await publish(LICENCE, second, draft)
    waiting, due = [await certificates.by_id(one.id) for one in (waiting, due)]
    assert (waiting.next_rung, waiting.next_rung_on) == (14, today + timedelta(days=36)), "60 days is past and stays unsaid"
    assert (due.next_rung, due.next_rung_on) == (90, today + timedelta(days=30))
    work = (await recomputing.recent(1))[0]
    assert (work["finished_at"] is not None, work["looked"], work["total"]) == (True, 2, 2)
    draft = await drafted(LICENCE, author, renewal_item="换证")
    await publish(LICENCE, second, draft, catch_up="all")
    assert (await certificates.by_id(waiting.id)).next_rung == 60, "an operator's word lets the rung in force speak"
    await ruling.roll_back(LICENCE, author, to=number - 1, number=number + 1)
    await rulebook.refresh()
    await recomputing.go_on()
    assert rules.types()[LICENCE].rungs == (90, 30, 7, 3)


async def test_recomputing_is_taken_up_where_it_stopped(two, monkeypatch) -> None:
    author, second = two
    monkeypatch.setattr(recomputing, "BATCH", 3)
    for days in range(7):
        await licence(clock.today() + timedelta(days=200 + days))
    draft = await drafted(LICENCE, author, opens="P60D")
    await ruling.publish(LICENCE, second, revision=draft.revision, catch_up="none", note="")
    await rulebook.refresh()
    await recomputing.go_on(seconds=0)
    async with recomputing.transaction():
        await recomputing._batch((await sql(recomputing._OLDEST))[0])
    assert [(row["looked"], row["finished_at"]) for row in await recomputing.recent(1)] == [(3, None)]
    await recomputing.go_on()
    assert {row["n"] for row in await sql("SELECT deadline_on - opens_on AS n FROM profile_certificate")} == {60}


NOTICE = b"""date,is_workday,name,status
2027-12-24,0,\xe6\xb5\x8b\xe8\xaf\x95\xe8\x8a\x82,official
2027-12-25,1,\xe6\xb5\x8b\xe8\xaf\x95\xe8\x8a\x82(\xe8\xb0\x83\xe4\xbc\x91\xe4\xb8\x8a\xe7\x8f\xad),official
2027-12-27,0,\xe6\xb5\x8b\xe8\xaf\x95\xe8\x8a\x82,official
"""


async def test_a_notice_is_shown_before_it_counts_and_then_moves_what_leans_on_it(two) -> None:
    author, _ = two
    await workcalendar.refresh()
    permit = await licence(date(2027, 12, 31), FOOD, 5)
    before = permit.deadline_on
    shown = await workcalendar.bring("2027.csv", NOTICE, author)
    assert [row["after"] for row in shown["changes"]] == ["休息·测试节", "上班·测试节(调休上班)", "休息·测试节"]
    assert (shown["published"], shown["certificates"]) == (False, 1)
    assert (await workcalendar.bring("x.csv", b"date,is_workday\n2027-13-01,2\n", author))["problems"][0]["line"] == 2
    await workcalendar.bring("2027.csv", NOTICE, author, dry_run=False)
    assert calendar.workdays().is_workday(date(2027, 12, 25))
    await recomputing.go_on()
    moved = (await certificates.by_id(permit.id)).deadline_on
    assert before is not None
    assert moved == calendar.workdays().shift(date(2027, 12, 31), -15) < before
    with pytest.raises(Invalid):
        await workcalendar.bring("2027.csv", NOTICE, author, dry_run=False)
    year = b'{"year": 2028, "days": [{"name": "\\u5143\\u65e6", "date": "2028-01-03", "isOffDay": true}]}'
    assert (await workcalendar.bring("2028.json", year, author))["confirmed"] == 365


async def test_a_notice_moves_the_days_by_which_open_cases_are_due(two) -> None:
    author, _ = two
    await workcalendar.refresh()
    service = (await sql("SELECT id FROM hall_service WHERE promise_unit = '工作日' LIMIT 1"))[0]["id"]
    case, citizen = uuid7(), await Citizen.create(level=2)
    await sql(
        """INSERT INTO hall_case (id, created_at, citizen_id, service_id, kind, state, round, decided_by, rule_version, submitted_at,
                                  promise_days, due_on)
           VALUES ($1, $2, $3, $4, 'application', 'accepted', 1, '', '', $5, 3, '2027-11-04')""",
        case, clock.now(), citizen.id, service, clock.at(date(2027, 11, 1), time(10)),
    )  # fmt: skip
    notice = b"date,is_workday,name,status\n2027-11-03,0,test,official\n"
    await workcalendar.bring("2027b.csv", notice, author, dry_run=False)
    assert await redue.redue() == 1
    assert (await sql("SELECT due_on FROM hall_case WHERE id = $1", case))[0]["due_on"] == date(2027, 11, 5)
    assert await redue.redue() == 0
