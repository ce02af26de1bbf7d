"""The time machine foresees exactly what the sweep then says, sends nothing, and is needed before anything is published."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock as time
from core.calendar import workdays
from core.errors import Conflict
from core.tables import sql
from profile import recomputing, rulebook, rules, ruling, staff
from profile.rules import content as contents
from profile.rules import course, ladder, rung_after, rung_now, types, window
from profile.rules.shipped import contents as shipped
from push import reminders, simulate
from tests.push.conftest import *  # noqa: F403 (the guests and their callback)
from tests.push.test_reminders import licence, morning
from tests.rules.test_rulebook import drafted

LICENCE = "ZJCT017"


@pytest.fixture
async def town(invite, clock):
    """Five licences at different places of their ladders; two people of staff."""
    began = clock.now()
    await rulebook.refresh()
    await sql("DELETE FROM profile_certificate")
    today = time.today()
    held = [await licence(await invite(grants=days % 2, phone=True), today + timedelta(days=days)) for days in (20, 45, 80, 95, 300)]
    yield held, [await staff.appoint(f"op-{secrets.token_hex(3)}", "某人", secrets.token_hex(8)) for _ in range(2)]
    clock.set(began)
    await sql("DELETE FROM profile_rule_draft")
    rules.adopt(None)


async def run(code: str, who, **asked) -> dict:
    await simulate.begin(code, who, **asked)
    while not (found := (await simulate.runs(code, 1))[0])["finished_at"]:
        await simulate.go_on()
    return found


@pytest.mark.anyio
async def test_what_is_foreseen_is_what_the_sweep_then_says_day_by_day(town, clock) -> None:
    _, (author, _) = town
    today = time.today()
    clock.set(morning(today))
    before = {row["t"]: row["n"] for row in await sql("SELECT 'd' AS t, count(*) AS n FROM push_delivery")}
    found = (await run(LICENCE, author, days=60))["result"]
    assert {row["t"]: row["n"] for row in await sql("SELECT 'd' AS t, count(*) AS n FROM push_delivery")} == before
    said: dict[str, int] = {}
    for day in range(60):
        clock.set(morning(today + timedelta(days=day)))
        if count := await reminders.sweep(time.now()):
            said[(today + timedelta(days=day)).isoformat()] = count
    assert {day: sides[0] for day, sides in found["days"].items()} == said
    assert found["counts"]["reminders"] == found["counts"]["live"] == sum(said.values())
    assert found["counts"]["same"] == sum(said.values())
    assert sum(found["channels"].values()) == found["counts"]["messages"]
    assert found["counts"]["short"] > 0, "some have no subscription left"
    assert all("*" in row["who"] or row["who"].startswith(("微信", "尾号")) for row in found["sample"])


@pytest.mark.anyio
async def test_a_draft_is_published_only_after_a_run_of_exactly_it(town) -> None:
    _, (author, second) = town
    rungs = [{"days": None, "channel": "inbox"}, {"days": 14, "channel": "sms"}]
    draft = await drafted(LICENCE, author, rungs=rungs)
    with pytest.raises(Conflict, match="not_simulated"):
        await simulate.publish(LICENCE, second, revision=draft.revision)
    found = await run(LICENCE, author, days=120)
    counts = found["result"]["counts"]
    assert (found["digest"], counts["added"] > 0, counts["removed"] > 0) == (draft.digest, True, True)
    assert counts["reminders"] == counts["added"] + counts["same"]
    assert set(found["result"]["channels"]) <= {"inbox", "sms"}
    draft = await drafted(LICENCE, author, renewal_item="换证")
    with pytest.raises(Conflict, match="not_simulated"):
        await simulate.publish(LICENCE, second, revision=draft.revision)
    await run(LICENCE, author, days=7)
    assert await simulate.publish(LICENCE, second, revision=draft.revision) == 2
    await rulebook.refresh()
    await recomputing.go_on()
    assert (await ruling.roll_back(LICENCE, author, to=1, number=2)) == 3


@pytest.mark.anyio
async def test_history_is_replayed_as_on_its_first_day(town) -> None:
    _, (author, _) = town
    found = (await run(LICENCE, author, from_on=time.today() - timedelta(days=200), days=400))["result"]
    assert found["counts"]["reminders"] > 5


@pytest.mark.anyio
async def test_a_short_run_knows_a_rung_before_the_last_from_the_last_one(town, invite) -> None:
    _, (author, _) = town
    holiday = date(2026, 4, 5)
    assert workdays().is_festival(holiday)
    await licence(await invite(phone=True), holiday + timedelta(days=30))
    await licence(await invite(phone=True), holiday + timedelta(days=3))
    found = (await run(LICENCE, author, from_on=holiday, days=1))["result"]
    assert (found["counts"]["messages"], found["held"]["festival"]) == (2, 1), "the last reminder waits for no holiday, the other one does"


@pytest.mark.anyio
async def test_a_run_that_cannot_be_reckoned_ends_and_the_next_one_goes_on(town) -> None:
    _, (author, _) = town
    broken = await simulate.begin(LICENCE, author)
    rule = '[{"kind": "fixed", "years": 9000}]'
    await sql("UPDATE push_simulation SET content = jsonb_set(content, '{content,rule}', $2::jsonb) WHERE id = $1", broken, rule)
    assert (await run(LICENCE, author))["error"] == ""
    ended = next(one for one in await simulate.runs(LICENCE) if one["id"] == broken)
    assert ended["finished_at"]
    assert "100 years" in ended["error"]


KINDS = st.sampled_from(sorted(shipped()))


@given(KINDS, st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-10, 900), st.integers(0, 800))
def test_a_course_never_speaks_early_or_twice_and_is_what_daily_sweeps_would_say(code: str, issued: date, start: int, days: int) -> None:
    basics, content = shipped()[code]
    kind = contents.kind(basics, content)
    expiry = rules.expires_on(kind, issued, issued - timedelta(days=9000), issued + timedelta(days=700))
    within = window(kind, expiry, workdays(), issued)
    rungs, begin = ladder(kind, within), issued + timedelta(days=start)
    until, waiting = begin + timedelta(days=days), rules.rung_to_arm(rungs, begin)
    said = course(rungs, waiting.on if waiting else None, begin, until)
    assert len({rung.days for _, rung in said}) == len(said)
    assert [day for day, _ in said] == sorted(day for day, _ in said)
    assert all(within and within.opens_on <= rung.on <= day for day, rung in said)
    assert list(said) == daily(rungs, waiting.on if waiting else None, begin, until)
    assert types()


def daily(rungs, waiting: date | None, begin: date, until: date):
    """The sweep as it is: each day it takes what waits, says the rung in force, and waits for the next."""
    said, day = [], begin
    while day <= until:
        if waiting is not None and waiting <= day:
            rung, following = rung_now(rungs, day), rung_after(rungs, day)
            said += [(day, rung)] if rung else []
            waiting = following.on if following else None
        day += timedelta(days=1)
    return said
