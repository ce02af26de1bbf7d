"""A device in somebody's hand: the app as H5 in a browser, or the built mini-program on the sandbox's phone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from playwright.sync_api import FileChooser, Locator, Page, expect

from local.folder import ROOT
from local.inside import Visitor
from local.instance import Api, Sandbox

AXE = ROOT / "miniprogram" / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = "levels => axe.run(document, {runOnly: {type: 'tag', values: levels}, resultTypes: ['violations']})"
Found = TypeVar("Found")


class Device:
    """What is the same on both targets. `user` is whose phone it is; `seen` lists every page that axe has judged."""

    target = channel = ""

    def __init__(self, page: Page, api: Api, sandbox: Sandbox, user: str) -> None:
        self.page, self.api, self.sandbox, self.user = page, api, sandbox, user
        self.person = sandbox.person(user)
        self.strangers: list[str] = []
        self.broken: list[str] = []
        self.findings: list[str] = []
        self.seen: list[str] = []
        page.set_default_timeout(15_000)
        page.on("request", self._asked)
        page.on("pageerror", lambda error: self.broken.append(str(error)))

    def until(self, look: Callable[[], Found | None], seconds: float = 120) -> Found:
        """Looks again and again at something that other processes bring about; the page goes on living meanwhile."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := look():
                return found
            self.page.wait_for_timeout(200)
        raise AssertionError("it did not come about in time")

    def _asked(self, request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.hostname != "127.0.0.1":
            self.strangers.append(request.url)

    def open(self, address: str) -> None:
        raise NotImplementedError

    def sign_in(self) -> None:
        raise NotImplementedError

    def reminder(self) -> bool:
        """The phone has received the reminder, by the channel that this way of signing in opens."""
        return any(one["channel"] == self.channel and "机动车驾驶证" in str(one) for one in self.sandbox.messages(self.user))

    def open_reminder(self) -> None:
        raise NotImplementedError

    def press(self, name: str | re.Pattern[str]) -> None:
        self.button(name).click()

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str)).locator("visible=true").last

    def fill(self, label: str | re.Pattern[str], value: str) -> None:
        field = self.page.get_by_label(label, exact=isinstance(label, str)).locator("visible=true").last
        field.fill(value)
        field.blur()

    def reads(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible()

    def choose_file(self, name: str, data: bytes) -> None:
        with self.page.expect_file_chooser() as chosen:
            self.press(f"上传{name}")
        chooser: FileChooser = chosen.value
        chooser.set_files({"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": data})

    def judge(self, name: str) -> None:
        """Asks axe about WCAG A and AA on the page as it is now. Injected by the test, so the page's policy holds for all else."""
        self.page.wait_for_timeout(400)
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(RUN_AXE, LEVELS)["violations"]
        self.findings += [
            f"{name} · {one['id']}: {node['html'][:160]} {node['failureSummary']}" for one in found for node in one["nodes"][:3]
        ]
        self.broken += self.page.evaluate("() => (window.__mp?.errors ?? []).map(String)")
        self.seen.append(name)


class H5(Device):
    """The browser of a phone: signs in by SMS code, and finds the reminder under its messages."""

    target, channel = "h5", "sms"

    def open(self, address: str) -> None:
        self.page.goto("about:blank")
        self.page.goto(f"{self.api.url}/#/{address}")

    def sign_in(self) -> None:
        self.open("pages-profile/sign-in/index")
        self.judge("sign-in")
        before = len(self.sandbox.messages(self.user))
        self.fill("手机号", self.person["phone"])
        self.press("获取验证码")
        code = self.until(lambda: self._code(before))
        self.fill("短信验证码", code)
        self.press("登录")
        self.until(lambda: "sign-in" not in self.page.url)

    def _code(self, before: int) -> str | None:
        return next((str(one["code"]) for one in self.sandbox.messages(self.user)[before:] if one.get("code")), None)

    def open_reminder(self) -> None:
        self.open("pages/messages/index")
        self.reads(re.compile("机动车驾驶证还有"))
        self.judge("messages")
        self.press(re.compile("机动车驾驶证还有"))


class MiniProgram(Device):
    """The mini-program on this person's phone in the sandbox, opened by tapping what the phone received."""

    target, channel = "mp", "wechat"

    def open(self, address: str) -> None:
        self.page.goto(f"{self.sandbox.url}/phones/{self.user}/app/?page={quote(address, safe='')}")

    def sign_in(self) -> None:
        self.open("pages-profile/sign-in/index")
        self.judge("sign-in")
        self.press("微信一键登录")
        self.until(lambda: not self.page.get_by_text("微信一键登录").locator("visible=true").count())
        # WeChat tells of this phone's subscriptions a moment later, perhaps before the account is there, and then they are noted
        # a sweep later; a reminder made before that would rightly take another way.
        visitor = Visitor(self.api.url)
        visitor.bear(visitor.post("/sessions/wechat", {"code": self.sandbox.login(self.user)})["access_token"])
        self.until(lambda: any(one["balance"] for one in visitor.get("/subscriptions")["templates"]))
        visitor.close()

    def open_reminder(self) -> None:
        """The phone's own list of messages, in the sandbox; its link leads into the program."""
        self.page.goto(f"{self.sandbox.url}/phones/{self.user}")
        link = self.page.get_by_role("link", name=re.compile("机动车驾驶证")).first
        address = link.get_attribute("href")
        self.page.goto(f"{self.sandbox.url}{address}")


TARGETS: dict[str, type[Device]] = {"h5": H5, "mp": MiniProgram}
