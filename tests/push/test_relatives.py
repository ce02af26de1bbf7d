"""Relatives and agents on real rows: both agree, scope and end hold at once; who did not move is passed on, at last to who calls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from core import clock as time
from core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from core.sharing import RegisteredFact
from core.tables import sql
from hall import behalf, cases
from profile import certificates, changes, delegations, issuing, realname
from profile.certificates import Held
from profile.delegations import Wish
from profile.issuing import Issue
from push import calls, drafts, inbox, notices, reminders
from tests.api.steps import id_number
from tests.push.steps import Guest, crank

LICENCE = "ZJCT017"
ALL = ("remind", "view", "apply")
STAFF = uuid4()
Somebody = Callable[..., Awaitable[Guest]]


@pytest.fixture(autouse=True)
async def _a_day_like_any_other(clock, database):
    clock.set(datetime(2026, 3, 10, 2, tzinfo=UTC))
    yield
    await sql("UPDATE push_delivery SET state = 'cancelled' WHERE state IN ('pending', 'leased', 'unknown')")
    await sql("UPDATE profile_certificate SET next_rung = NULL, next_rung_on = NULL")
    await sql("UPDATE profile_delegation SET state = 'ended'")


@pytest.fixture
def somebody(invite) -> Somebody:
    """A guest with a phone and a proven name."""

    async def make(born: date | None = None) -> Guest:
        number = id_number(born)
        guest = await invite(phone=True, name="许清如", id_number=number)
        assert (await realname.two_elements(guest.citizen_id, "许清如", number, consent=True)).state == "passed"
        return guest

    return make


def phone(guest: Guest) -> str:
    return str(guest.sandbox.person(guest.user)["phone"])


async def licence(guest: Guest, left: int = 89) -> Held:
    """A driving licence with so many days left."""
    today = time.today()
    ends = today + timedelta(days=left)
    issue = Issue(
        LICENCE, id_number(), ends.replace(year=ends.year - 6), None, "公安", today, "registry", 1, uuid4(), guest.citizen_id, None
    )
    return await certificates.by_id(await issuing.add(issue))


async def looks_after(helper: Guest, holder: Guest, **wish: object) -> UUID:
    """The child asks, the parent agrees."""
    await delegations.ask(helper.citizen_id, phone(holder), Wish(**{"side": "helper", "relation": "child", "actions": ALL, **wish}))
    (asked,) = (await delegations.mine(holder.citizen_id))["asked_of_me"]
    await delegations.accept(holder.citizen_id, asked["id"])
    return UUID(str(asked["id"]))


async def waiting_for(holder: Guest, delegation: UUID) -> dict[str, Any]:
    """What the holder sees that would be added."""
    (more,) = [one["more"] for one in (await delegations.mine(holder.citizen_id))["looked_after_by"] if one["id"] == delegation]
    return dict(more)


async def titles(guest: Guest, category: str) -> list[str]:
    await notices.tell_events(time.now())
    return [one["title"] for one in (await inbox.messages(guest.citizen_id, category))["items"]]


async def test_asking_tells_nothing_of_who_has_an_account_and_both_must_agree(somebody):
    child, parent = await somebody(), await somebody()
    wish = Wish("helper", "child", ALL)
    assert await delegations.ask(child.citizen_id, "13912345678", wish) == await delegations.ask(child.citizen_id, phone(parent), wish)
    waiting = (await delegations.mine(child.citizen_id))["asked_by_me"]
    assert [one["name"] for one in waiting] == [f"尾号{phone(parent)[-4:]}", "尾号5678"]
    (asked,) = (await delegations.mine(parent.citizen_id))["asked_of_me"]
    assert asked["name"] == "许**"
    assert await titles(parent, "system") == ["有亲友想和您互相照看证照"]
    with pytest.raises(NotFound):
        await delegations.as_helper(child.citizen_id, asked["id"])
    with pytest.raises(NotFound):
        await delegations.accept(child.citizen_id, asked["id"])
    await delegations.accept(parent.citizen_id, asked["id"])
    assert (await delegations.as_helper(child.citizen_id, asked["id"])).holder_id == parent.citizen_id


async def test_a_code_is_good_once_and_small_letters_do_not_matter(somebody):
    parent, child, other = await somebody(), await somebody(), await somebody()
    code = await delegations.invite(parent.citizen_id, Wish("holder", "child", ("remind",)))
    with pytest.raises(Conflict, match="oneself"):
        await delegations.accept_code(parent.citizen_id, code)
    await delegations.accept_code(child.citizen_id, code.lower().replace("-", " "))
    with pytest.raises(NotFound):
        await delegations.accept_code(other.citizen_id, code)
    assert len((await delegations.mine(child.citizen_id))["looking_after"]) == 1


async def test_who_is_linked_already_is_told_so_instead_of_being_linked_anew(somebody):
    child, parent, other = await somebody(), await somebody(), await somebody()
    code = await delegations.invite(parent.citizen_id, Wish("holder", "child", ("view",)))
    delegation = await looks_after(child, parent, types=(LICENCE,))
    before = (await delegations.mine(child.citizen_id))["looking_after"]
    for asker, asked, wish in ((child, parent, Wish("helper", "child", ALL)), (parent, child, Wish("holder", "child", ALL))):
        with pytest.raises(Conflict, match="already") as refused:
            await delegations.ask(asker.citizen_id, phone(asked), wish)
        assert "修改范围" in refused.value.sentence
    with pytest.raises(Conflict, match="already"):
        await delegations.accept_code(child.citizen_id, code)
    assert (await delegations.mine(child.citizen_id))["looking_after"] == before
    await delegations.ask(parent.citizen_id, phone(child), Wish("helper", "parent", ALL))  # the other way round is something else
    await delegations.ask(child.citizen_id, phone(other), Wish("helper", "child", ALL))
    await delegations.end(parent.citizen_id, delegation)
    await delegations.accept_code(child.citizen_id, code)


async def test_the_holder_changes_what_may_be_done_with_which_certificates_at_once_and_the_helper_is_told(somebody, clock):
    parent, child = await somebody(), await somebody()
    held = await licence(parent)
    delegation = await looks_after(child, parent)
    await reminders.sweep(time.now())
    clock.move(timedelta(days=60))
    await reminders.sweep(time.now())
    with pytest.raises(NotFound):
        await delegations.change(child.citizen_id, delegation, ALL, ())
    await delegations.change(parent.citizen_id, delegation, ALL, ("ZJCT001",))
    assert await delegations.certificates_of(child.citizen_id, delegation) == (
        await delegations.as_helper(child.citizen_id, delegation),
        [],
    )
    await crank()
    assert child.messages("sms") == []
    with pytest.raises(Forbidden):
        await behalf.prepare_renewal(child.citizen_id, delegation, held.id)
    assert "照看的范围改了" in await titles(child, "system")
    seen = [(await delegations.mine(one.citizen_id))[side] for one, side in ((child, "looking_after"), (parent, "looked_after_by"))]
    assert [[kind["name"] for kind in one["types"]] for (one,) in seen] == [["居民身份证"], ["居民身份证"]]
    await delegations.change(parent.citizen_id, delegation, ("view",), ())
    assert [one.id for one in (await delegations.certificates_of(child.citizen_id, delegation))[1]] == [held.id]


async def test_a_wider_scope_is_asked_for_and_holds_once_the_holder_agrees(somebody, clock):
    parent, child, stranger = await somebody(), await somebody(), await somebody()
    held = await licence(parent)
    delegation = await looks_after(child, parent, actions=("view",), types=("ZJCT001",))
    before = await delegations.as_helper(child.citizen_id, delegation)
    for who in (parent, stranger):
        with pytest.raises(NotFound):
            await delegations.ask_more(who.citizen_id, delegation, ALL, ())
    with pytest.raises(Invalid, match="nothing_more"):
        await delegations.ask_more(child.citizen_id, delegation, ("view",), ("ZJCT001",))
    await delegations.ask_more(child.citizen_id, delegation, ("apply",), (LICENCE,))
    wish = await waiting_for(parent, delegation)
    assert [[one["key"] for one in wish[what]] for what in ("actions", "types")] == [["apply"], [LICENCE]]
    assert await titles(parent, "system") == ["亲友想多照看一些", "有亲友想和您互相照看证照"]
    assert await delegations.as_helper(child.citizen_id, delegation) == before
    with pytest.raises(Conflict, match="more_waits") as twice:
        await delegations.ask_more(child.citizen_id, delegation, ALL, ())
    assert "先撤回" in twice.value.sentence
    for who in (child, stranger):
        with pytest.raises(NotFound):
            await delegations.accept_more(who.citizen_id, delegation, wish["id"])
    await delegations.withdraw_more(child.citizen_id, delegation)
    await delegations.ask_more(child.citizen_id, delegation, ("remind",), ())
    with pytest.raises(NotFound):  # what was seen is not what waits now
        await delegations.accept_more(parent.citizen_id, delegation, wish["id"])
    await delegations.accept_more(parent.citizen_id, delegation, (await waiting_for(parent, delegation))["id"])
    after = await delegations.as_helper(child.citizen_id, delegation)
    assert (after.actions, after.types, after.expires_at) == ({"view", "remind"}, frozenset(), before.expires_at)
    assert [one.id for one in (await delegations.certificates_of(child.citizen_id, delegation))[1]] == [held.id]
    assert "照看的范围扩大了" in await titles(child, "system")
    assert {"照看的范围扩大了", "亲友撤回了请求"} <= set(await titles(parent, "system"))
    await delegations.ask_more(child.citizen_id, delegation, ("apply",), ())
    last = await waiting_for(parent, delegation)
    await delegations.end(parent.citizen_id, delegation)
    with pytest.raises(NotFound):
        await delegations.accept_more(parent.citizen_id, delegation, last["id"])
    assert await delegations.run_out(time.now()) == 0


async def test_a_wish_for_more_that_is_refused_not_answered_or_overtaken_changes_nothing(somebody, clock):
    parent, child = await somebody(), await somebody()
    delegation = await looks_after(child, parent, actions=("view",))
    await delegations.ask_more(child.citizen_id, delegation, ALL, ())
    await delegations.refuse_more(parent.citizen_id, delegation, (await waiting_for(parent, delegation))["id"])
    assert "没有同意增加照看的范围" in await titles(child, "system")
    await delegations.ask_more(child.citizen_id, delegation, ("remind",), ())
    late = await waiting_for(parent, delegation)
    clock.move(timedelta(days=15))
    with pytest.raises(NotFound):
        await delegations.accept_more(parent.citizen_id, delegation, late["id"])
    assert (await delegations.run_out(time.now()), await delegations.run_out(time.now())) == (1, 0)
    for who in (child, parent):
        assert "增加照看范围的请求过期了" in await titles(who, "system")
    await delegations.ask_more(child.citizen_id, delegation, ("remind",), ())
    overtaken = await waiting_for(parent, delegation)
    await delegations.change(parent.citizen_id, delegation, ("apply",), ())
    with pytest.raises(NotFound):
        await delegations.accept_more(parent.citizen_id, delegation, overtaken["id"])
    with pytest.raises(TooMany):
        await delegations.ask_more(child.citizen_id, delegation, ("view",), ())


async def test_a_child_under_fourteen_is_looked_after_by_the_registered_guardian_alone(somebody, clock):
    child, mother = await somebody(date(2012, 3, 1)), await somebody(date(1985, 1, 1))
    clock.set(datetime(2025, 6, 10, 2, tzinfo=UTC))  # a child's name is proven at the counter; here it was proven later
    await delegations.ask(mother.citizen_id, phone(child), Wish("helper", "kin", ("remind",)))
    (asked,) = (await delegations.mine(child.citizen_id))["asked_of_me"]
    with pytest.raises(Conflict, match="impossible"):
        await delegations.accept(child.citizen_id, asked["id"])
    with pytest.raises(Conflict, match="impossible"):
        await looks_after(mother, child, relation="guardian")
    await sql(
        """INSERT INTO profile_fact (id, created_at, citizen_id, name, value, source, as_of)
           VALUES (uuidv7(), now(), $1, 'child.birth_date', '"2012-03-01"', '公安', '2025-01-01')""",
        mother.citizen_id,
    )
    delegation = await looks_after(mother, child, relation="guardian", years=3)
    fourteen = datetime(2026, 2, 28, 16, tzinfo=UTC)  # here it is the first of March
    assert (await delegations.as_helper(mother.citizen_id, delegation)).expires_at == fourteen
    await delegations.prolong(child.citizen_id, delegation)
    clock.set(fourteen)
    with pytest.raises(NotFound):
        await delegations.as_helper(mother.citizen_id, delegation)


async def test_helpers_hear_once_the_holder_did_not_move_and_nothing_after_the_end(somebody, clock):
    parent, child, stranger = await somebody(), await somebody(), await somebody()
    held = await licence(parent)
    delegation = await looks_after(child, parent, types=(LICENCE,))
    await looks_after(stranger, parent, types=("ZJCT002",))
    await reminders.sweep(time.now())
    assert (await titles(parent, "reminder"), await titles(child, "reminder")) == (["机动车驾驶证还有89天到期"], [])
    clock.move(timedelta(days=60))
    await reminders.sweep(time.now())
    assert await titles(child, "reminder") == ["亲友的机动车驾驶证还有29天到期"]
    assert await titles(stranger, "reminder") == []
    await delegations.end(parent.citizen_id, delegation)
    await crank()
    assert child.messages("sms") == []
    assert any("机动车驾驶证" in one["text"] for one in parent.messages("sms"))
    with pytest.raises(NotFound):
        await delegations.certificates_of(child.citizen_id, delegation)
    assert held.id in {one.id for one in await certificates.wallet(parent.citizen_id)}


async def test_who_opened_an_early_reminder_and_none_since_is_helped_all_the_same(somebody, clock):
    parent, child, reader = await somebody(), await somebody(), await somebody()
    await licence(parent)
    await licence(reader)
    for one in (parent, reader):
        await looks_after(child, one)
    await reminders.sweep(time.now())
    for days, opens in ((0, (parent, reader)), (60, (reader,)), (23, ())):
        clock.move(timedelta(days=days))
        await reminders.sweep(time.now())
        for one in opens:
            (item, *_) = (await inbox.messages(one.citizen_id))["items"]
            await inbox.read(one.citizen_id, item["id"])
    assert await titles(child, "reminder") == ["亲友的机动车驾驶证还有6天到期"], "of the parent, who opened the first one alone"


async def test_what_a_helper_does_is_told_and_what_was_not_agreed_is_refused(somebody):
    parent, child = await somebody(), await somebody()
    held, other = await licence(parent), await licence(await somebody())
    delegation = await looks_after(child, parent)
    _, seen = await delegations.certificates_of(child.citizen_id, delegation)
    assert [one.id for one in seen] == [held.id]
    await behalf.prepare_renewal(child.citizen_id, delegation, held.id)
    (case,) = await cases.mine(parent.citizen_id)
    assert case.state == "draft"
    assert await cases.mine(child.citizen_id) == ()
    assert {"亲友替您填好了申请", "亲友看了您的证照"} <= set(await titles(parent, "system"))
    assert [one["what"] for one in (await delegations.mine(parent.citizen_id))["done"]] == ["替您填好了申请", "看了您的证照"]
    with pytest.raises(NotFound):
        await behalf.prepare_renewal(child.citizen_id, delegation, other.id)


async def test_a_delegation_is_warned_of_a_month_before_it_ends_and_then_ends(somebody, clock):
    parent, child = await somebody(), await somebody()
    delegation = await looks_after(child, parent)
    assert await delegations.run_out(time.now()) == 0
    clock.move(timedelta(days=340))
    assert (await delegations.run_out(time.now()), await delegations.run_out(time.now())) == (1, 0)
    for side in (child, parent):
        assert "一段照看关系快到期了" in await titles(side, "system")
    await delegations.prolong(parent.citizen_id, delegation)
    clock.move(timedelta(days=30))
    assert (await delegations.as_helper(child.citizen_id, delegation)).helper_id == child.citizen_id
    clock.move(timedelta(days=336))
    with pytest.raises(NotFound):
        await delegations.as_helper(child.citizen_id, delegation)


async def test_whom_the_last_reminder_did_not_move_is_called_and_others_are_not(somebody, clock):
    silent, reader = await somebody(), await somebody()
    held = await licence(silent)
    await licence(reader)
    for days in (0, 86):
        clock.move(timedelta(days=days))
        await reminders.sweep(time.now())
    (item, *_) = (await inbox.messages(reader.citizen_id))["items"]
    await inbox.read(reader.citizen_id, item["id"])
    assert await calls.list_up(time.now()) == 0
    clock.move(timedelta(days=1))
    assert (await calls.list_up(time.now()), await calls.list_up(time.now())) == (1, 0)
    (call,) = await calls.board(STAFF)
    assert (await calls.one(call["id"], STAFF))["person"] == call["person"]
    assert {"call_list", "call_view"} <= {row["use"] for row in await sql("SELECT use FROM profile_read WHERE reader_id = $1", STAFF)}
    assert (call["person"], call["what"], call["days_left"]) == ("许**", "机动车驾驶证", 2)
    assert phone(silent) not in str(call)
    assert await calls.show_number(call["id"], STAFF, "到期前电话提醒") == phone(silent)
    settled = await calls.settle(call["id"], STAFF, "not_reached", "无人接听")
    assert [(one["what"], one["note"]) for one in settled["steps"]] == [("number", "到期前电话提醒"), ("not_reached", "无人接听")]
    await cases.begin_renewal(silent.citizen_id, held.id)
    await calls.list_up(time.now())
    assert await calls.board(STAFF) == []
    with pytest.raises(Conflict, match="closed"):
        await calls.show_number(call["id"], STAFF, "再看一次号码")


async def test_everybody_silent_is_called_and_nobody_who_died_or_whose_day_has_passed(somebody, clock):
    people = [await somebody() for _ in range(6)]
    held = {one.citizen_id: (await licence(one)).id for one in people}
    clock.move(timedelta(days=86))
    await reminders.sweep(time.now())
    begun = sorted(people, key=lambda one: held[one.citizen_id])[:3]
    for one in begun:
        await cases.begin_renewal(one.citizen_id, held[one.citizen_id])
    clock.move(timedelta(days=1))
    gone, *waiting = [one for one in people if one not in begun]
    assert await calls.list_up(time.now(), at_once=2) == 3, "those who have begun stand in nobody's way"
    await changes.notice(gone.citizen_id, [RegisteredFact("life_status", "deceased", "公安", time.today())])
    await calls.list_up(time.now())
    listed = await sql("SELECT citizen_id FROM push_call WHERE state = 'open'")
    assert {row["citizen_id"] for row in listed} == {one.citizen_id for one in waiting}
    clock.move(timedelta(days=3))
    await calls.list_up(time.now())
    assert await calls.board(STAFF) == []


async def test_a_draft_that_lies_is_pointed_out_once_and_not_after_it_was_taken_back(somebody, clock):
    lying, taken_back = await somebody(), await somebody()
    for one in (lying, taken_back):
        await cases.begin_renewal(one.citizen_id, (await licence(one)).id)
    clock.move(timedelta(days=2))
    assert await drafts.point_out(time.now()) == 0
    (case,) = await cases.mine(taken_back.citizen_id)
    await cases.withdraw(taken_back.citizen_id, case.id)
    clock.move(timedelta(days=2))
    await drafts.point_out(time.now())
    await drafts.point_out(time.now())
    assert [one.endswith("还没有提交") for one in await titles(lying, "case")] == [True]
    assert await titles(taken_back, "case") == []
