"""The sample mini-program of the runner, compiled and opened in a browser."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from local import chromium
from tests.mp_runner.sample import RUNNER, Open, World, compile_program

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
TITLES = {"a": "证照到期提醒", "b": "办件进度通知"}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the sample, for a test to break."""
    return shutil.copytree(RUNNER / "test" / "fixture", tmp_path / "program")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(args=FLAGS, **chromium.launch_options())


@pytest.fixture
def run(program: Path, tmp_path: Path, browser: Browser) -> Iterator[Open]:
    """run(query, strict=True) compiles the program as it is now and opens it on a phone."""
    out = tmp_path / "out"
    out.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(World, directory=str(out)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_default_timeout(5000)

    def open_page(query: str = "", privacy: str = "agreed", strict: bool = True) -> Page:
        compiled = compile_program(program, out)
        assert not strict or compiled.returncode == 0, compiled.stderr
        config = {"user": "lin", "apiBase": "/api", "clientBase": "/client/lin", "templates": TITLES, "privacy": privacy}
        (out / "config.js").write_text(f"window.__mpConfig = {json.dumps(config)}")
        page.goto(f"http://127.0.0.1:{server.server_port}/{query}")
        return page

    yield open_page
    page.close()
    server.shutdown()
    server.server_close()
