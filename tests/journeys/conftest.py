"""A browser, the built front ends, and a device for each target."""

from __future__ import annotations

from collections.abc import Iterator

import hypothesis.internal.reflection  # noqa: F401  pytest's report of a failure imports it, which fails inside Playwright's greenlet
import pytest
from playwright.sync_api import Browser, sync_playwright

from local import chromium, web
from local.folder import ROOT
from local.instance import Api, Sandbox, Worker
from tests.journeys.device import TARGETS, Device

# Where each journey ended, to be looked at when it failed.
LAST = ROOT / ".data" / "journeys"


@pytest.fixture(scope="session")
def built() -> None:
    """Each target is a module of its own, and so gets servers, a database and a sandbox of its own."""
    web.build(print)


@pytest.fixture(scope="module")
def browser(api: Api, sandbox: Sandbox, worker: Worker) -> Iterator[Browser]:
    """Started last and ended first: while it runs, this thread has an event loop, and no other may be run."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(**chromium.launch_options())
        yield running
        running.close()


@pytest.fixture
def device(request: pytest.FixtureRequest, target: str, browser: Browser, api: Api, sandbox: Sandbox) -> Iterator[Device]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    # The gateway takes one SMS a minute for a phone; three of them would make the journey wait for minutes.
    sandbox.knobs(sms_limits=False)
    held = TARGETS[target](page, api, sandbox, "lin")
    yield held
    LAST.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=LAST / f"{target}-{request.node.name}.png")
    context.close()
