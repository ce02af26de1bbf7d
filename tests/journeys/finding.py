"""The steps of somebody who looks for a service in their own words, the same on both targets; nobody has to sign in for it."""

from __future__ import annotations

import re

from tests.journeys.device import Device

WRITTEN = "架照到期了怎么换"  # with a slip of the pen
SERVICE = "机动车驾驶证期满换证"


def walk(device: Device) -> None:
    """From everyday words to the materials of one's own case, where to go, and what else is done at once."""
    search(device)
    read_the_service(device)
    answer_the_guide(device)
    look_for_points(device)
    read_on(device)
    search_for_nothing(device)
    assert device.strangers == []
    assert device.broken == []
    assert device.findings == [], "\n".join(device.findings)


def search(device: Device) -> None:
    device.open("pages-find/search/index")
    device.reads("按主题找")
    device.judge("search")
    device.fill("搜索服务、证照、政策和网点", WRITTEN)
    device.press("搜索")
    device.reads(re.compile(f"^{SERVICE}"))
    device.judge("search, found")


def read_the_service(device: Device) -> None:
    device.press(re.compile(SERVICE))
    device.reads("看看我要准备什么")
    device.reads("要准备的材料")
    device.judge("service")


def answer_the_guide(device: Device) -> None:
    """Always the first answer, until no question is left; then the way back."""
    device.press(re.compile("^看看我要准备什么"))
    device.reads("第 1 个问题")
    device.judge("guide")
    answers = device.page.locator(".guide__answer").locator("visible=true")
    for number in range(2, 9):
        answers.first.click()
        if device.until(lambda number=number: _next(device, number)) == "done":  # type: ignore[misc]
            break
    device.reads("承诺办结")
    device.judge("guide, done")
    device.press("去看办事指南")


def _next(device: Device, number: int) -> str | None:
    for word, sign in (("done", "您需要准备"), ("asked", f"第 {number} 个问题")):
        if device.page.get_by_text(sign, exact=True).locator("visible=true").count():
            return word
    return None


def look_for_points(device: Device) -> None:
    """The device gives no position: a place chosen by hand does as well."""
    device.press(re.compile("^附近能办的网点"))
    device.press("用我的位置")
    device.reads(re.compile("您可以选地方来看"))
    device.judge("points")
    device.press(re.compile("^换个地方"))
    device.judge("points, places")
    device.press("杭州市")
    device.press("西湖区")
    device.press(re.compile("西湖区政务服务中心"))
    device.reads("开放时间")
    device.judge("point")


def read_on(device: Device) -> None:
    device.open("pages-find/bundles/index")
    device.press(re.compile("件事一起办"))
    device.reads(re.compile("表只填一次|一起办"))
    device.judge("bundle")
    device.open("pages-service/service/index?code=IT189")
    device.press(re.compile("^驾照|^驾驶证"))
    device.reads("能得到什么")
    device.judge("policy")


def search_for_nothing(device: Device) -> None:
    device.open("pages-find/search/index?q=囧囧槑槑")
    device.reads(re.compile("没有找到|没有完全对得上"))
    device.judge("search, nothing")
