"""Trees and bundles under operators' hands: a draft and its faults, the difference, what people see then, the way back."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from local.instance import Api, Instance
from profile import staff

PASSWORD = "a-long-enough-password"
TREE = """
usual: {materials: [居民户口簿], sections: [申请人], fee: 不收费, days: 3, visits: 1}
questions:
  lost: {ask: 旧证还在吗？, answers: {是: here, 否: gone}}
leaves:
  here: {name: 旧证还在}
  gone: {name: 旧证丢了, days: 5, note: 先报失}
"""


@pytest.fixture(scope="module")
async def duty(api: Api, database: Instance) -> httpx.Client:
    await staff.appoint("guide-keeper", "当班员", PASSWORD)
    answer = api.client().post("/operator/sessions", json={"username": "guide-keeper", "password": PASSWORD})
    return api.client(answer.json()["access_token"])


def done(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def publish(duty: httpx.Client, path: str, text: str) -> dict[str, Any]:
    kept = done(duty.patch(path, json={"text": text}))
    return done(duty.post(f"{path}/publication", json={"version": kept["version"], "revision": kept["draft"]["revision"], "note": "试改"}))


def test_a_changed_tree_is_shown_as_a_difference_published_and_rolled_back(duty: httpx.Client, api: Api) -> None:
    path, public = "/operator/guides/tree/IT025", "/services/IT025/situations"
    before = done(duty.get(path))
    kept = done(duty.patch(path, json={"text": before["text"].replace("坏的证也要带来交回", "坏的证一定要交回")}))
    assert [(one["label"], one["before"], one["after"]) for one in kept["draft"]["difference"]] == [
        ("情形「证件损坏换领」", "说明：坏的证也要带来交回", "说明：坏的证一定要交回")
    ]
    assert done(api.client().get(public))["version"] == 1
    stale = duty.post(f"{path}/publication", json={"version": 1, "revision": kept["draft"]["revision"] ^ 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "guide.draft_changed")
    published = publish(duty, path, kept["draft"]["text"])
    assert (published["version"], published["draft"], published["versions"][0]["staff"], published["versions"][0]["note"]) == (
        2,
        None,
        "当班员",
        "试改",
    )
    seen = done(api.client().get(public))
    assert seen["version"] == 2
    assert any(one["note"] == "坏的证一定要交回" for one in seen["situations"])
    older = api.client().post(f"{public}/answers", json={"answers": {}, "version": 1})
    assert (older.status_code, older.json()["code"]) == (409, "situation.changed")
    back = done(duty.post(f"{path}/rollback", json={"to": 1, "version": 2}))
    assert (back["version"], back["text"], back["versions"][0]["restored"]) == (3, before["text"], 1)
    assert done(duty.get(f"{path}/difference", params={"older": 1, "newer": 3}))["items"] == []


def test_a_service_without_situations_gets_some(duty: httpx.Client, api: Api) -> None:
    path = "/operator/guides/tree/IT323"
    assert duty.get(path).status_code == 404
    assert duty.patch("/operator/guides/tree/IT999", json={"text": TREE}).status_code == 404
    done(duty.patch(path, json={"text": TREE}))
    assert api.client().get("/services/IT323/situations").status_code == 404
    assert publish(duty, path, TREE)["version"] == 1
    step = done(api.client().post("/services/IT323/situations/answers", json={"answers": {"lost": "否"}, "version": 1}))
    assert (step["sample"], step["situation"]["name"], step["situation"]["days"]) == (True, "旧证丢了", 5)


def test_who_vouches_for_it_is_kept_and_the_example_label_goes_until_it_is_changed(duty: httpx.Client, api: Api) -> None:
    path, public = "/operator/guides/tree/IT026", "/services/IT026/situations"
    assert done(api.client().get(public))["sample"] is True
    verified = done(duty.post(f"{path}/verification", json={"version": 1, "verified": True}))
    assert (verified["verified"], verified["verified_by"], bool(verified["verified_at"])) == (True, "当班员", True)
    assert done(api.client().get(public))["sample"] is False
    changed = publish(duty, path, verified["text"].replace("网上就能补", "在网上就能补"))
    assert (changed["verified"], changed["verified_by"], changed["verified_at"]) == (False, "", None)
    assert done(api.client().get(public))["sample"] is True
    assert duty.post(f"{path}/verification", json={"version": 1, "verified": True}).status_code == 409


FAULTY = {
    "a way to nowhere": (TREE.replace("否: gone", "否: away"), "away"),
    "a dead question": (TREE.replace("leaves:", "  dead: {ask: 问谁？, answers: {是: here, 否: gone}}\nleaves:"), "走不到"),
    "a circle": (TREE.replace("否: gone", "否: lost"), "绕回"),
    "a leaf that nobody reaches": (TREE.replace("否: gone", "否: here"), "没有回答通向"),
    "an unknown material": (TREE.replace("居民户口簿", "月亮上的证明"), "月亮上的证明"),
    "no yaml": ("questions: [", "YAML"),
    "nothing": ("", "还没有内容"),
    "references": ("a: &a [1]\nb: *a", "引用"),
    "a tag": ("!!python/object:os.system {}", "引用"),
    "too deep": ("[" * 500, "太深"),
    "another field": (TREE + "colour: red\n", "colour"),
}


@pytest.mark.parametrize("how", FAULTY)
def test_a_fault_is_told_while_typing_with_its_place_and_keeps_from_publishing(duty: httpx.Client, how: str) -> None:
    path = "/operator/guides/tree/IT024"
    text, word = FAULTY[how]
    began = time.perf_counter()
    found = done(duty.post(f"{path}/check", json={"text": text}))["faults"]
    assert time.perf_counter() - began < 2
    assert any(word in f"{one['place']}{one['sentence']}" for one in found), found
    kept = done(duty.patch(path, json={"text": text}))
    refused = duty.post(f"{path}/publication", json={"version": 1, "revision": kept["draft"]["revision"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "guide.faulty"), refused.text
    assert duty.delete(f"{path}/draft").status_code == 204
    assert done(duty.get(path))["draft"] is None


def test_a_sound_text_can_be_walked_before_it_is_published(duty: httpx.Client) -> None:
    found = done(duty.post("/operator/guides/tree/IT024/check", json={"text": TREE}))
    assert found["faults"] == []
    assert found["preview"]["start"] == "lost"
    assert {one["key"]: (one["days"], one["materials"]) for one in found["preview"]["leaves"]}["gone"] == (5, ["居民户口簿"])
    assert {one["to"] for one in found["preview"]["questions"][0]["answers"]} == {"here", "gone"}


def test_a_bundle_is_edited_published_and_found_under_its_new_name(duty: httpx.Client, api: Api, worker: object) -> None:
    path = "/operator/guides/bundle/B02"
    before = done(duty.get(path))
    text = before["text"].replace("公民婚育", "结婚成家大小事")
    published = publish(duty, path, text)
    assert (published["name"], published["version"]) == ("结婚成家大小事", 2)
    assert done(api.client().get("/bundles/B02"))["name"] == "结婚成家大小事"
    for _ in range(100):
        groups = done(api.client().get("/search", params={"q": "结婚成家大小事"}))["groups"]
        if "B02" in [hit["id"] for group in groups if group["kind"] == "bundle" for hit in group["hits"]]:
            break
        time.sleep(0.1)
    else:
        pytest.fail("not found within ten seconds")
    wrong = done(duty.post(f"{path}/check", json={"text": text.replace("IT017", "IT999")}))["faults"]
    assert any("IT999" in one["sentence"] for one in wrong)
    assert duty.patch("/operator/guides/bundle/xyz", json={"text": text}).status_code == 422


def test_the_list_is_narrowed_and_nobody_else_gets_in(duty: httpx.Client, api: Api) -> None:
    every = done(duty.get("/operator/guides/tree"))
    assert every["total"] >= 106
    assert done(duty.get("/operator/guides/tree", params={"q": "身份证"}))["total"] < every["total"]
    assert done(duty.get("/operator/guides/bundle", params={"q": "教育入学"}))["items"][0]["code"] == "B03"
    assert duty.get("/operator/guides/dragon").status_code == 422
    for client in (api.client(), api.citizen("lin")):
        assert client.get("/operator/guides/tree").status_code == 401
        assert client.patch("/operator/guides/tree/IT024", json={"text": TREE}).status_code == 401


def test_a_withdrawn_guide_is_not_shown_its_cases_go_on_and_it_is_given_back_as_it_was(duty: httpx.Client, api: Api) -> None:
    for kind, code, shown in (("tree", "IT026", "/services/IT026/situations"), ("bundle", "B03", "/bundles/B03")):
        path = f"/operator/guides/{kind}/{code}"
        before, seen = done(duty.get(path)), done(api.client().get(shown))
        gone = done(duty.post(f"{path}/withdrawal", json={"version": before["version"], "withdrawn": True}))
        assert (gone["withdrawn"], gone["version"], gone["versions"]) == (True, before["version"], before["versions"])
        assert api.client().get(shown).status_code == 404
        assert duty.post(f"{path}/withdrawal", json={"version": 99, "withdrawn": False}).status_code == 409
        done(duty.post(f"{path}/withdrawal", json={"version": before["version"], "withdrawn": False}))
        assert done(api.client().get(shown)) == seen
    assert "B03" in {one["id"] for one in done(api.client().get("/bundles"))["items"]}
