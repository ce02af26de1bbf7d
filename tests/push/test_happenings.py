"""What departments change by themselves: noticed when their registers are read again, told once, and ladders stop where they must."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import clock as time
from core import registry
from core.errors import Invalid
from core.tables import sql
from profile import certificates, events, realname, registration, signin
from profile.rules.periods import add_months
from push import inbox, notices, reminders

LICENCE, CARD, CHECK, PASSPORT, VEHICLE = "ZJCT017", "ZJCT001", "ZJCT048", "ZJCT004", "ZJCT023"
pytestmark = pytest.mark.anyio


class Resident:
    """Somebody of the sandbox's town, with a wallet here."""

    def __init__(self, sandbox, user: str) -> None:
        self.sandbox, self.user = sandbox, user

    async def arrive(self) -> Resident:
        person = self.sandbox.person(self.user)
        self.id = (await signin.by_wechat(self.sandbox.login(self.user), None, "test")).subject
        assert (await realname.two_elements(self.id, person["name"], person["id_number"], consent=True)).state == "passed"
        await registration.fetch(self.id)
        await sql("UPDATE profile_event SET handled_at = now()")
        return self

    async def after(self, what: str, type_code: str = "", holder: str = "") -> list[str]:
        """Something changes in a register, it is read again twice, and everything is told twice: the titles that are new."""
        before = set(await self.titles())
        self.sandbox.call("POST", "/admin/registry", {"holder": holder or self.user, "what": what, "type_code": type_code})
        for _ in range(2):
            await registration.fetch(self.id)
            await notices.tell_events(time.now())
        return [title for title in await self.titles() if title not in before]

    async def titles(self) -> list[str]:
        return [item["title"] for item in (await inbox.messages(self.id))["items"]]

    async def held(self, type_code: str) -> certificates.Held:
        return next(one for one in await certificates.wallet(self.id) if one.type_code == type_code)


@pytest.fixture
async def resident(callback, sandbox):
    async def make(user: str) -> Resident:
        return await Resident(sandbox, user).arrive()

    return make


async def test_a_certificate_revoked_by_its_department_falls_silent_and_its_holder_is_told_once(resident) -> None:
    lin = await resident("lin")
    assert await reminders.sweep(time.now()) >= 1
    held = await lin.held(LICENCE)
    assert await lin.after("revoked", LICENCE) == ["机动车驾驶证已注销"]
    assert (await certificates.by_id(held.id)).next_rung_on is None
    rows = await sql("SELECT template, state FROM push_delivery WHERE subject_id = $1 ORDER BY created_at, id", held.id)
    assert [(row["template"], row["state"]) for row in rows] == [("certificate_expiring", "cancelled"), ("certificate_changed", "pending")]


async def test_changed_entries_are_told_and_a_certificate_renewed_at_a_counter_arms_the_ladder_anew(resident) -> None:
    zhou = await resident("zhou")
    old = await zhou.held(CHECK)
    assert await zhou.after("changed", CHECK) == [f"{old.type_name}登记信息有变更"]
    assert await zhou.after("superseded", CHECK) == [f"{old.type_name}已换发新证"]
    fresh = await zhou.held(CHECK)
    assert (fresh.version, fresh.lineage_id) == (old.version + 1, old.lineage_id)
    assert fresh.next_rung_on is not None
    assert fresh.next_rung_on > time.today() + timedelta(days=200)
    rows = await sql("SELECT rule, certificate_version FROM push_reminder WHERE certificate_id = ANY($1) ORDER BY rule", [old.id, fresh.id])
    assert [(row["rule"], row["certificate_version"]) for row in rows if row["rule"] != "annual"] == [("changed", 1), ("superseded", 2)]


