"""Traits on real servers: folded when the ledger says that something happened, equal to what the sources give, asked by audiences."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from core import clock as now
from core import outside
from core.sharing import RegisteredFact
from core.tables import sql, transaction
from local.clock import Clock
from local.instance import Instance, Sandbox
from profile import audiences, certificates, consents, enterprises, events, facts, learning, naming, realname, registration, signin, traits
from profile.conditions import parse
from profile.shares import Answers
from recommend import situation, tasks, vocabulary

pytestmark = pytest.mark.anyio
TERMS = vocabulary.dictionary()


@pytest.fixture(scope="module")
async def town(database: Instance, sandbox: Sandbox) -> AsyncIterator[dict[str, UUID]]:
    found: dict[str, UUID] = {}
    for person in sandbox.people()[:6]:
        keys = await signin.by_wechat(sandbox.login(person["user"]), sandbox.phone_code(person["user"]), "test")
        await realname.two_elements(keys.subject, person["name"], person["id_number"], consent=True)
        await registration.fetch(keys.subject)
        found[person["user"]] = keys.subject
    await tasks.fold_traits()
    yield found
    await outside.close()


async def unequal(people: list[UUID]) -> set[UUID]:
    kept, anew = await traits.of(people), await traits.rebuilt(people, TERMS, now.today())
    return {one for one in people if kept.get(one) != anew[one]}


async def test_rows_kept_are_those_that_the_sources_give_and_nobody_is_named(town: dict[str, UUID]) -> None:
    people = list(town.values())
    assert await unequal(people) == set()
    rows = await traits.of(people)
    assert all({"birth_date", "gender", "certificates"} <= row.keys() for row in rows.values())
    assert not any(row.keys() & naming.NAMING for row in rows.values())


async def test_whatever_happens_reaches_the_row_with_the_next_round_and_a_late_commit_with_the_one_after(
    town: dict[str, UUID], clock: Clock
) -> None:
    who = town["lin"]
    clock.move(timedelta(minutes=5))
    await tasks.fold_traits()
    assert await traits.due(now.now(), 100) == []
    await facts.learn(
        who,
        [RegisteredFact("children", 2, "卫生健康部门", now.today()), RegisteredFact("vehicle.plate", "浙A12345", "公安交管", now.today())],
    )
    await events.record("wallet.filled", citizen_id=who)
    await events.record("case.submitted", citizen_id=who, subject_id=who)
    assert await unequal(list(town.values())) == {who}
    assert await traits.due(now.now(), 100) == [who]
    await tasks.fold_traits()
    row = (await traits.of([who]))[who]
    assert (row["children"], row["case.state"], "vehicle.plate" in row) == (2, "submitted", False)
    clock.move(timedelta(seconds=61))
    assert await traits.due(now.now(), 100) == [who]
    await tasks.fold_traits()
    assert await traits.due(now.now(), 100) == []
    clock.move(timedelta(days=2))
    assert set(await traits.due(now.now(), 100)) == set(town.values())
    assert await unequal(list(town.values())) == set()


async def test_what_a_department_tells_no_more_is_forgotten_and_what_it_did_not_answer_is_not(town: dict[str, UUID]) -> None:
    li = town["li"]

    async def after(told: dict[str, tuple[RegisteredFact, ...] | None]) -> set[str]:
        async with transaction():
            await learning.of_citizen(li, Answers(told, {code: 0 if some is not None else 1 for code, some in told.items()}))
        await traits.refold([li], TERMS, now.today(), now.now())
        assert (await traits.of([li]))[li] == (await traits.rebuilt([li], TERMS, now.today()))[li]
        return set((await traits.of([li]))[li])

    points = RegisteredFact("driver.points", 3, "公安机关交通管理部门", now.today())
    car = RegisteredFact("vehicle.age_years", 3, "公安机关交通管理部门", now.today())
    assert await after({"vehicle": (points, car)}) >= {"driver.points", "vehicle.age_years"}
    kept = await after({"vehicle": None, "tax": ()})
    assert kept >= {"driver.points", "vehicle.age_years"}
    assert kept - await after({"vehicle": (points,)}) == {"vehicle.age_years"}  # it was sold


async def test_what_was_asked_before_the_consent_was_taken_back_is_not_kept(town: dict[str, UUID], sandbox: Sandbox) -> None:
    li = town["li"]
    pulls = "SELECT count(*) AS n FROM profile_share_pull WHERE citizen_id = $1"
    before = await sql(pulls, li)
    sandbox.faults("share.tax", "slow")
    try:
        asked = asyncio.create_task(registration.fetch(li))
        await asyncio.sleep(1)
        await consents.change(li, consents.SHARING, on=False)
        await asked
    finally:
        sandbox.clear_faults()
        await consents.change(li, consents.SHARING, on=True)
    assert await sql(pulls, li) == before


async def test_an_audience_is_counted_drawn_and_frozen(town: dict[str, UUID]) -> None:
    grown, nobody = parse("age>=18 and has_cert(机动车驾驶证)"), parse("age>150")
    size = await audiences.count(grown, TERMS)
    assert 0 < size <= len(town)
    assert await audiences.count(parse("age>=0"), TERMS) == len(town)
    assert await audiences.count(parse("driver.points>=0 or driver.points<0"), TERMS) < len(town)
    drawn = await audiences.sample(grown, TERMS, 100, "seed")
    assert len(drawn) == size
    assert drawn == await audiences.sample(grown, TERMS, 100, "seed")
    first, again = await audiences.freeze(grown, TERMS), await audiences.freeze(grown, TERMS)
    assert first == again
    assert sorted(await audiences.members(first.hash)) == sorted(drawn)
    assert (await audiences.freeze(nobody, TERMS)).size == 0
    assert (await sql("SELECT count(*) FROM profile_audience WHERE holder = 'citizen'"))[0]["count"] >= 2


async def test_enterprises_have_rows_too_that_their_sources_give_and_audiences_of_their_own(town: dict[str, UUID], clock: Clock) -> None:
    await tasks.fold_traits_of_enterprises()
    spaces = {space.id: space for who in town.values() for space in await enterprises.spaces(who)}
    companies, today = list(spaces), now.today()
    rows = await traits.of(companies, "enterprise")
    assert rows == await traits.companies.rebuilt(companies, TERMS, today)
    assert len(rows) == len(companies) > 1
    for one, space in spaces.items():
        about, held = await facts.facts_of_enterprise(one), (await certificates.licences([one]))[one]
        page = situation.of_enterprise(space, about, held, today).values
        row = traits.values(rows[one], TERMS, today)
        assert row == {name: page[name] for name in row}
        assert {"ent.region", "licences"} <= row.keys()

    first = companies[0]
    seat = spaces[first].region_code or ""
    lately = parse("ent.founded_days<=15 and ent.seal=false")
    assert await audiences.count(lately, TERMS, holder="enterprise") == 0
    told = [RegisteredFact("ent.founded_days", 10, "市场监管部门", today), RegisteredFact("ent.seal", False, "市场监管部门", today)]
    clock.move(timedelta(minutes=5))
    await learning.of_enterprise(first, Answers({"market": tuple(told)}, {"market": 0}))
    assert await traits.companies.due(now.now(), 100) == [first]
    await tasks.fold_traits_of_enterprises()
    assert await traits.companies.rebuilt(companies, TERMS, today) == await traits.of(companies, "enterprise")
    counted = [await audiences.count(lately, TERMS, holder="enterprise", regions=codes) for codes in ((), (seat[:4],), ("3399", "31"))]
    assert counted == [1, 1, 0]
    assert await audiences.count(lately, TERMS, today + timedelta(days=6), holder="enterprise") == 0
    frozen = await audiences.freeze(lately, TERMS, holder="enterprise")
    assert await audiences.members(frozen.hash) == [first]
    assert (await audiences.freeze(lately, TERMS)).hash != frozen.hash


async def test_two_that_freeze_at_once_make_one_audience(town: dict[str, UUID]) -> None:
    both = await asyncio.gather(*(audiences.freeze(parse("age>=1"), TERMS) for _ in range(2)))
    assert both[0] == both[1]
    assert sorted(await audiences.members(both[0].hash)) == sorted(town.values())
