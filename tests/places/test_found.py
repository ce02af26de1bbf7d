"""Points and policies found by the search, beside the items."""

from __future__ import annotations

import pytest

from core.tables import sql
from hall import findable, policies, search
from hall.search import building


@pytest.fixture(scope="module")
async def index(database):
    await building.rebuild()
    return database


async def hits(kind: str, q: str, **more: str) -> list[search.Hit]:
    found = await search.find(q, **more)
    assert not found.from_fallback
    return [hit for group in found.groups if group.kind == kind for hit in group.hits]


async def test_a_centre_is_found_by_its_street_and_keeps_to_it(index) -> None:
    found = await hits("point", "文新街道便民服务中心")
    assert found[0].name == "文新街道便民服务中心"
    assert "演示数据" in found[0].note


async def test_an_office_is_found_by_its_everyday_name_in_the_region_asked_for(index) -> None:
    found = await hits("point", "车管所", region="330106")
    assert found[0].name == "杭州市西湖区车辆管理所"
    assert all("杭州市" in hit.note for hit in found)


async def test_a_policy_is_found_by_what_it_is_about(index) -> None:
    assert (await hits("policy", "育儿补贴"))[0].name == "育儿补贴申领"
    assert "育儿补贴申领" in {hit.name for hit in await hits("policy", "生孩子有什么补贴")}


async def test_what_is_found_can_be_opened(index) -> None:
    found = await hits("policy", "失业金")
    assert (await sql("SELECT title FROM hall_policy WHERE id = $1::text::uuid", found[0].id))[0]["title"] == found[0].name


async def test_a_policy_that_was_changed_is_found_by_its_new_name_at_once(index) -> None:
    row = (await policies.find("养狗")).items[0]
    await sql("UPDATE hall_policy SET title = '犬只管理新办法' WHERE id = $1", row.id)
    await building.update("policy", str(row.id))
    assert (await hits("policy", "犬只管理新办法"))[0].id == str(row.id)


async def test_every_document_is_there_once(index) -> None:
    found = [document.id async for document in findable.points()]
    assert len(found) == len(set(found)) == 4_802
    assert len([one async for one in findable.policies()]) >= 60
