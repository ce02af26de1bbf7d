"""`make screenshots`: every page at 390×844 in normal, elder and dark, and the console, into docs/pictures.

`python -m local.screenshots search guide` takes those pages alone; `console` stands for every page of the console.
Uses the instance at PORT when one runs, else starts one of its own; begins one renewal and changes the looks of one demo citizen.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from local import chromium
from local.folder import ROOT, Trouble
from local.house import House
from local.inside import Visitor
from local.outside import Outside, Row
from local.story import running
from local.town import OPERATOR

PICTURES = ROOT / "docs" / "pictures"
CITIZEN, NEWCOMER = "lin", "wang"
PHONE, DESKTOP = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=800)
LOOKS = {"normal": {"elder_mode": False, "theme": "light"}, "elder": {"elder_mode": True, "theme": "light"},
         "dark": {"elder_mode": False, "theme": "dark"}}  # fmt: skip
CONSOLE = {"console": "", "console-deliveries": "deliveries", "console-cases": "cases", "console-catalogue": "catalogue",
           "console-service": "catalogue/IT189", "console-imports": "imports", "console-searches": "searches", "console-calls": "calls",
           "console-tickets": "tickets",
           "console-ledger": "ledger-checks", "console-shares": "shares", "console-acts": "acts",
           "console-rules": "rules", "console-rule": "rules/ZJCT017", "console-calendar": "calendar"}  # fmt: skip
COLOURS = 192


def addresses(visitor: Visitor) -> dict[str, str]:
    """Each page's name and its address inside the app, on things that this citizen really has."""
    certificates = visitor.get("/certificates")["items"]
    due = min((one for one in certificates if one["deadline_on"]), key=lambda one: one["deadline_on"])
    renewable = next((one for one in certificates if one["can_renew"]), due)
    pages = {
        "home": "pages/home/index", "services": "pages/services/index", "wallet": "pages/wallet/index", "messages": "pages/messages/index",
        "me": "pages/me/index", "data": "pages-profile/data/index", "preferences": "pages-profile/preferences/index",
        "relatives": "pages-profile/relatives/index", "relative-add": "pages-profile/relative-add/index",
        "reads": "pages-privacy/reads/index", "tags": "pages-privacy/tags/index", "consents": "pages-privacy/consents/index",
        "tickets": "pages-privacy/tickets/index", "export": "pages-privacy/export/index", "closing": "pages-privacy/closing/index",
        "recommending": "pages-profile/text/index?name=recommending",
        "real-name": "pages-profile/real-name/index",
        "search": "pages-find/search/index", "search-found": "pages-find/search/index?q=架照到期换证",
        "search-nothing": "pages-find/search/index?q=囧囧槑槑", "guide": "pages-find/guide/index?code=IT189",
        "points": "pages-find/points/index?service=IT189&name=机动车驾驶证期满换证",
        "point": f"pages-find/point/index?id={visitor.get('/points', region='330106')['items'][0]['id']}",
        "policy": f"pages-find/policy/index?id={visitor.get('/policies', service='IT189')['items'][0]['id']}",
        "bundles": "pages-find/bundles/index", "bundle": f"pages-find/bundle/index?id={visitor.get('/bundles')['items'][0]['id']}",
        "service": "pages-service/service/index?code=IT189", "cases": "pages-service/cases/index",
        "certificate": f"pages-service/certificate/index?id={due['id']}",
        "renewal": f"pages-service/renewal/index?certificate={renewable['id']}",
    }  # fmt: skip
    if renewable["can_renew"]:
        visitor.post(f"/certificates/{renewable['id']}/renewal")
    cases = visitor.get("/cases")["items"]
    if cases:
        pages["case"] = f"pages-service/case/index?id={cases[0]['id']}"
    enterprises = visitor.get("/me")["enterprises"]
    if enterprises:
        pages["enterprise"] = f"pages-enterprise/wallet/index?id={enterprises[0]['id']}"
    return pages


def until_indexed(visitor: Visitor) -> None:
    """A house that has only just started searches Postgres itself; its index is ready within half a minute."""
    for _ in range(60):
        if not visitor.get("/search", q="身份证")["from_fallback"]:
            return
        time.sleep(1)


def carry(page: Page, session: Row) -> None:
    """Puts a session's keys where the app keeps them, in the shape that uni-app gives to the browser's storage."""
    keys = {"type": "object", "data": {"access": session["access_token"], "refresh": session["refresh_token"]}}
    page.evaluate("keys => localStorage.setItem('zhiban.session', JSON.stringify(keys))", keys)


def settled(page: Page) -> None:
    """Nothing loads any more and no skeleton is left."""
    page.wait_for_load_state("networkidle")
    page.locator(".skeleton, .zskeleton").first.wait_for(state="detached")
    page.wait_for_timeout(250)


def keep(page: Page, name: str) -> None:
    """A small PNG: flat colours need no more than a palette."""
    with Image.open(io.BytesIO(page.screenshot(animations="disabled"))) as shot:
        shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


@contextmanager
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def app(browser: Browser, one: House, outside: Outside, only: set[str]) -> int:
    visitor = Visitor(one.url)
    session = visitor.sign_in_by_wechat(outside, CITIZEN)
    until_indexed(visitor)
    pages, taken = {name: address for name, address in addresses(visitor).items() if not only or name in only}, 0
    with phone(browser) as page:
        page.goto(f"{one.url}/#/pages-profile/sign-in/index")
        settled(page)
        if not only:
            keep(page, "sign-in")
        carry(page, session)
        for look, preferences in LOOKS.items():
            visitor.call("PATCH", "/me/preferences", preferences)
            for name, address in pages.items():
                page.goto("about:blank")
                page.goto(f"{one.url}/#/{address}")
                settled(page)
                keep(page, name if look == "normal" else f"{name}-{look}")
                taken += 1
    visitor.call("PATCH", "/me/preferences", {"elder_mode": False, "theme": "auto"})
    visitor.close()
    return taken + 1


def console(browser: Browser, one: House) -> int:
    context = browser.new_context(viewport=DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.goto(f"{one.url}/console/")
    settled(page)
    keep(page, "console-sign-in")
    page.get_by_label("用户名").fill(OPERATOR)
    page.get_by_label("密码").fill(one.folder.secret("operator", 16))
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/#/")
    for name, address in CONSOLE.items():
        page.goto(f"{one.url}/console/#/{address}")
        settled(page)
        keep(page, name)
    context.close()
    return 1 + len(CONSOLE)


def main() -> None:
    only = set(sys.argv[1:])
    PICTURES.mkdir(parents=True, exist_ok=True)
    chromium.lend_node()
    try:
        with running() as one, sync_playwright() as playwright:
            browser = playwright.chromium.launch(**chromium.launch_options())
            outside = Outside(one.sandbox_url)
            taken = app(browser, one, outside, only)
            if not only or "console" in only:
                taken += console(browser, one)
            browser.close()
    except Trouble as trouble:
        sys.exit(f"✗ {trouble}")
    print(f"✓ {taken} 张图片在 {Path(PICTURES).relative_to(ROOT)}")


if __name__ == "__main__":
    main()
