"""A query that names a place never gets another's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core import regions
from hall.search import finding, index, places, text
from hall.search.documents import Document

CITIES = ("杭州", "宁波", "温州", "嘉兴", "湖州", "绍兴", "金华", "衢州", "舟山", "台州", "丽水", "成都", "广州")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> index.Reader:
    folder: Path = tmp_path_factory.mktemp("places") / "index"
    named = [Document(f"N{city}", "item", f"{city}市住房公积金提取") for city in CITIES]
    there = [
        Document("R330106", "point", "古荡便民服务中心", regions=("330106",)),
        Document("R330205", "point", "便民服务中心", regions=("330205",)),
    ]
    index.build(folder, [*named, *there, Document("ALL", "item", "住房公积金提取"), Document("ZJ", "item", "浙江省住房公积金提取")])
    return index.Reader(folder)


def found(reader: index.Reader, words: str, **limits: str) -> list[str]:
    return [one.id for one in reader.search(finding.understood(words, **limits), 50)]


@pytest.mark.parametrize("city", CITIES)
def test_a_named_city_leaves_the_others_out_and_goes_first(reader: index.Reader, city: str) -> None:
    for words in (f"{city}公积金提取", f"{city}市公积金", f"公积金提取 {city}"):
        hits = found(reader, words)
        assert hits[0] == f"N{city}"
        assert not {f"N{other}" for other in CITIES if other != city} & set(hits)
        assert "ALL" in hits


def test_a_district_is_its_citys_and_its_provinces_too(reader: index.Reader) -> None:
    hits = found(reader, "西湖区公积金")
    assert {"N杭州", "ALL", "ZJ"} <= set(hits)
    assert not {"N宁波", "N成都"} & set(hits)
    assert found(reader, "杭州市西湖区便民服务中心") == ["R330106"]
    assert found(reader, "宁波江北区便民服务中心") == ["R330205"]


PLACES = [one for one in regions.divisions().values() if one.level in {"city", "county"}]
NOWHERE = ("城区停车泊位许可", "新区规划许可", "经济开发区企业查询", "楼顶天台违建查处", "公路桥梁检测", "临河、临海建筑物审批")
ASKED = ("{}公积金提取", "公积金提取 {}", "我在{}怎么办公积金", "{}的公积金大厅在哪里", "{}公极金提曲")


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> index.Reader:
    """For each city and county an item that names it and a point that lies in it, and items that hold words which look like places."""
    folder: Path = tmp_path_factory.mktemp("everywhere") / "index"
    documents = [Document(one.code, "item", f"{regions.name(one.code)}住房公积金提取") for one in PLACES]
    documents += [Document(f"P{one.code}", "point", f"{one.name}公积金大厅", regions=(one.code,)) for one in PLACES]
    documents += [Document(f"X{number}", "item", f"{words} 公积金提取") for number, words in enumerate(NOWHERE)]
    index.build(folder, documents)
    return index.Reader(folder)


def spoken(one: regions.Division) -> set[str]:
    """杭州市西湖区 as people say it: 西湖, 西湖区, 杭州西湖, 杭州市西湖区, and in full."""
    full, city = regions.name(one.code) or "", regions.parents(one.code)[0]
    short = {one.name.removesuffix("畲族自治县"), one.name[:-1] if len(one.name) > 2 else one.name} - {"景宁畲族自治"}
    inside = {f"{around}{name}" for around in (city.name, city.name[:-1]) for name in (*short, one.name)}
    return {full, one.name, *short, *(inside if one.level == "county" else ())}


def test_every_city_and_county_as_people_say_it_never_gets_anothers(everywhere: index.Reader) -> None:
    for one in PLACES:
        for words in (form.format(name) for form in ASKED for name in spoken(one)):
            hits = [hit for hit in found(everywhere, words) if not hit.startswith("X")]
            assert one.code in hits, words
            assert [hit for hit in hits if not places.related(hit.removeprefix("P"), one.code)] == [], words
        assert found(everywhere, f"{one.name}公积金提取")[0] == one.code


@pytest.mark.parametrize("words", NOWHERE)
def test_words_that_look_like_a_place_name_none(everywhere: index.Reader, words: str) -> None:
    assert places.codes_in(words) == ()
    assert "330106" in found(everywhere, f"公积金 {words}")


STREETS = [one for one in regions.divisions().values() if one.level == "street" and one.name.endswith(("街道", "镇", "乡"))]


@settings(max_examples=150, deadline=None)
@given(street=some.sampled_from(STREETS), form=some.sampled_from(ASKED))
def test_a_street_is_known_with_all_it_lies_in(everywhere: index.Reader, street: regions.Division, form: str) -> None:
    county = regions.parents(street.code)[0]
    for name in (f"{county.name}{street.name}", regions.name(street.code) or ""):
        hits = [hit.removeprefix("P") for hit in found(everywhere, form.format(name)) if not hit.startswith("X")]
        assert [hit for hit in hits if not places.related(hit, county.code)] == [], name
    assert street.code in places.codes_in(text.plain(street.name))


def test_the_filter_and_the_named_place_both_hold(reader: index.Reader) -> None:
    assert "N杭州" in found(reader, "公积金", region="330106")
    assert not {"N宁波"} & set(found(reader, "公积金", region="330106"))
    assert set(found(reader, "宁波公积金", region="330106")) == {"ALL", "ZJ"}


def test_the_persons_own_region_goes_first_and_hides_nothing(reader: index.Reader) -> None:
    hits = found(reader, "公积金提取", home="330205")
    assert hits[0] == "N宁波"
    assert "N杭州" in hits


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("杭州市西湖区", ("330106",)),
        ("宁波江北区", ("330205",)),
        ("江北区", ("330205", "500105")),
        ("公安机关办证", ()),
        ("长寿老人", ()),
        ("延边", ("222400",)),
        ("昆山公积金", ("320583",)),
        ("临海办证", ("331082",)),
        ("西湖便民中心", ("330106",)),
        ("人力资源合作医疗", ()),
        ("内蒙古", ("150000",)),
        ("", ()),
    ],
)
def test_places_are_known_by_their_names(words: str, codes: tuple[str, ...]) -> None:
    assert set(places.codes_in(words)) == set(codes)
