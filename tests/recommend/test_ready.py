"""Pages that lie ready: every change shows on the next one, nothing that comes in between is lost, and nobody's page outlives them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from bench.load import load
from bench.people import Town
from core import clock as time
from core import fresh, gathering
from core.queue import enqueue
from core.sharing import RegisteredFact
from core.tables import sql, transaction, uuid7
from hall import forgetting
from local.clock import Clock
from local.instance import Instance, Worker
from profile import closing, facts, people
from recommend import feed, feedback, keeping, reading, ready, scenes, scoring, surroundings, telling
from tests.push.steps import eventually

HALL = "(SELECT id FROM hall_service WHERE code = 'IT189')"
CASE = f"""INSERT INTO hall_case (id, created_at, citizen_id, service_id, kind, state, round, decided_by, rule_version)
           VALUES ('{uuid7()}', now(), $1, {HALL}, 'application', 'draft', 0, '', '')"""
JOIN = """INSERT INTO profile_membership (id, created_at, enterprise_id, citizen_id, role)
          VALUES (uuidv7(), now(), $1, $2, 'agent') ON CONFLICT DO NOTHING"""
RATING = """INSERT INTO hall_rating (id, created_at, case_id, service_id, level, aspects)
             SELECT uuidv7(), now(), id, service_id, 5, '{}' FROM hall_case WHERE citizen_id = $1"""
OLD_PAGE = "INSERT INTO recommend_page VALUES (now(), '2026-01-01', 'old', '{}', '{}', '', $1)"
LIKED = """INSERT INTO recommend_popular (id, created_at, region_code, service_code, people, score)
           VALUES (uuidv7(), now(), '', 'IT189', 90, 1)"""


@dataclass(frozen=True)
class Somebody:
    """Acts for an enterprise; both have a certificate that can be renewed, so both are on the page."""

    id: UUID
    enterprise: UUID


@pytest.fixture(scope="module")
async def who(database: Instance) -> AsyncIterator[Somebody]:
    await load(database.env["ZHIBAN_DATABASE_URL"], Town(1_200, time.today(), seed=4), due=1)
    rows = await sql(
        """SELECT m.citizen_id, m.enterprise_id FROM profile_membership m
           JOIN profile_certificate o ON o.citizen_id = m.citizen_id AND o.opens_on <= $1 AND o.deadline_on > $1
           JOIN profile_certificate e ON e.enterprise_id = m.enterprise_id AND e.opens_on <= $1 AND e.deadline_on > $1
           JOIN profile_fact f ON f.citizen_id = m.citizen_id AND f.name = 'marital_status' ORDER BY o.id, e.id LIMIT 1""",
        time.today(),
    )
    yield Somebody(rows[0]["citizen_id"], rows[0]["enterprise_id"])
    scenes.adopt({})
    await sql("TRUNCATE recommend_popular")
    await fresh.look()


async def lies_ready(citizen_id: UUID) -> bool:
    """Whether the next page costs one look-up, once what was told is laid down."""
    await gathering.settled()
    found = await ready.found(citizen_id, time.today())
    return found.sealed is not None and found.stamp == await surroundings.stamp(found.present)


async def pages_kept() -> int:
    return int((await sql("SELECT count(*) AS n FROM recommend_page WHERE stamp <> 'old'"))[0]["n"])


def by_hand(statement: str, whom: str = "id") -> Callable[[Somebody], Awaitable[object]]:
    """A hand in the database: nothing of ours knows that something changes."""
    return lambda who: sql(statement, getattr(who, whom))


async def learned(who: Somebody, value: str = "rent") -> None:
    await facts.learn(who.id, [RegisteredFact("housing", value, "住房城乡建设部门", time.today())])


async def put_away(who: Somebody) -> None:
    await feedback.dismiss(who.id, (await feed.home(who.id))[0].id, "not_me")


async def a_scene(_: Somebody) -> None:
    scenes.adopt({"SC001": {**scenes.shipped()["SC001"], "note": "改过"}})


CHANGES: dict[str, Callable[[Somebody], Awaitable[object]]] = {
    "a fact is learned": learned,
    "a fact is corrected": lambda who: learned(who, "own"),
    "a fact is gone": by_hand("DELETE FROM profile_fact WHERE citizen_id = $1 AND name = 'housing'"),
    "recommendations are off": lambda who: people.prefer(who.id, {"personalised": False}),
    "recommendations are on": lambda who: people.prefer(who.id, {"personalised": True}),
    "real name is lost": by_hand("UPDATE profile_citizen SET level = 1 WHERE id = $1"),
    "real name": by_hand("UPDATE profile_citizen SET level = 2 WHERE id = $1"),
    "a move": by_hand("UPDATE profile_citizen SET region_code = '330106' WHERE id = $1"),
    "a tag is deleted": by_hand("INSERT INTO profile_dropped_trait VALUES (uuidv7(), now(), 'marital_status', $1)"),
    "a tag is back": by_hand("DELETE FROM profile_dropped_trait WHERE citizen_id = $1"),
    "a certificate is revoked": by_hand("UPDATE profile_certificate SET state = 'revoked' WHERE citizen_id = $1"),
    "a certificate is valid": by_hand("UPDATE profile_certificate SET state = 'valid' WHERE citizen_id = $1"),
    "a case": by_hand(CASE),
    "a case wants something": by_hand("UPDATE hall_case SET state = 'correction' WHERE citizen_id = $1"),
    "a correction has its day": by_hand("UPDATE hall_case SET correct_by = current_date WHERE citizen_id = $1"),
    "a case is rated": by_hand(RATING),
    "a department is renamed": lambda _: sql(f"UPDATE hall_department d SET name = d.name || '局' FROM hall_service s WHERE s.id = {HALL}"),
    "a service is renamed": lambda _: sql(f"UPDATE hall_service SET name = name || '（新）' WHERE id = {HALL}"),
    "a case is gone": by_hand("DELETE FROM hall_case WHERE citizen_id = $1"),
    "an enterprise's fact": by_hand(
        """INSERT INTO profile_enterprise_fact (id, created_at, enterprise_id, name, value, source, as_of)
           VALUES (uuidv7(), now(), $1, 'ent.employees', '9', '市场监管部门', current_date)""", "enterprise"),
    "an enterprise's fact is corrected": by_hand("UPDATE profile_enterprise_fact SET value = '8' WHERE enterprise_id = $1", "enterprise"),
    "an enterprise's certificate": by_hand("UPDATE profile_certificate SET state = 'revoked' WHERE enterprise_id = $1", "enterprise"),
    "an enterprise is renamed": by_hand("UPDATE profile_enterprise SET name = '杭州新记' WHERE id = $1", "enterprise"),
    "an enterprise is left": by_hand("DELETE FROM profile_membership WHERE citizen_id = $1"),
    "a card is put away": put_away,
    "a card is taken back": by_hand("DELETE FROM recommend_dismissal WHERE citizen_id = $1"),
    "a scene is published": a_scene,
    "others do something else": lambda _: sql(LIKED),
}  # fmt: skip
SILENT = {  # no page shows them, so no page is worked out anew for them
    "the next rung": by_hand("UPDATE profile_certificate SET next_rung = 7, next_rung_on = current_date WHERE citizen_id = $1"),
    "a draft's answers": by_hand("UPDATE hall_case SET fields_sealed = '' WHERE citizen_id = $1"),
    "the same fact again": by_hand("UPDATE profile_fact SET value = value WHERE citizen_id = $1"),
    "somebody else's fact": by_hand("UPDATE profile_fact SET as_of = as_of - 1 WHERE citizen_id <> $1"),
    "what a service costs": lambda _: sql("UPDATE hall_service SET fee = '免费' WHERE code = 'IT189'"),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_every_change_shows_on_the_next_page(who: Somebody, change: str) -> None:
    before = await feed.told(who.id)
    assert await lies_ready(who.id)
    assert before == await feed.told(who.id)
    await CHANGES[change](who)
    await fresh.look()  # as each process does every two seconds
    assert not await lies_ready(who.id)
    after = await feed.told(who.id)
    assert after == telling.json_of(await feed.page(who.id))
    assert await lies_ready(who.id)


@pytest.mark.parametrize("change", SILENT)
async def test_what_no_page_shows_leaves_the_page_where_it_lies(who: Somebody, change: str) -> None:
    await sql(CASE.replace(CASE.split("'")[1], str(uuid7())), who.id)
    await feed.told(who.id)
    await SILENT[change](who)
    assert await lies_ready(who.id)
    await sql("DELETE FROM hall_case WHERE citizen_id = $1", who.id)


async def test_every_column_that_a_page_is_read_from_is_watched(who: Somebody) -> None:
    """Whoever adds one to the statement adds it to a trigger, to the stamp, or here with the reason why no page shows it."""
    shown_by_none = {("profile_certificate", "next_rung"), ("profile_certificate", "next_rung_on")}
    of_the_stamp = {"hall_service", "hall_service_version", "hall_department", "hall_catalogue", "recommend_model", "profile_touched"}
    await sql(f"CREATE VIEW read_by_pages AS SELECT count(*) FROM ({reading.READ}) whole")
    used = await sql("SELECT table_name, column_name FROM information_schema.view_column_usage WHERE view_name = 'read_by_pages'")
    await sql("DROP VIEW read_by_pages")
    marks = "trigger_name LIKE event_object_table || '\\_touched\\_%'"
    by_column = (
        f"SELECT event_object_table AS name, event_object_column AS one FROM information_schema.triggered_update_columns WHERE {marks}"
    )
    whole = f"SELECT event_object_table AS name, event_manipulation AS what FROM information_schema.triggers WHERE {marks}"
    columns = {(row["name"], row["one"]) for row in await sql(by_column)}
    everything = {(row["name"], row["what"]) for row in await sql(whole)}
    by_row = {name for name, _ in columns}
    wanted = {(row["table_name"], row["column_name"]) for row in used if row["table_name"] not in of_the_stamp}
    keys = {one for one in wanted if one[1] == "id"}
    assert {one for one in wanted if one[0] in by_row} - shown_by_none - keys <= columns
    assert {name for name, _ in wanted} - by_row <= {name for name, what in everything if what == "UPDATE"}
    rows_come_and_go = {name for name, _ in wanted} - {"profile_citizen", "profile_enterprise"}
    assert {(name, what) for name in rows_come_and_go for what in ("INSERT", "DELETE")} <= everything


async def test_a_page_is_that_of_its_day(who: Somebody, clock: Clock) -> None:
    today = await feed.told(who.id)
    clock.move(timedelta(days=1))
    assert not await lies_ready(who.id)
    assert await feed.told(who.id) != today


@pytest.mark.parametrize("holder", ["citizen", "enterprise"])
async def test_a_change_under_way_while_the_page_is_judged_is_on_the_next_one(who: Somebody, database: Instance, holder: str) -> None:
    """The change begins first, a newcomer joins meanwhile, the page is judged and kept, and only then is the change there for all."""
    other = await asyncpg.connect(database.env["ZHIBAN_DATABASE_URL"])
    under_way = other.transaction()
    await under_way.start()
    change = f"UPDATE profile_certificate SET state = 'valid', source = source || '{holder}' WHERE {holder}_id = $1"
    await other.execute(change, who.id if holder == "citizen" else who.enterprise)
    await sql(JOIN, who.enterprise, who.id)
    old = await feed.told(who.id)
    assert await lies_ready(who.id)
    await under_way.commit()
    await other.close()
    assert not await lies_ready(who.id)
    new = await feed.told(who.id)
    assert new == telling.json_of(await feed.page(who.id))
    assert (f'{holder}"' in new, f'{holder}"' in old) == (True, False)


async def test_whoever_judges_slowly_does_not_bring_yesterdays_word_back(who: Somebody) -> None:
    row = await reading.one(who.id)
    slow = await surroundings.of(row.present)
    await learned(who, "own")
    fresh = await feed.told(who.id)
    assert await lies_ready(who.id)
    await ready.keep([feed.ready_of(row, slow, time.today())], time.today(), slow.stamp)
    assert not await lies_ready(who.id)
    assert await feed.told(who.id) == fresh


async def test_a_worker_killed_in_the_night_goes_on_where_it_was_and_pages_are_those_worked_out_singly(
    who: Somebody, database: Instance, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await gathering.settled()  # or a page of the test before comes in place of the night's
    scenes.adopt({})  # as the worker has them
    someone = (await sql("SELECT id FROM profile_citizen WHERE id <> $1 ORDER BY id LIMIT 1", who.id))[0]["id"]
    await sql("UPDATE profile_citizen SET id_number_sealed = 'broken' WHERE id = $1", someone)
    await sql("TRUNCATE recommend_page")
    await sql(OLD_PAGE, someone)
    monkeypatch.setattr(scoring, "BATCH", 50)
    await scoring.go_on(0.001)
    begun = (await scoring.nights())[0]
    assert (begun["looked"], begun["failed"], await pages_kept()) == (50, 1, 49)
    monkeypatch.setitem(database.env, "ZHIBAN_FAIL_POINTS", str(tmp_path))
    (tmp_path / "recommend.scoring").write_text("hold")

    async def held() -> bool:
        return (tmp_path / "recommend.held").exists()

    async def over() -> bool:
        return (await scoring.nights())[0]["finished_at"] is not None

    worker = Worker(database)
    with worker.running():
        await enqueue("recommend.score")
        await eventually(held)
        worker.kill()
        assert (await scoring.nights())[0] == begun
        assert await pages_kept() == 49
        worker.start()
        await enqueue("recommend.score")
        await eventually(over, 30)
    night, everybody = (await scoring.nights())[0], [row["id"] for row in await sql("SELECT id FROM profile_citizen ORDER BY id")]
    assert (night["looked"], night["total"], night["failed"]) == (len(everybody), len(everybody), 1)
    assert await sql("SELECT 1 FROM recommend_page WHERE citizen_id = $1", someone) == []
    for citizen in [who.id, *everybody[1::20]]:
        assert await lies_ready(citizen)
        assert await feed.told(citizen) == telling.json_of(await feed.page(citizen))


async def test_closing_erases_the_page_and_whoever_still_judges_keeps_none(who: Somebody) -> None:
    await feed.told(who.id)
    row = await reading.one(who.id)
    around = await surroundings.of(row.present)
    async with transaction():
        await keeping.forget([who.id])
        await forgetting.forget([who.id])
        await closing.empty([who.id], time.now())
    await ready.keep([feed.ready_of(row, around, time.today())], time.today(), around.stamp)
    await gathering.settled()  # what was told before the end waits until now
    assert await sql("SELECT 1 FROM recommend_page WHERE citizen_id = $1", who.id) == []
