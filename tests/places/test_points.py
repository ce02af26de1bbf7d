"""Service points, asked for as people ask: near me, can do this, open now, with a wheelchair."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from core import regions
from core.clock import SHANGHAI
from core.errors import Invalid, NotFound
from core.tables import sql
from hall import import_points, points
from hall.points import hours, made, nearby, places
from hall.points.places import Spot

WEST_LAKE = (30.27, 120.13)
SUNDAY_NIGHT = datetime(2026, 3, 15, 23, 30, tzinfo=SHANGHAI)


async def brute(here: tuple[float, float], where: str = "true", limit: int = 20) -> list[UUID]:
    """The nearest by measuring every one of them."""
    rows = await sql(f"SELECT id, code, latitude, longitude FROM hall_point AS point WHERE {where}")
    away = [(round(places.metres(Spot(*here), Spot(row["latitude"], row["longitude"]))), row["code"], row["id"]) for row in rows]
    return [one[2] for one in sorted(away)[:limit]]


async def test_there_are_thirteen_thousand_over_every_street_of_the_province(database) -> None:
    rows = await sql("SELECT division, kind, latitude, longitude, phone, verified FROM hall_point")
    assert len(rows) == 13_000
    assert {code for code, one in regions.divisions().items() if one.level == "street"} <= {row["division"] for row in rows}
    assert min(Counter(row["kind"] for row in rows).values()) >= 11
    assert all(27 < row["latitude"] < 31.3 and 118 < row["longitude"] < 123 for row in rows)
    assert not any(row["verified"] for row in rows)
    assert all(row["phone"].partition("-")[2].startswith("0000") for row in rows)


def test_the_same_seed_makes_the_same_points_and_another_seed_others() -> None:
    first, again, other = made.points(7, 2_000), made.points(7, 2_000), made.points(8, 2_000)
    assert first == again
    assert [one.code for one in first] == [one.code for one in other]
    assert first != other


async def test_an_import_run_again_changes_nothing(database) -> None:
    before = await sql("SELECT id, code FROM hall_point ORDER BY code")
    assert await import_points.put(made.points()) == import_points.Report(0, 0, 13_000, 0)
    assert await sql("SELECT id, code FROM hall_point ORDER BY code") == before


@pytest.mark.parametrize("here", [WEST_LAKE, (28.01, 120.66), (30.72, 122.46), (29.15, 118.38), (27.55, 119.7), (39.9, 116.4)])
async def test_the_nearest_are_those_that_a_measuring_of_all_finds(database, here) -> None:
    found = await points.near(*here)
    assert [one.id for one in found] == await brute(here)
    assert [one.distance_m for one in found] == sorted(one.distance_m or 0 for one in found)
    assert {one.label for one in found} == {"演示数据"}


async def test_narrowed_to_many_or_to_few_the_nearest_are_still_the_nearest(database) -> None:
    assert [one.id for one in await points.near(*WEST_LAKE, accessible=True)] == await brute(WEST_LAKE, "accessible")
    few = await points.near(*WEST_LAKE, kind="vehicle_office", limit=5)
    assert [one.id for one in few] == await brute(WEST_LAKE, "kind = 'vehicle_office'", 5)


async def test_a_licence_is_renewed_at_vehicle_offices_and_centres_alone(database) -> None:
    found = await points.near(*WEST_LAKE, service="IT189", limit=50)
    assert {one.kind for one in found} == {"vehicle_office", "county_centre", "city_centre"}


async def test_a_social_card_is_applied_for_at_banks_and_street_centres_too(database) -> None:
    found = await points.near(*WEST_LAKE, service="IT008", limit=50)
    assert {"bank", "street_centre", "village_agent"} <= {one.kind for one in found}
    assert "police_window" not in {one.kind for one in found}


async def test_an_item_of_an_office_that_no_point_names_is_found_by_its_theme(database) -> None:
    await sql("INSERT INTO hall_department (id, created_at, code, name) VALUES (uuidv7(), now(), 'office-village', '村委会')")
    await sql("UPDATE hall_service s SET department_id = d.id FROM hall_department d WHERE d.code = 'office-village' AND s.code = 'IT024'")
    kinds = {one.kind for one in await points.near(*WEST_LAKE, service="IT024", limit=50)}
    assert "police_window" in kinds
    assert "bank" not in kinds


async def test_on_a_sunday_night_only_what_never_closes_is_open(database) -> None:
    found = await points.near(*WEST_LAKE, open_at=SUNDAY_NIGHT, limit=50)
    assert {one.kind for one in found} == {"terminal"}
    assert all(one.opening.open for one in found)
    assert await points.near(*WEST_LAKE, service="IT018", open_at=SUNDAY_NIGHT) == []


async def test_open_now_agrees_with_what_each_point_says_of_itself(database) -> None:
    for hour in (9, 12, 18):
        at = datetime(2026, 3, 14, hour, 5, tzinfo=SHANGHAI)
        found = await points.near(*WEST_LAKE, open_at=at, limit=50)
        assert found
        assert all(one.opening.open for one in found)
        everywhere = await points.near(*WEST_LAKE, limit=50)
        near_enough = found[-1].distance_m or 0
        closed = {one.id for one in everywhere if (one.distance_m or 0) < near_enough} - {one.id for one in found}
        rows = await sql("SELECT hours FROM hall_point p JOIN hall_opening o ON o.id = p.opening_id WHERE p.id = ANY($1)", list(closed))
        assert not any(hours.opening(row["hours"], at).open for row in rows)


async def test_a_region_keeps_to_itself_and_shows_its_centre_first(database) -> None:
    for region in ("330106", "330100", "330106013", "330106013000"):
        found = await points.in_region(region, limit=50)
        assert found
        assert all(one.division.startswith(regions.short(region).removesuffix("00")) for one in found)
    assert (await points.in_region("330106"))[0].name == "杭州市西湖区政务服务中心"
    inside = await points.near(28.0, 120.7, region="330106")
    assert all(one.division.startswith("330106") for one in inside)
    assert [one.distance_m for one in inside] == sorted(one.distance_m or 0 for one in inside)
    assert await points.in_region("110101") == []


async def test_one_point_tells_its_week_and_what_can_be_done_there(database) -> None:
    bank = (await points.near(*WEST_LAKE, kind="bank", limit=1))[0]
    detail = await points.one(bank.id)
    assert [day for day, _ in detail.week] == ["工作日", "周六", "周日", "法定节假日"]
    assert ("service", "IT008", "社会保障卡申领") in {(one.kind, one.code, one.name) for one in detail.can}
    with pytest.raises(NotFound):
        await points.one(UUID(int=0))


@pytest.mark.parametrize(
    "wrong", ["", "30", "30,", "a,b", "nan,120", "inf,inf", "120.15,30.27", "0,0", "51.5,-0.12", "30,120,5", "1e999,1"]
)
def test_a_position_that_is_none_in_china_is_refused_in_words(wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        points.read(wrong)
    assert refused.value.field == "near"


async def test_what_nobody_can_mean_is_refused(database) -> None:
    with pytest.raises(Invalid):
        await points.near(*WEST_LAKE, limit=51)
    with pytest.raises(Invalid):
        await points.near(*WEST_LAKE, limit=0)
    with pytest.raises(Invalid):
        await points.in_region("339999")
    with pytest.raises(Invalid):
        await points.in_region("'; drop table hall_point --")
    with pytest.raises(NotFound):
        await points.near(*WEST_LAKE, service="IT99999")


@pytest.mark.parametrize("wish", [{}, {"accessible": True}, {"open_at": datetime(2026, 3, 10, 10, tzinfo=SHANGHAI)}])
async def test_the_search_walks_the_spatial_index_and_reads_few_rows(database, wish) -> None:
    asked = nearby.Wish()
    await asked.narrow(None, wish.get("open_at"), wish.get("accessible"), None, None)
    plan = await sql("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + asked.walk(Spot(*WEST_LAKE), 28), *asked.values)
    text = "\n".join(row["QUERY PLAN"] for row in plan)
    assert "Index Scan using ix_hall_point_spot" in text
    assert "Seq Scan on hall_point" not in text
    assert "Sort" not in text


async def test_what_was_changed_by_hand_stays_when_the_points_are_made_again(database) -> None:
    row = (await sql("SELECT id, code FROM hall_point WHERE kind = 'bank' ORDER BY code LIMIT 1"))[0]
    await sql("UPDATE hall_point SET name = '改过的名字', edited = true, digest = '' WHERE id = $1", row["id"])
    gone = (await sql("SELECT code FROM hall_point WHERE kind = 'terminal' ORDER BY code LIMIT 1"))[0]["code"]
    again = await import_points.put([one for one in made.points() if one.code != gone])
    assert again == import_points.Report(0, 0, 12_999, 1)
    assert (await points.one(row["id"])).point.name == "改过的名字"
    assert (await import_points.put(made.points())).created == 1


async def test_a_weekend_that_is_worked_is_a_working_day_at_every_point(database) -> None:
    made_up = datetime(2026, 2, 14, 15, 0, tzinfo=SHANGHAI)  # a Saturday worked for the Spring Festival
    found = await points.near(*WEST_LAKE, kind="tax_hall", open_at=made_up, limit=1)
    assert found[0].opening.open
    assert not await points.near(*WEST_LAKE, kind="tax_hall", open_at=made_up + timedelta(days=7), limit=1)


def test_distances_are_said_in_round_words() -> None:
    from hall.points.views import said

    assert [said(one) for one in (3, 848, 996, 1_234, 9_949, 18_400)] == ["10米", "850米", "1.0公里", "1.2公里", "9.9公里", "18公里"]
