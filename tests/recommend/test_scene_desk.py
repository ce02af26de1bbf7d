"""Scenes at the operators' desk: tried and counted while typed, published by a second person, in force at once, taken back."""

from __future__ import annotations

from typing import Any

import httpx
import orjson
import pytest

from core import clock
from core.tables import sql, uuid7
from local.instance import Api, Instance
from profile.conditions import parse, written_in_words
from recommend import scenes, vocabulary
from tests.api.steps import staff, until

pytestmark = pytest.mark.anyio


async def test_a_scene_is_tried_counted_published_by_a_second_person_and_taken_back(api: Api, database: Instance) -> None:
    first, second = staff(api, database, "first"), staff(api, database, "second")
    await people(42, pregnant_week=16)
    await people(8, pregnant_week=13)
    scene = first.get("/operator/scenes/SC003").json()
    assert (scene["number"], scene["draft"]) == (0, None)
    content = scene["content"]
    checked = first.post("/operator/scenes/SC003/check", json={"content": content}).json()
    assert (checked["faults"], checked["fits"], checked["words"]) == ([], 42, "孕周在15到20之间")
    assert {trial["found"] for trial in checked["trials"]} == {"fits", "fails", "silent"}
    covered = first.get("/operator/scenes/coverage").json()
    assert (covered["people"], covered["fits"]["SC003"], covered["fits"]["SC004"], len(covered["fits"])) == (50, 42, 0, 256)

    broken = first.post("/operator/scenes/SC003/check", json={"content": content | {"condition": "pregnant_week>=12 and heigth>3"}}).json()
    assert [(fault["field"], fault["column"]) for fault in broken["faults"]] == [("condition", 23)]
    unread = first.post("/operator/scenes/SC003/check", json={"content": content | {"condition": "pregnant_week>="}}).json()
    assert unread["faults"][0]["column"] == 16

    wider = content | {"condition": "pregnant_week between 12 and 20", "valid_until": "2026-12-31"}
    assert first.post("/operator/scenes/SC003/check", json={"content": wider}).json()["fits"] == 50
    assert first.post("/operator/scenes/SC003/check", json={"content": wider, "day": "2027-01-01"}).json()["fits"] == 0
    draft = first.patch("/operator/scenes/SC003", json=wider).json()["draft"]
    told = {one["label"]: (one["before"], one["after"]) for one in draft["difference"]}
    assert told == {
        "条件": ("pregnant_week between 15 and 20", "pregnant_week between 12 and 20"),
        "条件的意思": ("孕周在15到20之间", "孕周在12到20之间"),
        "有效期": ("2026-01-01起，长期有效", "2026-01-01起，2026-12-31止"),
    }
    asked = {"revision": draft["revision"], "note": "孕12周起"}
    assert first.post("/operator/scenes/SC003/publication", json=asked).status_code == 403
    published = second.post("/operator/scenes/SC003/publication", json=asked).json()
    assert (published["number"], published["draft"]) == (1, None)
    assert published["versions"][0]["publisher"] != published["versions"][0]["authors"][0]
    assert second.post("/operator/scenes/SC003/publication", json=asked).status_code == 409
    row = next(one for one in first.get("/operator/scenes").json()["items"] if one["code"] == "SC003")
    assert row["number"] == 1

    spoiled = first.patch("/operator/scenes/SC003", json=wider | {"condition": "pregnant_week>=18"}).json()["draft"]
    refused = second.post("/operator/scenes/SC003/publication", json={"revision": spoiled["revision"]})
    assert refused.status_code == 422
    assert "应为符合" in refused.text
    back = second.post("/operator/scenes/SC003/rollback", json={"to": 0, "number": 1}).json()
    assert (back["number"], back["content"]) == (2, content)
    until(lambda: first.get("/operator/scenes").json()["live"] == 256)


async def test_a_draft_says_line_by_line_which_services_places_and_people_it_changes(api: Api, database: Instance) -> None:
    third = staff(api, database, "third")
    content = third.get("/operator/scenes/SC158").json()["content"]
    cast = [*content["personas"][1:], {"expect": "fails", "facts": "ent.founded_days=31;ent.tax_confirmed=false"}]
    changed = content | {"services": "IT223;IT222;IT99999", "regions": "3301;3302", "personas": cast, "status": "ready"}
    draft = third.patch("/operator/scenes/SC158", json=changed).json()["draft"]
    assert {one["field"]: (one["before"], one["after"]) for one in draft["difference"]} == {
        "services": ("发票票种核定与领用（IT224）", "公章刻制备案（IT222）\n目录里没有（IT99999）"),
        "regions": ("全省", "浙江省杭州市、浙江省宁波市"),
        "status": ("推荐中", "未启用"),
        "personas": ("符合：ent.founded_days=10;ent.tax_confirmed=false", "不符合：ent.founded_days=31;ent.tax_confirmed=false"),
    }
    assert third.post("/operator/scenes/SC158/check", json={"content": content}).json()["fits"] == 0


