"""The steps of the main job as a person takes them, the same on both targets."""

from __future__ import annotations

import re

from local import pictures
from local.inside import Visitor
from tests.journeys.device import Device

LICENCE = "机动车驾驶证"
DESK = "traffic-police"


def walk(device: Device) -> None:
    """From signing in to the new licence with its reminders armed again; then every page, and what was seen on the way."""
    device.sign_in()
    prove_name(device)
    see_home(device)
    device.api.instance.hurry("push.sweep")
    device.until(device.reminder)
    device.open_reminder()
    review_and_submit(device)
    decide(device)
    see_the_new_one(device)
    walk_every_page(device)
    assert device.strangers == []
    assert device.broken == []
    assert device.findings == [], "\n".join(device.findings)


def prove_name(device: Device) -> None:
    device.open("pages-profile/real-name/index")
    device.fill("姓名", device.person["name"])
    device.fill("身份证号", device.person["id_number"])
    device.judge("real-name")
    device.page.get_by_role("checkbox").first.click()
    device.press("核验身份")
    device.reads(re.compile("已实名"))
    device.judge("real-name, passed")


def see_home(device: Device) -> None:
    """Certificates arrive from the registry a moment after the name was proved."""

    def arrived() -> int:
        device.open("pages/home/index")
        device.page.wait_for_load_state("networkidle")
        return device.page.get_by_text(re.compile(f"{LICENCE}.*25天")).locator("visible=true").count()

    device.until(arrived)
    device.press(re.compile("^为什么提醒我"))
    device.judge("home")


def review_and_submit(device: Device) -> None:
    device.reads(re.compile(f"{LICENCE}.*换证"))
    device.reads(re.compile("替您填好"))
    device.judge("renewal")
    for name, data in (("照片", pictures.portrait()), ("身体条件证明", pictures.page())):
        device.choose_file(name, data)
        device.until(lambda name=name: device.page.get_by_role("button", name=f"重新上传{name}").count())  # type: ignore[misc]
    if device.page.get_by_text("请填写联系电话").locator("visible=true").count():
        device.fill(re.compile("^联系电话"), device.person["phone"])  # WeChat's sign-in alone tells no number
    device.until(lambda: device.button("提交").is_enabled() and device.page.get_by_text("检查通过").count() >= 2)
    device.judge("renewal, ready")
    device.press("提交")
    device.reads("已提交")
    device.judge("renewal, submitted")


def decide(device: Device) -> None:
    """The desk has taken the case up by itself; somebody there approves it, and its letter reaches the product."""
    sandbox = device.sandbox

    def taken_up() -> str | None:
        cases = sandbox.call("GET", f"/admin/departments/{DESK}/cases")["cases"]
        return next((case["case_id"] for case in cases if case["state"] == "accepted"), None)

    sandbox.decide(DESK, device.until(taken_up), "approved")
    device.until(lambda: not sandbox.call("GET", "/admin/outbound")["outbound"])


def see_the_new_one(device: Device) -> None:
    device.open("pages-service/cases/index")
    device.press(re.compile("驾驶证"))
    device.reads(re.compile("已办结"))
    device.judge("case")
    device.open("pages/wallet/index")
    device.press(re.compile(LICENCE))
    device.reads("第 2 版")
    device.reads(re.compile("下一次提醒"))
    device.judge("certificate")


PAGES = ("pages/home/index", "pages/services/index", "pages/wallet/index", "pages/messages/index", "pages/me/index",
         "pages-service/service/index?code=IT189", "pages-service/cases/index", "pages-profile/data/index",
         "pages-profile/preferences/index", "pages-profile/relatives/index", "pages-profile/relative-add/index")  # fmt: skip


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
            device.judge(f"{address}, {'elder and dark' if elder else 'normal'}")
    person.call("PATCH", "/me/preferences", {"elder_mode": False, "theme": "light"})
    person.close()
