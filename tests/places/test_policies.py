"""Policies in plain words: found, read, and linked both ways with the items."""

from __future__ import annotations

from uuid import UUID

import pytest

from core.errors import NotFound
from core.tables import sql
from hall import catalog, import_policies, policies
from hall.vocabulary import table


def test_at_least_sixty_are_written_and_each_is_whole() -> None:
    written = import_policies.read()
    items = {row["item_id"] for row in table("items_core.csv")}
    themes = {row["theme"] for row in table("themes.csv")}
    assert len(written) >= 60
    for one in written:
        assert one.services, one.code
        assert set(one.services) <= items, one.code
        assert one.theme in themes, one.code
        assert all((one.title, one.summary, one.gives, one.who, one.place)), one.code
        assert len(one.how.splitlines()) >= 2, one.code
        assert len(one.summary) <= 80, one.code


async def test_an_import_run_again_changes_nothing_and_spares_what_was_edited(database) -> None:
    written = import_policies.read()
    assert await import_policies.put(written) == (0, 0)
    await sql("UPDATE hall_policy SET title = '改过的', edited = true, digest = '' WHERE code = $1", written[0].code)
    await sql("UPDATE hall_policy SET title = '旧的', digest = '' WHERE code = $1", written[1].code)
    assert await import_policies.put(written) == (0, 1)
    rows = {row["code"]: row["title"] for row in await sql("SELECT code, title FROM hall_policy")}
    assert (rows[written[0].code], rows[written[1].code]) == ("改过的", written[1].title)


def test_a_broken_file_is_refused_by_name(tmp_path) -> None:
    (tmp_path / "broken.yaml").write_text("- code: x\n  title: y\n", "utf-8")
    with pytest.raises(ValueError, match=r"broken\.yaml"):
        import_policies.read(tmp_path)


@pytest.mark.parametrize(
    ("q", "title"),
    [
        ("育儿补贴", "育儿补贴申领"),
        ("失业了能领什么钱", "失业了，先办这两件"),
        ("居住证签注", "浙江省居住证：申领和每年签注"),
        ("七十岁开车", "七十岁以上开车，每年交一次体检"),
        ("加装电梯", "老小区加装电梯"),
        ("公司注销", "不做了，怎么注销"),
    ],
)
async def test_a_question_leads_to_its_policy(database, q: str, title: str) -> None:
    assert title in [one.title for one in (await policies.find(q)).items[:3]]


async def test_all_are_listed_page_by_page_each_once(database) -> None:
    first = await policies.find()
    pages = [first, *[await policies.find(page=page) for page in range(2, first.pages + 1)]]
    seen = [one.id for page in pages for one in page.items]
    assert len(seen) == len(set(seen)) == first.total == len(import_policies.read())
    assert {one.label for one in first.items} == {"示例"}


async def test_links_lead_both_ways(database) -> None:
    row = (await policies.of_service("IT189"))[0]
    policy = await policies.policy(row.id)
    assert "IT189" in {service.code for service in policy.services}
    assert (await catalog.service("IT189")).name in {service.name for service in policy.services}
    assert {one.id for one in (await policies.find(service="IT189")).items} == {one.id for one in await policies.of_service("IT189")}


@pytest.mark.parametrize("q", ["%", "_", "'; DROP TABLE hall_policy --", "😀", "\\", "补" * 10_000, "()*&|!", "\u200b", "ZZZZ"])
async def test_any_words_get_an_answer(database, q: str) -> None:
    assert (await policies.find(q)).page == 1


async def test_a_policy_that_is_not_there_is_said_to_be_missing(database) -> None:
    with pytest.raises(NotFound):
        await policies.policy(UUID(int=0))
