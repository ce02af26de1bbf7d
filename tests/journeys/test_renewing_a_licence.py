"""The main job on both targets: from signing in to the new licence with its reminders armed again."""

from __future__ import annotations

import re

import pytest

from local import pictures
from local.inside import Visitor
from local.instance import Sandbox
from tests.journeys.device import Device, until

LICENCE = "机动车驾驶证"
DESK = "traffic-police"


def test_a_licence_about_to_expire_is_renewed_from_its_reminder(device: Device, sandbox: Sandbox) -> None:
    device.sign_in()
    prove_name(device)
    see_home(device)
    message = until(lambda: reminder(sandbox), 60)
    assert message["page"].startswith("pages-service/renewal/index?")
    device.open_reminder()
    review_and_submit(device)
    decide(sandbox)
    see_the_new_one(device)
    walk_every_page(device)
    assert device.strangers == []
    assert device.broken == []


def prove_name(device: Device) -> None:
    device.open("pages-profile/real-name/index")
    device.fill("姓名", device.person["name"])
    device.fill("身份证号", device.person["id_number"])
    device.is_accessible("real-name")
    device.page.get_by_role("checkbox").first.click()
    device.press("核验身份")
    device.reads(re.compile("已实名"))
    device.is_accessible("real-name, passed")


def see_home(device: Device) -> None:
    """Certificates arrive from the registry a moment after the name was proved."""
    person = Visitor(device.api.url)
    person.sign_in_by_wechat(device.sandbox, device.user)
    until(lambda: [card for card in person.get("/home")["cards"] if LICENCE in card["title"] or "驾驶证" in card["title"]], 30)
    person.close()
    device.open("pages/home/index")
    device.reads(re.compile(f"{LICENCE}.*25天"))
    device.press(re.compile("^为什么提醒我"))
    device.is_accessible("home")


def reminder(sandbox: Sandbox) -> dict[str, str] | None:
    """What the phone received from WeChat about the licence."""
    return next((one for one in sandbox.messages("lin") if one["channel"] == "wechat" and LICENCE in str(one["fields"])), None)


def review_and_submit(device: Device) -> None:
    device.reads(f"{LICENCE}换证")
    device.reads("资料已替您填好，核对后提交即可。")
    device.is_accessible("renewal")
    for name, data in (("照片", pictures.portrait()), ("身体条件证明", pictures.page())):
        device.choose_file(name, data)
        until(lambda name=name: device.page.get_by_role("button", name=f"重新上传{name}").count())  # type: ignore[misc]
    until(lambda: device.button("提交").is_enabled() and device.page.get_by_text("检查通过").count() >= 2)
    device.is_accessible("renewal, ready")
    device.press("提交")
    device.reads("已提交")
    device.is_accessible("renewal, submitted")


def decide(sandbox: Sandbox) -> None:
    """Somebody at the department's desk accepts the case and then approves it."""
    (case,) = until(lambda: sandbox.call("GET", f"/admin/departments/{DESK}/cases")["cases"])
    for outcome in ("accepted", "approved"):
        sandbox.decide(DESK, case["case_id"], outcome)
        until(lambda: not sandbox.call("GET", "/admin/outbound")["outbound"])


def see_the_new_one(device: Device) -> None:
    device.open("pages-service/cases/index")
    device.press(re.compile("驾驶证"))
    device.reads(re.compile("已办结"))
    device.is_accessible("case")
    device.open("pages/wallet/index")
    device.press(re.compile(LICENCE))
    device.reads("第 2 版")
    device.reads(re.compile("下一次提醒"))
    device.is_accessible("certificate")


PAGES = ("pages/home/index", "pages/services/index", "pages/wallet/index", "pages/messages/index", "pages/me/index",
         "pages-service/service/index?code=IT189", "pages-service/cases/index", "pages-profile/data/index",
         "pages-profile/preferences/index")  # fmt: skip


def walk_every_page(device: Device) -> None:
    """axe finds nothing on any page, in either mode of text."""
    person = Visitor(device.api.url)
    person.sign_in_by_wechat(device.sandbox, device.user)
    enterprise = person.get("/me")["enterprises"][0]["id"]
    for elder in (False, True):
        person.call("PATCH", "/me/preferences", {"elder_mode": elder, "theme": "dark" if elder else "light"})
        for address in (*PAGES, f"pages-enterprise/wallet/index?id={enterprise}"):
            device.open(address)
            device.page.wait_for_load_state("networkidle")
            device.is_accessible(f"{address}, {'elder and dark' if elder else 'normal'}")
    person.close()


@pytest.mark.parametrize("wrong", ["12345", "135123456789"])
def test_a_wrong_number_is_told_under_its_field(device: Device, wrong: str) -> None:
    if device.target != "h5":
        pytest.skip("the mini-program asks WeChat, not the person, for the number")
    device.open("pages-profile/sign-in/index")
    device.fill("手机号", wrong)
    device.press("获取验证码")
    device.reads(re.compile("手机号"))
    assert device.strangers == []
