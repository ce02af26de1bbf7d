"""What an item says: its type and whether it can be applied for, its codes, its limits, and what regions have otherwise."""

from __future__ import annotations

import re

import pytest

from core import regions
from core.errors import Conflict, Invalid
from core.tables import QueryFailed, sql
from hall import cases, catalog, codes, powers, renewals, situations, variants
from hall import regions as shelved
from local.instance import Instance, Sandbox
from profile import rules
from tests.hall.steps import Resident, resident
from tests.items import steps

LAW = re.compile("《[^《》]+》(?:第[一二三四五六七八九十百千零〇]+条(?:、第[一二三四五六七八九十百千零〇]+条)*)?")
VARIED = "IT189"


@pytest.fixture(scope="module")
async def who(database: Instance, sandbox: Sandbox) -> Resident:
    return await resident(sandbox)


async def test_at_least_3638_items_can_be_applied_for(database: Instance) -> None:
    rows = await sql("SELECT count(*) AS n FROM hall_service WHERE item_type = ANY($1) AND status = '在用'", list(powers.ON_APPLICATION))
    assert rows[0]["n"] == 3660
    assert (await sql("SELECT count(*) AS n FROM hall_service"))[0]["n"] == 3665


async def test_conditions_and_law_are_told_for_whatever_renews_a_certificate_or_has_situations(database: Instance) -> None:
    wanted = {one.service_code for one in renewals.renewals().values()} | set(situations.shipped())
    rows = await sql("SELECT code, conditions, legal_basis, verified FROM hall_service WHERE code = ANY($1)", sorted(wanted))
    assert len(rows) == len(wanted) >= 250
    assert [row["code"] for row in rows if not row["conditions"] or row["verified"]] == []
    assert sum(bool(row["legal_basis"]) for row in rows) >= len(rows) - 3
    laws = [law for row in rows for law in row["legal_basis"].split("；") if law]
    assert [law for law in laws if not LAW.fullmatch(law)] == []


async def test_an_article_is_named_only_where_the_references_name_it(database: Instance) -> None:
    """Else the law alone. The certificate types and the situations quote the articles that were read."""
    types = " ".join(one.legal_basis for one in rules.types().values())
    leaves = " ".join(leaf.law for tree in situations.shipped().values() for leaf in tree.leaves.values())
    sure = "第三十三条 第五十七条 第一千零一十五条"
    rows = await sql("SELECT legal_basis FROM hall_service WHERE source = 'zhiban'")
    articles = {article[1:-1] for row in rows for article in re.findall("第[一二三四五六七八九十百千零〇]+条", row["legal_basis"])}
    assert articles
    assert [article for article in articles if article not in f"{types} {leaves} {sure}"] == []


async def test_whom_to_ring_and_the_general_limit_are_told(database: Instance) -> None:
    licence = await catalog.service("IT189")
    assert (licence.phone, licence.supervise_phone, licence.result_type) == ("12123", "12345", "ZJCT017")
    permit = await catalog.service("IT234")
    assert (permit.item_type, permit.legal_days, permit.legal_unit) == ("行政许可", 20, "工作日")
    assert (permit.promise_days or 0) <= 20


async def test_what_an_office_does_of_its_own_accord_is_not_applied_for(who: Resident) -> None:
    with pytest.raises(Conflict) as refused:
        await cases.begin(who.id, "IT160")
    assert refused.value.code == "service.not_on_application"
    assert "契税申报缴纳" in refused.value.sentence
    assert "行政征收" in refused.value.sentence
    assert (await catalog.service("IT160")).why_not == refused.value.sentence
    assert (await catalog.service("IT001")).why_not is None


async def test_the_database_knows_the_ten_types_and_public_services_alone(database: Instance) -> None:
    for change in ("item_type = '行政随便'", "status = '没了'", "promise_unit = '年'"):
        with pytest.raises(QueryFailed):
            await sql(f"UPDATE hall_service SET {change} WHERE code = 'IT001'")
    for item_type in powers.TYPES:
        await sql("UPDATE hall_service SET item_type = $1 WHERE code = 'IT001'", item_type)
    await sql("UPDATE hall_service SET item_type = '公共服务' WHERE code = 'IT001'")


def test_a_code_tells_its_base_code_and_type() -> None:
    code = "11440000006939756B2440101007000"
    assert codes.base_of(code) == "440101007000"
    assert codes.type_of("440101007000") == "行政许可"
    assert codes.type_of("442001007000") is None
    assert codes.reason_against(code, "440101007000") is None
    assert codes.reason_against(code, "440101007001") is not None
    assert codes.doubt_about("11440000006939756A2440101007000") is not None


async def test_a_result_that_is_a_certificate_names_its_type(database: Instance) -> None:
    named = await sql("SELECT count(*) AS n FROM hall_service WHERE result_type <> ''")
    assert named[0]["n"] > 50
    assert (await catalog.service("IT189")).result_type == "ZJCT017"


