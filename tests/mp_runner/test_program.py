"""The sample program behaves in the browser as it would on a phone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.mp_runner.sample import Open, errors


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def said(page: Page) -> Any:
    text = page.locator("#said:not(:empty)").text_content()
    return json.loads(text or "null")


def test_a_tap_reaches_its_handler_and_the_page_shows_the_new_data(run: Open) -> None:
    page = run()
    press(page, "点一下")
    expect(page.locator("#count")).to_have_text("点了 2 次！")
    assert errors(page) == []


def test_a_button_works_from_the_keyboard(run: Open) -> None:
    page = run()
    page.locator("#tap").press("Enter")
    expect(page.locator("#count")).to_have_text("点了 2 次！")


def test_a_component_keeps_its_styles_to_itself_and_tells_its_page(run: Open) -> None:
    page = run()
    card = page.get_by_role("button", name="卡片内容")
    assert card.evaluate("e => getComputedStyle(e).color") == "rgb(4, 5, 6)"
    assert card.evaluate("e => getComputedStyle(e.parentElement).marginTop") == "7px"
    card.click()
    assert said(page) == {"title": "卡片"}


def test_lengths_are_measured_on_the_page_s_window(run: Open) -> None:
    page = run()
    assert page.locator("#count").evaluate("e => e.getBoundingClientRect().width") == 390
    assert page.locator(".mp-pane").evaluate("e => e.clientHeight") < 844 - 44 - 50


def test_components_are_ready_before_their_page(run: Open) -> None:
    page = run()
    press(page, "经过")
    assert said(page) == ["card ready 卡片", "page ready"]


def test_each_page_wears_its_own_styles(run: Open) -> None:
    page = run()
    assert page.evaluate("document.adoptedStyleSheets.length") == 3
    page.get_by_role("tab", name="其他").click()
    assert page.evaluate("document.adoptedStyleSheets.length") == 1
    page.get_by_role("tab", name="首页").click()
    assert page.evaluate("document.adoptedStyleSheets.length") == 3


def test_pages_open_close_and_talk_through_their_channel(run: Open) -> None:
    page = run()
    press(page, "填表")
    expect(page).to_have_title("填表")
    press(page, "提交")
    press(page, "返回")
    assert said(page) == {"from": "home"}
    assert page.evaluate("__mp.stack.length") == 1


def test_a_form_hands_over_every_control(run: Open) -> None:
    page = run("?page=deep/form/index")
    page.get_by_label("姓名").fill("林晓芸林晓芸")
    page.get_by_text("邮寄").click()
    page.get_by_role("switch", name="长辈版").click()
    page.get_by_role("button", name="城市").click()
    page.get_by_role("dialog").get_by_role("button", name="宁波").click()
    expect(page.get_by_role("button", name="城市")).to_have_text("城市 1")
    press(page, "提交")
    value = json.loads(page.locator("#sent:not(:empty)").text_content() or "")
    assert value == {"name": "林晓芸林晓", "note": "", "needs": ["a"], "kind": "y", "elder": True, "city": 0}
    assert page.locator("#typed").text_content() == "林晓芸林晓"


def test_tabs_keep_their_pages_and_a_link_from_outside_offers_the_way_home(run: Open) -> None:
    page = run("?page=pages/home/index&hello=%E4%BD%A0%E5%A5%BD")
    expect(page.locator("#said")).to_have_text("你好")
    press(page, "点一下")
    page.get_by_role("tab", name="其他").click()
    expect(page.get_by_text("另一页")).to_be_visible()
    page.get_by_role("tab", name="首页").click()
    expect(page.locator("#count")).to_have_text("点了 2 次！")
    page.goto(page.url.split("?", maxsplit=1)[0] + "?page=%2Fdeep%2Fform%2Findex%3Ffrom%3Dmessage")
    assert page.evaluate("__mp.stack[0].options") == {"from": "message"}
    press(page, "回到首页")
    expect(page.locator("#count")).to_be_visible()


def test_the_phone_s_wechat_answers_login_phone_and_face(run: Open) -> None:
    page = run()
    press(page, "登录")
    assert said(page) == {"errMsg": "login:ok", "code": "code-1"}
    press(page, "手机号")
    expect(page.locator("#said")).to_contain_text("phone-1")
    press(page, "人脸")
    page.get_by_role("dialog", name="人脸识别").get_by_role("button", name="取消核验").click()
    expect(page.locator("#said")).to_contain_text("requestFacialVerify:fail user cancel")
    press(page, "人脸")
    page.get_by_role("button", name="核验通过").click()
    expect(page.locator("#said")).to_contain_text("requestFacialVerify:ok")


def test_message_consent_is_asked_for_each_template_and_remembered_on_wish(run: Open) -> None:
    page = run()
    press(page, "订阅")
    dialog = page.get_by_role("dialog", name="订阅消息")
    dialog.get_by_label("办件进度通知").uncheck()
    dialog.get_by_label("总是保持以上选择，不再询问").check()
    dialog.get_by_role("button", name="允许").click()
    assert said(page) == {"errMsg": "requestSubscribeMessage:ok", "a": "accept", "b": "reject"}
    page.reload()
    press(page, "订阅")
    assert said(page) == {"errMsg": "requestSubscribeMessage:ok", "a": "accept", "b": "reject"}
    expect(dialog).to_have_count(0)


def test_dialogs_and_toasts_are_shown_and_wait_for_the_person(run: Open) -> None:
    page = run()
    press(page, "弹窗")
    page.get_by_role("dialog", name="撤回").get_by_role("button", name="取消").click()
    assert said(page)["cancel"] is True
    press(page, "弹窗")
    page.get_by_role("button", name="确定").click()
    expect(page.locator("#said")).to_contain_text('"confirm":true')
    press(page, "菜单")
    page.get_by_role("button", name="乙").click()
    expect(page.locator("#said")).to_contain_text('"tapIndex":1')
    press(page, "菜单")
    page.keyboard.press("Escape")
    expect(page.locator("#said")).to_contain_text("showActionSheet:fail cancel")
    press(page, "提示")
    expect(page.get_by_role("status").filter(has_text="已保存")).to_be_visible()


def test_requests_and_uploads_cross_a_real_socket(run: Open, tmp_path: Path) -> None:
    page = run()
    press(page, "请求")
    assert said(page)["data"] == {"a": 1}
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"x" * 5000)
    with page.expect_file_chooser() as chooser:
        press(page, "上传")
    chooser.value.set_files(photo)
    expect(page.locator("#said")).to_contain_text("multipart")
    answer = json.loads(said(page)["data"])
    assert answer["multipart"]
    assert answer["bytes"] > 5000


def test_storage_belongs_to_the_person(run: Open) -> None:
    page = run()
    press(page, "记住")
    assert said(page) == {"n": 1}
    assert page.evaluate("localStorage.getItem('mp:lin:kept')") == '{"n":1}'


def test_consent_to_privacy_comes_before_the_phone_number(run: Open) -> None:
    page = run(privacy="ask")
    press(page, "手机号")
    page.get_by_role("dialog", name="用户隐私保护提示").get_by_role("button", name="拒绝").click()
    expect(page.locator("#said")).to_contain_text("getPhoneNumber:fail privacy permission is not authorized")
    press(page, "手机号")
    page.get_by_role("button", name="同意").click()
    expect(page.locator("#said")).to_contain_text("phone-1")
