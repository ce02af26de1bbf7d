"""The privacy ledger on real rows: who read what is written or nothing is read, shown to the person, and never quietly changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from core import clock as time
from core import storage
from core.errors import Forbidden, NotFound
from core.tables import sql
from local.instance import Instance
from local.programs import environment
from profile import acts, delegations, ledger
from profile.models import Citizen, Delegation, Staff


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


async def somebody() -> UUID:
    return (await Citizen.create()).id


async def staff(name: str) -> UUID:
    return (await Staff.create(username=f"{name}{uuid4().hex[:6]}", display_name=name, password="x")).id


async def lines(citizen_id: UUID) -> list[ledger.Line]:
    return list((await ledger.page(citizen_id)).items)


async def looks_after(helper_id: UUID, holder_id: UUID) -> UUID:
    row = await Delegation.create(
        holder_id=holder_id, helper_id=helper_id, asked_by="helper", relation="child", actions=["view"], state="accepted",
        answer_by=time.now(), expires_at=time.now() + timedelta(days=30),
    )  # fmt: skip
    return row.id


async def test_a_read_is_one_row_for_each_person_in_words_and_for_nobody_else(database):
    zhou, lin = await somebody(), await somebody()
    duty, case = await staff("值班员"), uuid4()
    await ledger.read(await ledger.operator(duty), "case_view", [(zhou, case), (zhou, case), (lin, None)])
    (line,) = await lines(zhou)
    assert (line.kind_name, line.reader, line.purpose) == ("工作人员", "值班员", "处理超期或卡住的办件")
    assert "办件填写内容" in line.fields
    assert (await ledger.own(zhou, line.id)).basis.startswith("个人信息保护法")
    with pytest.raises(NotFound):
        await ledger.own(lin, line.id)
    for number in range(70):
        await ledger.read(ledger.rule(f"规则{number}"), "reminder", [(zhou, None)])
    seen, cursor = [], None
    while True:
        page = await ledger.page(zhou, cursor)
        seen += [one.id for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 71


async def test_a_read_whose_row_cannot_be_written_shows_nothing(database):
    parent, child = await somebody(), await somebody()
    delegation = await looks_after(child, parent)
    await sql("ALTER TABLE profile_read ADD CONSTRAINT away CHECK (use <> 'relative_view') NOT VALID")
    try:
        with pytest.raises(IntegrityError):
            await delegations.certificates_of(child, delegation)
    finally:
        await sql("ALTER TABLE profile_read DROP CONSTRAINT away")
    await delegations.certificates_of(child, delegation)
    assert [line.kind for line in await lines(parent)] == ["relative"]


async def test_an_investigations_reads_are_hidden_until_their_day_once_a_second_person_agreed(database, clock):
    citizen, asker, second = await somebody(), await staff("甲"), await staff("乙")
    waiting = await ledger.defer(asker, citizen, "公安机关调查函〔2026〕1号", timedelta(days=30))
    await ledger.read(await ledger.operator(asker), "case_view", [(citizen, None)])
    with pytest.raises(Forbidden):
        await ledger.approve(waiting, asker)
    await ledger.approve(waiting, second)
    await ledger.read(await ledger.operator(asker), "call_number", [(citizen, None)])
    await ledger.read(await ledger.operator(second), "ticket_view", [(citizen, None)])
    assert {line.reader for line in await lines(citizen)} == {"甲", "乙"}
    assert "手机号" not in {field for line in await lines(citizen) for field in line.fields}
    shop = uuid4()
    await ledger.read_of_enterprises(await ledger.operator(asker), "enterprise_case_view", [(shop, None, citizen), (shop, None, None)])
    assert len(await lines(shop)) == 1  # what is kept back from the person is kept back from their enterprise
    clock.move(timedelta(days=30, seconds=1))
    assert len(await lines(shop)) == 2
    shown = [line for line in await lines(citizen) if line.was_deferred]
    assert [line.fields for line in shown] == [("手机号",)]
    with pytest.raises(IntegrityError):
        await sql("UPDATE profile_deferral SET approver_id = staff_id")


@asynccontextmanager
async def unguarded() -> AsyncIterator[None]:
    """What somebody can do who owns the tables; put back afterwards by them too."""
    for table in ("profile_read", "profile_read_seal"):
        await sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in ("profile_read", "profile_read_seal"):
        await sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")


CHANGES = {
    "edited": "UPDATE profile_read SET reader = '别人' WHERE id = (SELECT read_id FROM profile_read_seal WHERE number = 3)",
    "deleted": "DELETE FROM profile_read WHERE id = (SELECT read_id FROM profile_read_seal WHERE number = 3)",
    "deleted with its link": """WITH gone AS (DELETE FROM profile_read_seal WHERE number = 3 RETURNING read_id)
        DELETE FROM profile_read WHERE id IN (SELECT read_id FROM gone)""",
    "put in another's place": """UPDATE profile_read_seal s SET number = 9 - s.number + 1000 WHERE number IN (4, 5)""",
    "cut off": "DELETE FROM profile_read_seal WHERE number > (SELECT max(number) - 2 FROM profile_read_seal)",
    "never linked": """INSERT INTO profile_read SELECT uuidv7(), created_at - interval '1 day', citizen_id, reader_kind, reader_id, reader,
        use, fields_read, purpose, basis, subject_id, deferral_id FROM profile_read LIMIT 1""",
}


async def test_a_row_that_was_edited_deleted_moved_or_cut_off_is_found(database):
    await storage.prepare()
    for _ in range(8):
        await ledger.read(ledger.rule("规则"), "reminder", [(await somebody(), None)])
    await ledger.seal()
    await ledger.anchor()
    assert await ledger.seal() == 0
    whole = await ledger.check()
    assert whole.fault == ""
    assert whole.links == int((await sql("SELECT count(*) FROM profile_read"))[0]["count"])
    for statement in ("UPDATE profile_read SET reader = '别人'", "DELETE FROM profile_read", "TRUNCATE profile_read",
                      "DELETE FROM profile_read_seal", "UPDATE profile_read_seal SET mac = ''"):  # fmt: skip
        with pytest.raises((IntegrityError, OperationalError)):
            await sql(statement)
    for change in CHANGES.values():
        async with unguarded():
            await sql("CREATE TABLE kept_read AS TABLE profile_read")
            await sql("CREATE TABLE kept_seal AS TABLE profile_read_seal")
            await sql(change)
            assert (await ledger.check()).fault, change
            for table, kept in (("profile_read", "kept_read"), ("profile_read_seal", "kept_seal")):
                await sql(f"DELETE FROM {table}")
                await sql(f"INSERT INTO {table} SELECT * FROM {kept}")
                await sql(f"DROP TABLE {kept}")
        assert (await ledger.check()).fault == ""


def verify(database: Instance) -> tuple[int, str]:
    """As somebody at a shell does it."""
    command = [sys.executable, "-m", "profile.ledger.verify"]
    ran = subprocess.run(command, env=environment(database.env), capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout + ran.stderr


async def test_an_operators_act_is_never_quietly_changed_and_the_shell_says_so(database):
    await storage.prepare()
    duty = await staff("值班员")
    for code in ("ZJCT017", "ZJCT062", "ZJCT092"):
        await acts.note(duty, "PATCH /api/v1/operator/rules/{code}", code, b'{"live": false}')
    code, said = verify(database)
    assert (code, "acts: 3 links" in said, said.count("whole")) == (0, True, 3), said
    for statement in (
        "UPDATE profile_act SET about = ''",
        "DELETE FROM profile_act",
        "TRUNCATE profile_act",
        "DELETE FROM profile_act_seal",
    ):
        with pytest.raises((IntegrityError, OperationalError)):
            await sql(statement)
    await sql("ALTER TABLE profile_act DISABLE TRIGGER USER")
    await sql("UPDATE profile_act SET staff_id = $1 WHERE about = 'ZJCT062'", await staff("别人"))
    code, said = verify(database)
    assert (code, "was changed" in said) == (1, True), said
    await sql("UPDATE profile_act SET staff_id = $1 WHERE about = 'ZJCT062'", duty)
    await sql("ALTER TABLE profile_act ENABLE TRIGGER USER")
    assert verify(database)[0] == 0