async def test_what_a_register_says_beside_the_dates_counts_a_new_number_and_the_age_of_a_vehicle(resident) -> None:
    li = await resident("li")
    old = await li.held(PASSPORT)
    assert await li.after("superseded", PASSPORT) == [f"{old.type_name}已换发新证"]
    fresh = await li.held(PASSPORT)
    assert (fresh.version, fresh.lineage_id) == (old.version + 1, old.lineage_id)
    assert fresh.number != old.number
    assert [one.id for one in await certificates.wallet(li.id) if one.type_code == PASSPORT] == [fresh.id]
    gone = await certificates.by_id(old.id)
    assert (gone.state, gone.next_rung_on) == ("superseded", None)
    # An old vehicle is checked every year, as soon as the register says how old it is.
    check = await li.held(VEHICLE)
    assert check.expires_on == add_months(check.issued_on, 24)
    assert await li.after("aged", VEHICLE) == []
    check = await li.held(VEHICLE)
    assert check.expires_on == add_months(check.issued_on, 12), "a thirteen-year-old car was taken for a new one"
    assert await li.after("superseded", VEHICLE) == [f"{check.type_name}已换发新证"]
    fresh = await li.held(VEHICLE)
    assert fresh.expires_on == add_months(fresh.issued_on, 12), "the next check knows it too"


async def test_one_event_that_cannot_be_told_holds_up_no_other(resident) -> None:
    sun = await resident("sun")
    held = await sun.held(LICENCE)
    await sql("UPDATE profile_certificate SET issued_on = '1900-01-01' WHERE id = $1", held.id)
    await events.record("case.rejected", citizen_id=sun.id, subject_id=held.id)
    await events.record("holder.moved", citizen_id=sun.id, subject_id=sun.id)  # says of no place
    await events.record("certificate.changed", citizen_id=sun.id, subject_id=held.id, on=time.today().isoformat())
    await notices.tell_events(time.now())
    assert [title for title in await sun.titles() if "变更" in title] == [f"{held.type_name}登记信息有变更"]
    left = await sql("SELECT topic FROM profile_event WHERE handled_at IS NULL AND citizen_id = $1", sun.id)
    assert [row["topic"] for row in left] == ["holder.moved"]
    await sql("UPDATE profile_event SET handled_at = now() WHERE handled_at IS NULL")


async def test_a_row_of_a_register_that_cannot_be_read_holds_up_no_other(resident, sandbox) -> None:
    number = sandbox.person("zhao")["id_number"]
    before = len(await registry.certificates("id_number", number))
    assert before > 1
    sandbox.call("POST", "/admin/registry", {"holder": "zhao", "what": "unreadable", "type_code": "ZJCT001"})
    assert len(await registry.certificates("id_number", number)) == before - 1


async def test_who_moves_hears_of_every_certificate_that_must_follow_with_the_legal_period(resident) -> None:
    gao = await resident("gao")
    assert sorted(await gao.after("moved")) == ["搬家后的几件事", "机动车驾驶证需要办理地址变更"]
    (body,) = [item["body"] for item in (await inbox.messages(gao.id))["items"] if "地址变更" in item["title"]]
    due = time.today() + timedelta(days=30)
    assert f"请在{due.year}年{due.month}月{due.day}日前办理变更" in body
    assert "《机动车驾驶证申领和使用规定》第八十条" in body


async def test_nobody_is_reminded_of_the_certificates_of_somebody_who_died_until_that_is_taken_back(resident) -> None:
    wu = await resident("wu")
    held = await wu.held(LICENCE)
    assert held.next_rung_on is not None
    assert await wu.after("deceased") == []
    assert (await certificates.by_id(held.id)).next_rung_on is None
    await reminders.sweep(time.now())
    assert await wu.titles() == []
    assert await wu.after("back") == []
    assert (await certificates.by_id(held.id)).next_rung_on is not None


async def test_a_notice_makes_the_registers_be_read_again_and_one_about_a_stranger_is_passed_over(resident, sandbox) -> None:
    hu = await resident("hu")
    await registration.look_again({"event_id": "1", "holder": {"id_number": "11010519491231002X"}})
    assert hu.id not in await registration.due()
    await registration.look_again({"event_id": "2", "holder": {"id_number": sandbox.person("hu")["id_number"]}})
    assert hu.id in await registration.due()
    with pytest.raises(Invalid):
        await registration.look_again({"event_id": "3", "holder": "hu"})
