"""Each published service is a version: drafted, shown as a difference, published by one, taken back in one step; cases keep theirs."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from core import cache, clock
from core.errors import Conflict, Invalid, NotFound
from core.tables import sql
from hall import board, cases, catalog, import_items, versions
from local.instance import Instance, Sandbox
from tests.hall.steps import LICENCE, Resident, resident
from tests.items import steps


@pytest.fixture(scope="module")
async def duty(database: Instance) -> UUID:
    return await steps.operator("林当班")


@pytest.fixture(scope="module")
async def who(database: Instance, sandbox: Sandbox) -> Resident:
    return await resident(sandbox)


async def published(code: str, duty: UUID, **changes: object) -> int:
    draft = await versions.edit(code, changes, duty)
    assert draft.draft is not None
    return await versions.publish(code, duty, version=draft.version, revision=draft.draft.revision, note="试一试")


async def test_everything_loaded_is_version_one_and_reads_as_it_was_loaded(database: Instance) -> None:
    rows = await sql("SELECT count(*) AS n FROM hall_service s JOIN hall_service_version v ON v.service_id = s.id AND v.number = s.version")
    assert rows[0]["n"] == 3665
    service = await versions.present("IT002")
    assert (service.version, service.draft) == (1, None)
    assert service.content == await versions.content_of(service.id, 1)


async def test_a_draft_changes_nothing_and_shows_its_difference_field_by_field(duty: UUID) -> None:
    before = await catalog.service("IT004")
    materials = [{"name": "居民身份证", "prefillable": True, "source": "公安"}, {"name": "申请表", "prefillable": False, "source": ""}]
    drafted = await versions.edit("IT004", {"promise_days": 3, "fee": "免费", "materials": materials}, duty)
    assert drafted.draft is not None
    told = {change.field: (change.label, change.before, change.after) for change in drafted.draft.difference}
    assert told["promise_days"] == ("承诺办结时限", "5", "3")
    assert told["fee"] == ("收费", before.fee, "免费")
    assert told["materials"][2] == "居民身份证（免提交），来源：公安\n申请表"
    assert set(told) == {"promise_days", "fee", "materials"}
    assert await catalog.service("IT004") == before
    again = await versions.edit("IT004", {"fee": before.fee}, duty)
    assert again.draft is not None
    assert {change.field for change in again.draft.difference} == {"promise_days", "materials"}
    assert (await versions.discard("IT004")).draft is None


async def test_publishing_is_one_step_and_keeps_who_and_when(duty: UUID) -> None:
    assert await published("IT005", duty, promise_days=2, phone="0571-12345", steps="网上提交\n到窗口核验") == 2
    service = await catalog.service("IT005")
    assert (service.promise_days, service.phone, service.steps, service.version) == (2, "0571-12345", "网上提交\n到窗口核验", 2)
    newest, first = await versions.versions("IT005")
    assert (newest.number, newest.staff, newest.staff_id, newest.note) == (2, "林当班", duty, "试一试")
    assert abs((newest.at - clock.now()).total_seconds()) < 60
    assert (first.number, first.staff_id) == (1, None)
    assert [change.field for change in await versions.between("IT005", 1, 2)] == ["promise_days", "steps", "phone"]
    rows = await sql("SELECT data FROM profile_event WHERE topic = 'service.published' AND subject_id = $1", service.id)
    assert len(rows) == 1
    assert '"IT005"' in rows[0]["data"]
    assert (await versions.present("IT005")).draft is None


async def test_search_is_told_of_the_service_by_its_id(duty: UUID) -> None:
    await published("IT006", duty, fee="1元")
    letters = [str(letter) for letter in await cache.redis().lrange("hall", 0, -1)]
    service = await catalog.service("IT006")
    assert any("hall.index_service" in letter for letter in letters)
    assert not any("1元" in letter for letter in letters)
    assert service.fee == "1元"


async def test_a_case_keeps_the_version_it_began_with(who: Resident, duty: UUID) -> None:
    case = await cases.begin(who.id, "IT001")
    listed = [one.name for one in case.service.materials]
    slots = [one.name for one in case.materials]
    await published(
        "IT001", duty, name="生育登记（新）", promise_days=9, materials=[{"name": "新的材料", "prefillable": False, "source": ""}]
    )
    kept = await cases.view(who.id, case.id)
    assert (kept.service.name, kept.service.version, kept.promise_days) == ("生育登记", 1, case.promise_days)
    assert [one.name for one in kept.service.materials] == listed
    assert [one.name for one in kept.materials] == slots
    assert (await catalog.service("IT001")).name == "生育登记（新）"
    assert [row.service.name for row in await cases.mine(who.id) if row.id == case.id] == ["生育登记"]
    assert (await cases.news([case.id]))[case.id].service_name == (await board.one(case.id, uuid4())).service.name == "生育登记"
    await cases.withdraw(who.id, case.id)
    begun = await cases.begin(who.id, "IT001")
    assert (begun.service.name, begun.service.version) == ("生育登记（新）", 2)
    assert [one.name for one in begun.service.materials] == ["新的材料"]


async def test_a_renewal_keeps_its_version_too(who: Resident, duty: UUID) -> None:
    case = await cases.begin_renewal(who.id, await who.holds(LICENCE))
    await published(case.service.code, duty, visits=3)
    assert (await cases.view(who.id, case.id)).service.visits == case.service.visits != 3


async def test_roll_back_is_one_action_that_publishes_the_former_content_anew(duty: UUID) -> None:
    before = (await versions.present("IT007")).content
    await published("IT007", duty, fee="7元", conditions="年满十八岁")
    await published("IT007", duty, fee="8元")
    assert await versions.roll_back("IT007", duty, to=1, version=3) == 4
    service = await versions.present("IT007")
    assert service.content == before
    newest = (await versions.versions("IT007"))[0]
    assert (newest.number, newest.restored, newest.note, newest.staff) == (4, 1, "回退到第 1 版", "林当班")
    with pytest.raises(Conflict) as same:
        await versions.roll_back("IT007", duty, to=1, version=4)
    assert same.value.code == "service.nothing_to_publish"
    with pytest.raises(NotFound):
        await versions.roll_back("IT007", duty, to=99, version=4)
    with pytest.raises(Conflict) as late:
        await versions.roll_back("IT007", duty, to=2, version=3)
    assert late.value.code == "service.moved_on"


async def test_of_many_who_publish_at_once_one_succeeds(duty: UUID) -> None:
    draft = await versions.edit("IT008", {"fee": "只发一次"}, duty)
    assert draft.draft is not None
    tries = [versions.publish("IT008", duty, version=1, revision=draft.draft.revision) for _ in range(8)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert [one for one in done if isinstance(one, int)] == [2]
    assert {one.code for one in done if isinstance(one, Conflict)} == {"service.moved_on"}
    assert len(await versions.versions("IT008")) == 2


async def test_edits_at_the_same_moment_are_all_in_the_draft(duty: UUID) -> None:
    changes = [{"fee": "同时"}, {"phone": "057112345"}, {"conditions": "同时改"}, {"address": "同时 1 号"}, {"hours": "同时"}]
    await asyncio.gather(*(versions.edit("IT009", change, duty) for change in changes))
    draft = (await versions.present("IT009")).draft
    assert draft is not None
    assert {change.field for change in draft.difference} == {"fee", "phone", "conditions", "address", "hours"}


async def test_nobody_publishes_what_they_have_not_seen(duty: UUID) -> None:
    seen = (await versions.edit("IT010", {"fee": "一"}, duty)).draft
    assert seen is not None
    await versions.edit("IT010", {"fee": "二"}, duty)
    with pytest.raises(Conflict) as refused:
        await versions.publish("IT010", duty, version=1, revision=seen.revision)
    assert refused.value.code == "service.draft_changed"
    await versions.discard("IT010")
    await versions.edit("IT010", {"fee": "三"}, duty)
    with pytest.raises(Conflict):
        await versions.publish("IT010", duty, version=1, revision=seen.revision)
    await versions.discard("IT010")
    with pytest.raises(Conflict) as nothing:
        await versions.publish("IT010", duty, version=1, revision=1)
    assert nothing.value.code == "service.nothing_to_publish"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "名" * 201}, "name"),
        ({"item_type": "行政随便"}, "item_type"),
        ({"promise_days": -1}, "promise_days"),
        ({"promise_days": "五"}, "promise_days"),
        ({"legal_days": 5, "promise_days": 6}, "promise_days"),
        ({"visits": 10}, "visits"),
        ({"for_citizens": False, "for_enterprises": False}, "for_citizens"),
        ({"department_code": "no-such-office"}, "department_code"),
        ({"theme": "没有的主题"}, "theme"),
        ({"theme": ["x"]}, "theme"),
        ({"result_type": "ZJCT999"}, "result_type"),
        ({"phone": "打我电话"}, "phone"),
        ({"status": "已删"}, "status"),
        ({"materials": [{"name": "表"}]}, "materials"),
        ({"materials": [{"name": "表", "prefillable": False}, {"name": "表", "prefillable": True}]}, "materials"),
        ({"fee": "a\0b"}, "fee"),
        ({"fee": "\ud800"}, "fee"),
        ({"code": "IT999"}, "code"),
        ({"version": 7}, "version"),
    ],
)
async def test_what_will_not_do_is_named_and_leaves_no_draft(duty: UUID, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await versions.edit("IT012", changes, duty)
    assert refused.value.field == field
    assert (await versions.present("IT012")).draft is None


async def test_a_paused_or_ended_service_is_not_begun(who: Resident, duty: UUID) -> None:
    await published("IT013", duty, status="暂停")
    with pytest.raises(Conflict, match=r"service\.not_on_application"):
        await cases.begin(who.id, "IT013")
    await published("IT013", duty, status="取消")
    name = (await catalog.service("IT013")).name
    assert "IT013" not in {row.code for row in (await catalog.find(name)).items}


async def test_loading_the_reference_files_again_leaves_edits_alone(duty: UUID) -> None:
    await published("IT014", duty, fee="运营改过")
    assert (await import_items.load(import_items.FILES[0])).updated == 0
    assert (await catalog.service("IT014")).fee == "运营改过"


async def test_a_newer_reference_file_does_not_go_over_what_an_operator_has_published(duty: UUID, tmp_path: Path) -> None:
    await published("IT015", duty, fee="运营核过")
    newer = tmp_path / "items.csv"
    words = (
        import_items.FILES[0]
        .read_text(encoding="utf-8")
        .replace(",产前筛查补助申领,", ",产前筛查补助,")
        .replace(",预防接种证办理,", ",预防接种证新办,")
    )
    newer.write_text(words, encoding="utf-8")
    report = await import_items.load(newer)
    kept = await catalog.service("IT015")
    assert (kept.name, kept.fee, kept.version) == ("产前筛查补助申领", "运营核过", 2)
    assert report.updated == 1
    assert (await import_items.load(import_items.FILES[0])).updated == report.updated
