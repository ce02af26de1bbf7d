"""The pages in a real browser: the town, a phone, a desk; on a large and on a small screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from local import chromium
from tests.sandbox.conftest import Product, Sandbox, Start
from tests.sandbox.test_departments import DECISIONS, letter, outcomes

FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run --disable-quic"
PROGRAM = """<!doctype html><html lang="zh-CN"><title>mini</title><script src="config.js"></script><script src="program.js"></script>"""
SHOW = "addEventListener('DOMContentLoaded', () => { document.body.textContent = window.__mpConfig.user + ' ' + location.search })"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=FLAGS.split(), **chromium.launch_options())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def town(start: Start, tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """A sandbox with a mini-program that shows who it runs for."""
    folder = tmp_path_factory.mktemp("program")
    (folder / "index.html").write_text(PROGRAM, encoding="utf-8")
    (folder / "program.js").write_text(SHOW, encoding="utf-8")
    return start(miniprogram_dir=str(folder))


@pytest.fixture(params=[(1280, 800), (390, 844)], ids=["desk", "hand"])
def page(browser: Browser, town: Sandbox, request: pytest.FixtureRequest) -> Iterator[Page]:
    town.post("/admin/clock", {"offset_seconds": 0})
    town.post("/admin/reset")
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=town.url)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("request", lambda asked: None if asked.url.startswith((town.url, "about:")) else wrong.append(asked.url))
    yield page
    fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
    assert wrong == []
    assert fits, "the page scrolls sideways"


def test_the_town_shows_the_clock_and_moves_it(page: Page, town: Sandbox) -> None:
    page.goto("/")
    page.get_by_role("button", name="+7 天").click()
    expect(page.get_by_text("比真实时间快 7 天")).to_be_visible()
    assert town.get("/admin/clock")["offset_seconds"] > 600_000
    page.get_by_role("button", name="到下一个 09:30").click()
    expect(page.locator("time.big")).to_have_text("09:30")
    page.get_by_role("button", name="回到现在").click()
    expect(page.get_by_text("和真实时间一致")).to_be_visible()


def test_a_fault_is_switched_on_and_off_in_plain_words(page: Page, town: Sandbox) -> None:
    page.goto("/")
    expect(page.get_by_text("一切正常。")).to_be_visible()
    page.get_by_label("哪里").select_option(label="微信推送")
    page.get_by_label("怎么坏").select_option(label="同一条送三遍")
    page.get_by_label("多常").select_option(label="一半")
    page.get_by_role("button", name="打开", exact=True).click()
    expect(page.get_by_text("微信推送：同一条送三遍（一半）")).to_be_visible()
    (fault,) = town.get("/admin/faults")["faults"]
    assert (fault["target"], fault["kind"], fault["rate"]) == ("callback", "duplicate", 0.5)
    page.get_by_role("button", name="全部关掉").click()
    expect(page.get_by_text("一切正常。")).to_be_visible()


def test_a_message_appears_by_itself_and_opens_its_page_in_the_frame(page: Page, town: Sandbox) -> None:
    page.goto("/phones/lin")
    expect(page.get_by_text("还没有消息")).to_be_visible()
    lin = town.person("lin")["openid"]
    town.grant(lin, 1)
    town.send(lin, page="pages-service/renewal/index?offer=42")
    message = page.get_by_role("link", name="证照到期提醒")
    expect(message).to_be_visible()
    expect(message).to_contain_text("机动车驾驶证")
    message.focus()
    page.keyboard.press("Enter")
    frame = page.frame_locator("#mini")
    expect(frame.locator("body")).to_contain_text("lin ?page=pages-service%2Frenewal%2Findex%3Foffer%3D42")
    page.get_by_role("button", name="‹ 消息").click()
    expect(message).to_be_visible()
    expect(message.get_by_text("未读")).to_be_hidden(timeout=10_000)


def test_the_program_opens_without_a_message_and_knows_its_server(page: Page, town: Sandbox) -> None:
    page.goto("/phones/chen")
    page.get_by_role("link", name="打开知办").click()
    expect(page.frame_locator("#mini").locator("body")).to_contain_text("chen")
    config = town.http.get("/phones/chen/app/config.js")
    assert config.headers["content-type"].startswith("text/javascript")
    assert f'"apiBase": "{town.env["SANDBOX_API_URL"]}"' in config.text
    assert '"clientBase": "/client/chen"' in config.text


def test_the_owner_grants_refuses_and_chooses_the_face_check(page: Page, town: Sandbox) -> None:
    town.grant(town.person("lin")["openid"], 2)
    page.goto("/phones/lin")
    row = page.get_by_role("listitem").filter(has_text="证照到期提醒")
    expect(row).to_contain_text("还能收 2 条")
    row.get_by_role("button", name="拒绝").click()
    expect(row.get_by_role("button", name="拒绝")).to_have_attribute("aria-pressed", "true")
    answer = town.post("/client/lin/subscribe", {"template_ids": ["tpl-certificate-expiring"]})
    assert answer["tpl-certificate-expiring"] == "reject"
    page.get_by_role("switch", name="接收订阅消息").click()
    expect(page.get_by_role("switch", name="接收订阅消息")).to_have_attribute("aria-checked", "false")
    page.get_by_role("button", name="不是本人").click()
    expect(page.get_by_role("button", name="不是本人")).to_have_attribute("aria-pressed", "true")
    assert town.post("/admin/phones/lin", {})["face"] == "mismatch"


def test_the_desk_asks_for_a_reason_and_decides(page: Page, town: Sandbox, product: Product) -> None:
    page.goto("/desks/traffic-police")
    expect(page.get_by_text("现在没有要办的事")).to_be_visible()
    letter(town)
    expect(page.get_by_role("heading", name="机动车驾驶证期满换证")).to_be_visible()
    expect(page.get_by_text("已受理")).to_be_visible()
    page.get_by_role("button", name="请补正").click()
    expect(page.get_by_text("请先写明理由")).to_be_visible()
    page.get_by_label("理由").fill("照片太暗，请重拍")
    page.get_by_role("button", name="请补正").click()
    expect(page.get_by_text("照片太暗，请重拍")).to_be_visible()
    product.wait(2, DECISIONS)
    assert outcomes(product) == ["accepted", "correction"]


def test_markup_in_a_message_stays_text(page: Page, town: Sandbox) -> None:
    lin = town.person("lin")["openid"]
    town.grant(lin, 1)
    data: dict[str, Any] = {"thing1": "<img src=x>", "date2": "2026-12-17", "thing3": "<script>1</script>", "thing4": "&amp; “引号”"}
    town.send(lin, data={key: {"value": value} for key, value in data.items()})
    page.goto("/phones/lin")
    for text in ("<img src=x>", "<script>1</script>", "&amp; “引号”"):
        expect(page.get_by_text(text, exact=True)).to_be_visible()


def test_strange_addresses_are_answered_kindly(town: Sandbox, tmp_path: Path) -> None:
    nobody = town.http.get("/phones/nobody")
    assert nobody.status_code == 404
    assert "没有这个人的手机" in nobody.text
    assert town.http.get("/phones/lin/app/..%2f..%2fetc%2fpasswd").status_code == 404
    assert town.http.get("/phones/lin/app?page=a").headers["location"] == "/phones/lin/app/?page=a"
    assert "default-src 'self'" in town.http.get("/").headers["content-security-policy"]


def test_a_missing_program_says_what_to_do(sandbox: Sandbox) -> None:
    assert "小程序还没有构建" in sandbox.http.get("/phones/lin/app/").text


def test_parts_are_not_sent_again_while_nothing_changed(sandbox: Sandbox) -> None:
    first = sandbox.http.get("/phones/lin/messages")
    again = sandbox.http.get("/phones/lin/messages", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