async def test_the_most_used_items_have_an_example_variant_in_every_county(database: Instance) -> None:
    rows = await sql("SELECT region_id, count(*) AS n, bool_or(verified) AS verified FROM hall_service_variant GROUP BY region_id")
    assert {row["region_id"] for row in rows} == {one.code for one in regions.divisions().values() if one.level == "county"}
    assert len(rows) == 90
    assert {row["n"] for row in rows} == {shelved.MOST_USED}
    assert not any(row["verified"] for row in rows)
    assert await shelved.load() == 0


async def test_the_nearest_region_counts_for_each_part(database: Instance) -> None:
    who = await steps.operator()
    base = await catalog.service("IT041")
    await variants.change("IT041", "330000", {"phone": "0571-12345", "fee": "省里统一 9 元"}, who)
    await variants.change("IT041", "330100", {"fee": "8元", "address": "市中心 1 号"}, who)
    await variants.change("IT041", "330106", {"address": "区里 2 号", "hours": "工作日", "phone": "", "verified": True}, who)
    await variants.change("IT041", "330106109000", {"address": "镇上 3 号", "verified": True}, who)
    street = await catalog.service("IT041", "330106109")
    assert (street.address, street.fee, street.phone) == ("镇上 3 号", "8元", "0571-12345")
    assert (street.region_name, street.local, street.local_verified) == ("浙江省杭州市西湖区三墩镇", True, False)
    assert (await catalog.service("IT041", "330106")).address == "区里 2 号"
    assert (await catalog.service("IT041", "330100")).address == "市中心 1 号"
    assert (await catalog.service("IT041", "330200")).fee == "省里统一 9 元"
    assert (await catalog.service("IT041", "510104")).fee == base.fee
    assert not (await catalog.service("IT041")).local
    for same in ("name", "promise_days", "materials", "result", "visits", "version"):
        assert getattr(street, same) == getattr(base, same)


async def test_a_part_given_back_is_the_services_own_again(database: Instance) -> None:
    who = await steps.operator()
    assert await variants.change("IT042", "330203", {"address": None, "hours": None, "phone": None}, who) is None
    await variants.change("IT042", "330203", {"fee": "3元"}, who)
    assert (await catalog.service("IT042", "330203")).fee == "3元"
    assert await variants.change("IT042", "330203", {"fee": ""}, who) is None
    assert not (await catalog.service("IT042", "330203")).local


@pytest.mark.parametrize("region", ["999999", "33", "西湖", "330106999000", "3301060000001", "", "\u0663\u0663\u0660\u0661\u0660\u0666"])
async def test_an_unknown_region_is_said_in_words(database: Instance, region: str) -> None:
    with pytest.raises(Invalid) as refused:
        await variants.change(VARIED, region, {"fee": "1元"}, await steps.operator())
    assert refused.value.code == "region.unknown"
    if region:
        with pytest.raises(Invalid):
            await catalog.service(VARIED, region)


async def test_the_database_refuses_a_region_anything_but_fee_counter_and_phone(database: Instance) -> None:
    columns = await sql("SELECT column_name FROM information_schema.columns WHERE table_name = 'hall_service_variant'")
    own = {"id", "created_at", "updated_at", "service_id", "region_id", "staff_id", "verified"}
    assert {row["column_name"] for row in columns} - own == {"fee", "address", "hours", "phone"}
    insert = """INSERT INTO hall_service_variant (id, created_at, updated_at, service_id, verified, region_id{0})
                SELECT uuidv7(), now(), now(), id, false{1} FROM hall_service WHERE code = 'IT003'"""
    refused = (
        (", promise_days", ", '330302', 1"),
        (", materials", ", '330302', '[]'"),
        (", name", ", '330302', '另一个名字'"),
        ("", ", '330302'"),
        (", fee", ", '330302', ''"),
        (", fee", ", '999999', '5元'"),
        (", fee", ", NULL, '5元'"),
    )
    for names, values in refused:
        with pytest.raises(Exception, match=r"column|violates|null"):
            await sql(insert.format(names, values))
    await sql(insert.format(", fee", ", '330302', '5元'"))
    with pytest.raises(Exception, match="unique"):
        await sql(insert.format(", fee", ", '330302', '6元'"))


def test_divisions_are_found_by_name_and_known_by_their_neighbours() -> None:
    assert [one.code for one in regions.find("杭州")] == ["330100"]
    assert [one.code for one in regions.find("浙江省杭州市西湖区")] == ["330106"]
    assert {one.level for one in regions.find("西湖")} == {"county", "street"}
    assert regions.find("不存在的地方") == ()
    assert [one.code for one in regions.parents("330106109000")] == ["330106", "330100", "330000"]
    assert len(regions.children("330000")) == 11
    assert sum(one.level == "county" for one in regions.divisions().values()) == 90
