"""A query that names a place never gets another's."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import regions
from hall.search import finding, index, places
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


def test_every_city_and_county_of_the_province_gets_its_own_first_and_never_anothers(tmp_path: Path) -> None:
    every = [one for one in regions.divisions().values() if one.level in {"city", "county"}]
    index.build(tmp_path / "index", [Document(one.code, "item", f"{regions.name(one.code)}住房公积金提取") for one in every])
    reader = index.Reader(tmp_path / "index")
    for one in every:
        hits = found(reader, f"{one.name}公积金提取")
        assert hits[0] == one.code
        assert all(places.related(hit, one.code) for hit in hits)


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
