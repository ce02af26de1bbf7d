"""Ratings: one for a case, after it is over, by its applicant, for good; a bad one is answered by who does not know whose it is."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tortoise.exceptions import IntegrityError

from core import clock as time
from core.calendar import workdays
from core.errors import Conflict, Invalid, NotFound
from core.tables import sql
from hall import cases, ratings
from hall.ratings.levels import LEVELS, Opinion, summed
from local.instance import Clock, Sandbox
from profile import ledger
from tests.hall import steps
from tests.hall.steps import LICENCE, SOCIAL_CARD, Resident
from tests.items.steps import operator


async def finished(who: Resident) -> UUID:
    """A social security card, replaced at once."""
    case = await cases.begin_renewal(who.id, await who.holds(SOCIAL_CARD))
    assert (await cases.submit(who.id, case.id, "key-to-be-rated")).state == "finished"
    return case.id


async def rated(who: Resident, level: int, words: str = "") -> UUID:
    """A bad rating; its task's id."""
    case_id = await finished(who)
    await ratings.rate(who.id, case_id, Opinion(level, {"efficiency": level}, words))
    rows = await sql("SELECT t.id FROM hall_rectification t JOIN hall_rating r ON r.id = t.rating_id WHERE r.case_id = $1", case_id)
    found: UUID = rows[0]["id"]
    return found


@given(st.dictionaries(st.sampled_from(sorted(LEVELS)), st.integers(0, 10_000)))
def test_what_is_shown_in_sum_is_what_was_said(counts: dict[int, int]) -> None:
    found, total = summed(counts), sum(counts.values())
    assert found.count == total
    if not total:
        assert (found.satisfied, found.levels) == (None, ())
        return
    assert found.satisfied is not None
    assert {level: count for level, _, count in found.levels} == {level: counts.get(level, 0) for level in LEVELS}
    good = total - counts.get(1, 0) - counts.get(2, 0)
    assert found.satisfied <= 100 * good / total < found.satisfied + 1


async def test_a_finished_case_is_rated_once_and_stays_so(who: Resident) -> None:
    before = await ratings.summary("IT009")
    case_id = await finished(who)
    assert (await ratings.own(who.id, case_id)).can_rate
    tries = [ratings.rate(who.id, case_id, Opinion(level, {"guide": 4}, "张三很耐心")) for level in (5, 4, 5, 3)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(answer, ratings.Own) for answer in answers) == 1
    assert {answer.code for answer in answers if isinstance(answer, Conflict)} == {"rating.given"}
    mine = await ratings.own(who.id, case_id)
    assert not mine.can_rate
    assert mine.opinion is not None
    assert mine.opinion.words == "张三很耐心"
    assert (await ratings.summary("IT009")).count == before.count + 1
    kept = await sql("SELECT * FROM hall_rating WHERE case_id = $1", case_id)
    assert "张三".encode() not in bytes(kept[0]["words_sealed"])
    with pytest.raises(IntegrityError):
        await sql("INSERT INTO hall_rating SELECT uuidv7(), created_at, level, aspects, NULL, case_id, service_id FROM hall_rating")


async def test_nothing_is_rated_before_it_is_over_nor_by_anybody_else(who: Resident, hall: Sandbox) -> None:
    draft = await cases.begin_renewal(who.id, await who.holds(LICENCE))
    with pytest.raises(Conflict) as early:
        await ratings.rate(who.id, draft.id, Opinion(5))
    assert early.value.code == "rating.too_early"
    case_id = await finished(who)
    stranger = await steps.resident(hall)
    for verb in (ratings.own(stranger.id, case_id), ratings.rate(stranger.id, case_id, Opinion(1))):
        with pytest.raises(NotFound):
            await verb
    for wrong in (Opinion(0), Opinion(6), Opinion(5, {"colour": 3}), Opinion(5, {"guide": 9}), Opinion(5, {}, "长" * 301)):
        with pytest.raises(Invalid):
            await ratings.rate(who.id, case_id, wrong)


async def test_nobody_knows_whose_bad_rating_it_is_until_it_is_put_right(who: Resident, clock: Clock) -> None:
    duty = await operator()
    task_id = await rated(who, 2, f"打 {who.phone} 没人接")
    task = await ratings.one(task_id, duty)
    assert (await ledger.page(who.id)).items[0].purpose == "整改您不满意的服务"
    case = (await sql("SELECT c.* FROM hall_case c WHERE c.citizen_id = $1", who.id))[0]
    assert task.due_on == workdays().shift(workdays().received_on(time.local(time.now())), 15)
    assert (task.aspects, task.words) == ((("办事效率", "不满意"),), "打 （号码已隐去） 没人接")
    for hidden in (who.name, who.name[:1] + "*", who.number, who.phone, str(who.id), str(case["id"]), case["number"]):
        assert hidden not in _told(task, await ratings.page())
    with pytest.raises(Conflict) as untold:
        await ratings.close(task_id, duty, "已经加派人手接电话")
    assert untold.value.code == "rectification.no_contact"
    await ratings.contact(task_id, duty, "对不起，我们来查电话为什么没人接。")
    assert [one.words for one in (await ratings.own(who.id, case["id"])).contacts] == ["对不起，我们来查电话为什么没人接。"]
    assert (await ratings.one(task_id, duty)).applicant is None
    with pytest.raises(Invalid):
        await ratings.close(task_id, duty, "   ")
    clock.move(timedelta(days=60))
    assert next(one.overdue for one in (await ratings.page()).items if one.id == task_id)
    done = await ratings.close(task_id, duty, "已经加派人手接电话")
    assert (done.applicant, done.case_number, done.overdue) == ("许**", case["number"], False)
    assert (await ratings.own(who.id, case["id"])).result == "已经加派人手接电话"
    assert task_id in {one.id for one in (await ratings.page(closed=True)).items}
    for late in (ratings.close(task_id, duty, "再来一次"), ratings.contact(task_id, duty, "再来一次")):
        with pytest.raises(Conflict):
            await late
    told = await sql("SELECT topic FROM profile_event WHERE subject_id = $1 AND topic IN ('case.answered', 'case.rectified')", case["id"])
    assert {row["topic"] for row in told} == {"case.answered", "case.rectified"}


def _told(*shown: Any) -> str:
    return orjson.dumps(shown, default=str).decode()


async def test_the_database_closes_nothing_without_contact_and_result(who: Resident) -> None:
    task_id = await rated(who, 1)
    with pytest.raises(IntegrityError):
        await sql("UPDATE hall_rectification SET closed_at = now() WHERE id = $1", task_id)


async def test_a_good_rating_sets_no_task(who: Resident) -> None:
    before = (await ratings.page()).open
    await ratings.rate(who.id, await finished(who), Opinion(3))
    assert (await ratings.page()).open == before
