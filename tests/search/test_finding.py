"""What people write leads to what they mean."""

from __future__ import annotations

import asyncio
import time

import pytest

from core.errors import Invalid, NotFound
from core.tables import sql
from hall import search
from hall.search import aliases, building, failures, folder, generator
from hall.search.documents import Results
from local.instance import Instance


def ids(results: Results, kind: str = "item") -> list[str]:
    return [hit.id for group in results.groups if group.kind == kind for hit in group.hits]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("准生证", "IT001"),
        ("出生证丢了", "IT004"),
        ("給孩子上戶口", "IT005"),
        ("社保卡丢了", "IT009"),
        ("ＳＨＥＢＡＯＫＡ丢了", "IT009"),
        ("社报卡丢了怎么办", "IT009"),
    ],
)
async def test_everyday_traditional_and_misspelt_words_find_the_item(index: Instance, words: str, code: str) -> None:
    results = await search.find(words)
    assert code in ids(results)[:5]
    assert not results.from_fallback
    assert results.sure


async def test_hits_come_in_groups_and_tell_what_matched(index: Instance) -> None:
    results = await search.find("驾照到期换证")
    assert {"item", "certificate"} <= {group.kind for group in results.groups}
    assert all(hit.matched and hit.name for group in results.groups for hit in group.hits)
    assert len(ids(results)) == len(set(ids(results)))


async def test_other_kinds_are_not_filled_up_with_what_hardly_fits(index: Instance) -> None:
    results = await search.find("驾照到期换证")
    names = [hit.name for group in results.groups if group.kind == "certificate" for hit in group.hits]
    assert "机动车驾驶证" in names
    assert "营业执照" not in names
    assert not [group for group in (await search.find("公积金")).groups if group.kind == "certificate" and len(group.hits) > 4]


async def test_every_item_has_at_least_two_everyday_names_and_made_ones_are_marked(index: Instance) -> None:
    bare = await sql(
        "SELECT s.code FROM hall_service s WHERE (SELECT count(*) FROM hall_alias a WHERE a.kind = 'item' AND a.target = s.code) < 2"
    )
    assert bare == []
    marked = await sql("SELECT generated, count(*) AS n FROM hall_alias GROUP BY generated ORDER BY generated")
    assert [row["generated"] for row in marked] == [False, True]
    assert await sql("SELECT 1 AS x FROM hall_alias WHERE generated <> (source = 'generated')") == []


async def test_audience_limits_what_is_found(index: Instance) -> None:
    citizen, enterprise = await search.find("营业执照 设立登记", audience="citizen"), await search.find("设立登记", audience="enterprise")
    rows = await sql("SELECT code, for_citizens, for_enterprises FROM hall_service WHERE code = ANY($1)", ids(citizen) + ids(enterprise))
    who = {row["code"]: row for row in rows}
    assert all(who[code]["for_citizens"] or not who[code]["for_enterprises"] for code in ids(citizen))
    assert all(who[code]["for_enterprises"] or not who[code]["for_citizens"] for code in ids(enterprise))


async def test_suggestions_begin_with_what_is_typed(index: Instance) -> None:
    found = await search.suggest("社保卡")
    assert found
    assert found[0].text.startswith("社保卡")
    assert len({one.text for one in found}) == len(found) <= 8


@pytest.mark.parametrize(("region", "audience"), [("999999", None), ("乱写", None), ("33'; DROP", None), (None, "外星人")])
async def test_an_unknown_region_or_audience_is_refused_in_words(index: Instance, region: str | None, audience: str | None) -> None:
    with pytest.raises(Invalid):
        await search.find("身份证", region=region, audience=audience)


async def test_a_changed_item_is_found_by_its_new_name_within_a_second(index: Instance) -> None:
    began = time.monotonic()
    await sql("UPDATE hall_service SET name = '屋顶花园绿化补助' WHERE code = 'IT300'")
    await building.update("item", "IT300")
    assert ids(await search.find("屋顶花园绿化补助"))[0] == "IT300"
    assert time.monotonic() - began < 1


async def test_an_item_taken_out_of_use_is_no_longer_found(index: Instance) -> None:
    await sql("UPDATE hall_service SET status = '取消' WHERE code = 'IT301'")
    name = (await sql("SELECT name FROM hall_service WHERE code = 'IT301'"))[0]["name"]
    assert "IT301" in ids(await search.find(name))
    await building.update("item", "IT301")
    assert "IT301" not in ids(await search.find(name))


async def test_an_alias_given_by_an_operator_is_found_and_settles_the_failed_search(index: Instance) -> None:
    await failures.note("大大卷王补助")
    listed = {one.text: one for one in await failures.listed()}
    await failures.become("大大卷王补助", "item", "IT009", listed["大大卷王补助"].id)
    await building.update("item", "IT009")
    assert ids(await search.find("大大卷王补助"))[0] == "IT009"
    assert "大大卷王补助" not in {one.text for one in await failures.listed()}
    assert [one["generated"] for one in await aliases.of("item", "IT009") if one["text"] == "大大卷王补助"] == [False]


async def test_an_alias_needs_a_target_and_words(index: Instance) -> None:
    with pytest.raises(NotFound):
        await aliases.add("item", "IT99999", "没有这个")
    with pytest.raises(Invalid):
        await aliases.add("item", "IT009", "😀")


async def test_searches_go_on_while_the_index_is_built_anew(index: Instance) -> None:
    building_it = asyncio.create_task(building.rebuild())
    answers = []
    while not building_it.done():
        answers.append(await search.find("社保卡丢了"))
        await asyncio.sleep(0.01)
    assert await building_it > 0
    assert len(answers) > 3
    assert all(not one.from_fallback and "IT009" in ids(one)[:3] for one in answers)


@pytest.mark.parametrize("first", [False, True])
async def test_a_change_during_a_build_is_in_the_new_index(index: Instance, first: bool) -> None:
    before = folder.current()
    if first:
        (folder.base() / "current").unlink()
    seen, name = set(folder.base().glob("generation-*")), "深山溶洞备案" if first else "星空露营地备案"
    building_it = asyncio.create_task(building.rebuild())
    for _ in range(1000):
        if set(folder.base().glob("generation-*")) != seen:  # everything has been read
            break
        await asyncio.sleep(0.01)
    await sql("UPDATE hall_service SET name = $1 WHERE code = 'IT302'", name)
    await building.update("item", "IT302")
    await building_it
    assert folder.current() not in {before, None}
    assert ids(await search.find(name))[0] == "IT302"


async def test_two_builders_do_not_build_at_once(index: Instance) -> None:
    built = await asyncio.gather(building.rebuild(), building.rebuild())
    assert sorted(bool(one) for one in built) == [False, True]


async def test_the_sweep_builds_only_when_something_changed(index: Instance) -> None:
    await building.sweep()
    before = folder.current()
    await building.sweep()
    assert folder.current() == before
    await aliases.add("item", "IT010", "另一种说法")
    await building.sweep()
    assert folder.current() != before


@pytest.mark.parametrize("name", ["办", "a", "（）", "机动车驾驶证补换领", "X（甲（乙）丙）核发", "养蜂证申领", "😀"])
def test_the_rules_make_at_least_two_names_of_any_name(name: str) -> None:
    made = generator.made(name)
    assert len(made) >= 2
    assert name not in made
    assert len(set(made)) == len(made)
