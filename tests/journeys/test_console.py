"""An operator at the console who mistypes: each slip is told beside its field, and nothing changes before it is mended."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from local.instance import Api, Instance
from tests.api.steps import staff, until
from tests.journeys.conftest import LAST

PASSWORD = "a-long-enough-password"
HEADER = "编码,事项名称,办理部门,事项类型,服务对象,承诺办结时限"
GOOD = "QX00001,老年人优待证办理,民政,公共服务,自然人,5"


@pytest.fixture
def page(built: None, browser: Browser, api: Api, instance: Instance) -> Iterator[Page]:
    staff(api, instance, "walker", PASSWORD, "admin")
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.set_default_timeout(20_000)
    expect.set_options(timeout=15_000)
    page.goto(f"{api.url}/console/")
    page.get_by_label("用户名").fill("walker")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="今日概览").wait_for()
    yield page
    LAST.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=LAST / "console.png")
    context.close()


def go(page: Page, address: str, heading: str) -> None:
    page.goto(re.sub(r"#.*", "", page.url) + f"#/{address}")
    page.get_by_role("heading", name=heading).first.wait_for()


def test_slips_are_told_beside_their_fields_and_what_is_right_reaches_people_and_can_be_taken_back(page: Page, api: Api) -> None:
    public = api.citizen("lin")
    _a_telephone_number_that_is_none(page)
    _a_filter_that_does_not_exist(page)
    _a_limit_and_a_list_that_are_none(page)
    _a_question_reworded_and_put_back(page, public)
    _what_is_unsaved_is_asked_about(page)
    _a_file_with_a_slip_then_right_then_again(page, public)
    _words_that_led_nowhere(page, public)
    _all_of_it_stands_in_the_record(page)


def _a_telephone_number_that_is_none(page: Page) -> None:
    go(page, "points", "网点")
    page.locator("button.row-open").first.click()
    drawer = page.get_by_role("dialog")
    telephone = drawer.get_by_label("电话", exact=True)
    telephone.fill("没有电话")
    drawer.get_by_role("button", name="保存").click()
    expect(telephone).to_have_attribute("aria-invalid", "true")
    expect(telephone).to_be_focused()
    expect(drawer.get_by_role("alert")).to_contain_text("电话")
    telephone.fill("0571-88880000")
    drawer.get_by_role("button", name="保存").click()
    page.get_by_text("已保存，市民马上就能看到。").wait_for()
    page.locator("button.row-open").first.click()
    expect(telephone).to_have_value("0571-88880000")
    drawer.get_by_role("button", name="取消").click()


def _a_filter_that_does_not_exist(page: Page) -> None:
    go(page, "cases?state=lost", "办件")
    expect(page.get_by_text("没有这种办件状态")).to_be_visible()
    expect(page.get_by_label("状态", exact=True)).to_have_attribute("aria-invalid", "true")
    for address, label in (("guides?drafts=maybe", "草稿"), ("catalogue?verified=maybe", "核实"), ("tickets?shown=maybe", "状态")):
        page.goto(re.sub(r"#.*", "", page.url) + f"#/{address}")
        expect(page.locator(".notice")).to_contain_text("请从给出的选项里选择")
        expect(page.get_by_label(label, exact=True)).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_role("row")).to_have_count(0)


def _a_limit_and_a_list_that_are_none(page: Page) -> None:
    go(page, "senders", "发送台")
    page.get_by_role("button", name="新建单位").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("单位名称").fill("市数据局")
    limit = drawer.get_by_label("每日上限（条）")
    limit.fill("很多")
    drawer.get_by_role("button", name="建立").click()
    expect(limit).to_have_attribute("aria-invalid", "true")
    expect(limit).to_be_focused()
    limit.fill("100")
    drawer.get_by_role("button", name="建立").click()
    page.get_by_role("heading", name="市数据局").wait_for()
    guests = page.get_by_label("名单（“仅名单内”的密钥能发给谁，整份替换）")
    guests.fill("没有号码")
    page.get_by_role("button", name="更新名单").click()
    expect(guests).to_have_attribute("aria-invalid", "true")
    expect(guests).to_be_focused()
    guests.fill("")


def _a_question_reworded_and_put_back(page: Page, public: httpx.Client) -> None:
    go(page, "guides/tree/IT001", "生育登记")
    text = page.locator("textarea")
    expect(text).to_have_value(re.compile("登记结婚了吗"))
    kept = text.input_value()
    text.fill(kept.replace("ask:", "aks:", 1))
    expect(page.get_by_text("不认识的栏目")).to_be_visible()
    expect(page.get_by_role("button", name="发布…")).to_be_disabled()
    text.fill(kept.replace("登记结婚了吗", "已经登记结婚了吗", 1))
    publish = page.get_by_role("button", name="发布…")
    expect(publish).to_be_enabled()
    publish.click()
    drawer = page.get_by_role("dialog")
    expect(drawer.locator("del").first).to_contain_text("登记结婚了吗")
    expect(drawer.locator("ins").first).to_contain_text("已经登记结婚了吗")
    drawer.get_by_role("button", name="确认发布第 2 版").click()
    page.get_by_text("正在使用第 2 版").wait_for()
    asked = public.get("/services/IT001/situations").text
    assert "已经登记结婚了吗" in asked
    page.get_by_role("button", name="比较 / 回退").first.click()
    drawer.get_by_role("button", name="确认回退到第 1 版").click()
    page.get_by_text("正在使用第 3 版").wait_for()
    assert "已经登记结婚了吗" not in public.get("/services/IT001/situations").text


def _what_is_unsaved_is_asked_about(page: Page) -> None:
    go(page, "guides/tree/IT777", "情形 IT777")
    text = page.locator("textarea")
    text.fill(text.input_value() + "# 刚写的一句\n")
    page.get_by_role("link", name="← 情形和一件事").click()
    page.get_by_role("button", name="留下").click()
    expect(text).to_have_value(re.compile("刚写的一句"))
    page.get_by_role("link", name="← 情形和一件事").click()
    page.get_by_role("button", name="不保存，离开").click()
    go(page, "scenes/SC001", "婚后生育登记")
    name = page.get_by_label("名称", exact=True)
    name.fill("婚后的登记")
    page.get_by_role("button", name="刷新").click()
    page.get_by_role("button", name="留下").click()
    expect(name).to_have_value("婚后的登记")
    name.fill("婚后生育登记")


def _a_file_with_a_slip_then_right_then_again(page: Page, public: httpx.Client) -> None:
    go(page, "imports", "导入事项")
    _choose(page, f"{HEADER}\n{GOOD}\nQX00002,残疾人证换领,残联,公共服务,自然人,三天\n")
    expect(page.get_by_role("row").filter(has_text="应是天数")).to_be_visible()
    expect(page.get_by_role("button", name="全部导入…")).to_have_count(0)
    assert public.get("/services/QX00001").status_code == 404
    _choose(page, f"{HEADER}\n{GOOD}\n")
    page.get_by_role("button", name="全部导入…").click()
    page.get_by_role("button", name="全部导入", exact=True).click()
    page.get_by_text("去事项目录看看").wait_for()
    assert public.get("/services/QX00001").json()["name"] == "老年人优待证办理"
    _choose(page, f"{HEADER}\n{GOOD}\n")
    expect(page.get_by_role("status").filter(has_text="完全一样，不用导入")).to_be_visible()
    expect(page.get_by_role("button", name="全部导入…")).to_have_count(0)


def _choose(page: Page, text: str) -> None:
    page.get_by_label("事项清单文件").set_input_files({"name": "清单.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name="试运行").click()


def _words_that_led_nowhere(page: Page, public: httpx.Client) -> None:
    word = "囧囧槑槑"
    assert "IT189" not in public.get("/search", params={"q": word}).text
    go(page, "searches", "搜不到的词")
    page.get_by_role("button", name=f"设为叫法：{word}").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("指的是哪件事").fill("IT189")
    drawer.get_by_role("button", name="查找").click()
    drawer.get_by_role("radio").first.check()
    drawer.get_by_role("button", name="设为叫法").click()
    page.get_by_text(f"以后搜「{word}」就能找到这件事。").wait_for()
    until(lambda: "IT189" in public.get("/search", params={"q": word}).text)


def _all_of_it_stands_in_the_record(page: Page) -> None:
    go(page, "acts", "操作记录")
    page.get_by_role("button", name="现在核对").click()
    expect(page.get_by_role("status").filter(has_text="全部完整")).to_be_visible()
    page.get_by_label("结果", exact=True).select_option(label="被拒绝")
    expect(page.get_by_role("row").filter(has_text="修改网点")).to_contain_text("被拒绝")
    expect(page.get_by_role("row").filter(has_text="已完成")).to_have_count(0)