async def test_a_published_scene_that_the_vocabulary_no_longer_knows_is_left_out_said_so_and_taken_back(
    api: Api, database: Instance
) -> None:
    fourth = staff(api, database, "fourth")
    older = fourth.get("/operator/scenes/SC005").json()["content"]
    await published("SC004", older | {"condition": "heigth>3", "services": "IT001"})
    await published("SC005", {name: value for name, value in older.items() if name != "regions"} | {"colour": "red", "name": "旧版的行"})
    row = until(lambda: (found := listed(fourth)["SC004"])["fault"] and found)
    assert "没有名为“heigth”的事实" in row["fault"]
    assert fourth.get("/operator/scenes").json()["live"] == 255
    fits = fourth.get("/operator/scenes/coverage").json()["fits"]
    assert "SC004" not in fits  # can't be read
    assert fits["SC005"] == 0  # reads, and fits nobody
    assert (listed(fourth)["SC005"]["name"], listed(fourth)["SC005"]["fault"]) == ("旧版的行", "")
    assert fourth.get("/operator/scenes/SC004").json()["fault"] == row["fault"]
    assert "published scene can't be read and is left out" in api.log()
    guest = api.citizen("lin")
    assert guest.get("/home").status_code == 200
    back = fourth.post("/operator/scenes/SC004/rollback", json={"to": 0, "number": 1})
    assert back.json()["fault"] == ""
    until(lambda: fourth.get("/operator/scenes").json()["live"] == 256)


def listed(http: httpx.Client) -> dict[str, dict[str, Any]]:
    return {one["code"]: one for one in http.get("/operator/scenes").json()["items"]}


async def published(code: str, content: dict[str, Any]) -> None:
    """As an earlier version of the house left it."""
    await sql(
        """INSERT INTO recommend_scene_version (id, created_at, code, number, content, author_ids, publisher_id, note)
           VALUES ($1, $2, $3, 1, $4, '{}', $1, '')""",
        uuid7(), clock.now(), code, orjson.dumps(content).decode(),
    )  # fmt: skip


def test_services_of_a_scene_that_is_left_out_stay_closed_to_all() -> None:
    row = scenes.shipped()["SC002"] | {"condition": "heigth>3"}
    scenes.adopt({"SC002": row})
    try:
        assert "SC002" in scenes.left_out()
        assert not any(scene.id == "SC002" for scene in scenes.scenes())
        assert set(row["services"].split(";")) <= scenes.asked()
    finally:
        scenes.adopt({})


async def people(count: int, **traits: Any) -> None:
    ids, row = [uuid7() for _ in range(count)], orjson.dumps(traits).decode()
    await sql(
        "INSERT INTO profile_citizen (id, created_at, level, preferences) SELECT *, now(), 2, '{}'::jsonb FROM unnest($1::uuid[])", ids
    )
    statement = """INSERT INTO profile_traits (id, created_at, folded_at, citizen_id, traits)
                   SELECT uuidv7(), $2, $2, one, $3::jsonb FROM unnest($1::uuid[]) AS one"""
    await sql(statement, ids, clock.now(), row)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0<=days_since(marriage_date)<=365 and marital_status=married", "结婚登记日期至今天数在0到365之间，并且婚姻状况为已婚"),
        ("age>=60 and not has_record(高龄津贴申领)", "年龄不少于60，并且没有（办过高龄津贴申领）"),
        ("low_income in (低保,特困) or care_level_need>=2", "救助对象类别为低保、特困之一，或者失能等级不少于2"),
        ("lic.食品经营许可证.days_left between 15wd and 90wd", "食品经营许可证到期在15个工作日到90个工作日之间"),
        ("child.age_on(08-31)>=6 and child.grade=none", "孩子当年8月31日的年龄不少于6，并且孩子年级为无"),
        ("hukou_region!=residence_region", "户籍地不为常住地"),
    ],
)
def test_a_condition_is_told_in_chinese(text: str, words: str) -> None:
    assert written_in_words(parse(text, vocabulary.terms()), vocabulary.label_of, vocabulary.told) == words
