"""A browser, the built front ends, and a device for each target."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from local import chromium, web
from local.instance import Api, Sandbox, Worker
from tests.journeys.device import TARGETS, Device


@pytest.fixture(scope="session")
def built() -> None:
    web.build(print)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(**chromium.launch_options())
        yield running
        running.close()


@pytest.fixture(scope="module", params=sorted(TARGETS))
def target(request: pytest.FixtureRequest, built: None) -> str:
    """Each target gets servers, a database and a sandbox of its own."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def device(target: str, browser: Browser, api: Api, sandbox: Sandbox, worker: Worker) -> Iterator[Device]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    held = TARGETS[target](page, api, sandbox, "lin")
    yield held
    context.close()
