"""Letters to departments: none lost, none twice, each failure in sight; and answers in any order."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.tables import sql
from hall import board, cases, routing
from hall.states import State
from local.instance import Clock, Instance, Sandbox
from profile import ledger
from tests.hall import steps
from tests.hall.steps import Resident


async def sent(who: Resident) -> cases.CaseView:
    case = await steps.ready(who)
    return await cases.submit(who.id, case.id, "key-routing")


def received(hall: Sandbox, case: cases.CaseView) -> int:
    return sum(event["case_id"] == str(case.id) for event in hall.journal(kind="department.received"))


async def letter(case: cases.CaseView) -> dict[str, object]:
    return (await sql("SELECT * FROM hall_case_dispatch WHERE case_id = $1", case.id))[0]


def answer(case: cases.CaseView, outcome: str, **more: object) -> dict[str, object]:
    return {
        "event_id": f"event-{uuid4().hex}",
        "case_id": str(case.id),
        "department": "traffic-police",
        "outcome": outcome,
        "reason": "",
        "certificate": None,
        "at": "2026-03-10T10:00:00+08:00",
        **more,
    }


async def test_many_routers_at_once_deliver_each_case_once(hall: Sandbox, who: Resident) -> None:
    case = await sent(who)
    await asyncio.gather(*(routing.route() for _ in range(6)))
    assert received(hall, case) == 1
    assert (await letter(case))["state"] == "sent"


async def test_a_router_that_died_in_the_middle_is_followed_by_another(hall: Sandbox, who: Resident, clock: Clock) -> None:
    case = await sent(who)
    await routing._claim()
    assert await routing.route() == 0
    clock.move(timedelta(seconds=routing.LEASE_S + 1))
    assert await routing.route() >= 1
    assert received(hall, case) == 1


async def test_a_department_that_does_not_answer_is_asked_again_with_patience(hall: Sandbox, who: Resident, clock: Clock) -> None:
    case = await sent(who)
    hall.faults("department", "hang")
    try:
        await routing.route()
    finally:
        hall.clear_faults()
    waiting = await letter(case)
    assert (waiting["state"], waiting["attempts"], waiting["last_error"]) == ("pending", 1, "Doubtful")
    assert await routing.route() == 0
    clock.move(timedelta(seconds=routing.PATIENCE[0] + 1))
    await routing.route()
    assert (await letter(case))["state"] == "sent"
    assert received(hall, case) == 1


async def test_a_letter_that_never_arrives_dies_in_sight_and_can_be_revived(hall: Sandbox, who: Resident, clock: Clock) -> None:
    case = await sent(who)
    hall.faults("department", "busy")
    try:
        for _ in range(routing.TRIES):
            await routing.route()
            clock.move(timedelta(seconds=routing.PATIENCE[-1] + 1))
    finally:
        hall.clear_faults()
    assert (await letter(case))["state"] == "dead"
    assert "暂时没有送达部门" in [line.title for line in (await cases.view(who.id, case.id)).timeline]
    row = next(row for row in (await board.page(uuid4(), state="submitted")).items if row.id == case.id)
    assert row.letter == "dead"
    assert (await ledger.page(who.id)).items[0].purpose == "在办件列表里找超期或卡住的办件"
    assert next(figure for figure in await board.figures() if figure.key == "cases_stuck").value >= 1
    await cases.retry(case.id)
    await routing.route()
    assert received(hall, case) == 1
    with pytest.raises(Conflict):
        await cases.retry(case.id)


async def test_a_letter_that_can_not_be_written_holds_up_no_other(hall: Sandbox, who: Resident, clock: Clock) -> None:
    broken = await sent(who)
    await sql("UPDATE hall_case SET fields_sealed = $2 WHERE id = $1", broken.id, b"no seal")
    whole = await sent(await steps.resident(hall))
    await routing.route()
    assert received(hall, whole) == 1
    assert ((await letter(broken))["state"], (await letter(broken))["last_error"]) == ("pending", "SealBroken")
    await sql("UPDATE hall_case_dispatch SET attempts = $2 WHERE case_id = $1", broken.id, routing.TRIES)
    clock.move(timedelta(seconds=routing.PATIENCE[-1] + 1))
    await routing.route()
    assert (await letter(broken))["state"] == "dead"


async def test_the_same_answer_twice_is_one(who: Resident) -> None:
    case = await sent(who)
    said = answer(case, "approved")
    receipts = await asyncio.gather(*(cases.decide(said) for _ in range(5)))
    assert sum(receipt.applied for receipt in receipts) == 1
    versions = await sql("SELECT count(*) AS n FROM profile_certificate WHERE because = $1", str(case.id))
    assert versions[0]["n"] == 1


async def test_answers_out_of_order_end_in_the_decision(who: Resident) -> None:
    case = await sent(who)
    assert (await cases.decide(answer(case, "approved"))).state is State.FINISHED
    late = await cases.decide(answer(case, "accepted"))
    assert (late.applied, late.state) == (False, State.FINISHED)
    assert not (await cases.decide(answer(case, "rejected"))).applied


async def test_an_answer_about_an_earlier_hand_in_changes_nothing(who: Resident) -> None:
    case = await sent(who)
    await cases.decide(answer(case, "correction", reason="请补充"))
    await cases.submit(who.id, case.id, "key-again")
    late = await cases.decide(answer(case, "correction", reason="请补充", round=1))
    assert (late.applied, late.state) == (False, State.SUBMITTED)
    assert (await cases.decide(answer(case, "approved", round=2))).applied


async def test_answers_to_a_withdrawn_case_are_kept_and_ignored(who: Resident) -> None:
    case = await sent(who)
    await cases.withdraw(who.id, case.id)
    assert not (await cases.decide(answer(case, "approved"))).applied
    assert (await cases.view(who.id, case.id)).state is State.WITHDRAWN


async def test_an_unknown_case_and_another_departments_case_are_errors(who: Resident) -> None:
    case = await sent(who)
    with pytest.raises(NotFound):
        await cases.decide({**answer(case, "approved"), "case_id": str(uuid4())})
    with pytest.raises(Forbidden):
        await cases.decide(answer(case, "approved", department="health"))
    assert (await cases.decide(answer(case, "accepted"))).state is State.ACCEPTED


@pytest.mark.parametrize(
    "change",
    [
        {"event_id": ""},
        {"event_id": 7},
        {"case_id": "none"},
        {"outcome": "maybe"},
        {"outcome": ["approved"]},
        {"round": "2"},
        {"round": True},
        {"certificate": {"number": "x" * 41}},
        {"certificate": {"number": "<b>"}},
        {"certificate": {"issued_on": "soon"}},
        {"certificate": {"issued_on": "2030-01-01"}},
        {"certificate": {"issued_on": "2026-03-01", "printed_until": "2026-02-01"}},
    ],
)
async def test_a_malformed_answer_is_refused_by_its_part(who: Resident, change: dict[str, object]) -> None:
    case = await sent(who)
    with pytest.raises(Invalid) as refused:
        await cases.decide({**answer(case, "approved"), **change})
    assert refused.value.code == "department.malformed"


async def test_the_departments_new_number_and_date_are_taken_over(who: Resident) -> None:
    from profile import certificates

    case = await sent(who)
    await cases.decide(answer(case, "approved", certificate={"number": "330100998877", "issued_on": "2026-03-09", "printed_until": None}))
    done = await cases.view(who.id, case.id)
    assert done.new_certificate_id is not None
    new = await certificates.by_id(done.new_certificate_id)
    assert (new.number, new.issued_on.isoformat()) == ("330100998877", "2026-03-09")


async def test_the_board_shows_people_masked_and_late_cases_marked(who: Resident, database: Instance) -> None:
    case = await sent(who)
    await sql("UPDATE hall_case SET due_on = due_on - 60 WHERE id = $1", case.id)
    first = await board.page(uuid4(), department="traffic-police")
    row = next(row for row in first.items if row.id == case.id)
    assert row.applicant == "许**"
    assert row.overdue
    whole = await board.one(case.id, uuid4())
    assert whole.applicant_id_number == "330***********" + who.number[-4:]
    assert {field.label: field.value for field in whole.fields}["申请人"] == "许**"
    for text in (who.name, who.number, who.phone):
        assert text not in repr(whole)
    assert first.next_cursor is None or (await board.page(uuid4(), cursor=first.next_cursor)).items
    with pytest.raises(Invalid):
        await board.page(uuid4(), cursor="nonsense")
    with pytest.raises(Invalid, match=r"board\.state"):
        await board.page(uuid4(), state="lost")
    with pytest.raises(NotFound):
        await board.one(uuid4(), uuid4())
