"""The world around the sample mini-program: a phone's WeChat, an API that echoes, and the compiler's command line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from local import node

RUNNER = Path(__file__).parents[2] / "miniprogram" / "packages" / "mp-runner"
ANSWERS = {
    "login": {"code": "code-1", "errMsg": "login:ok"},
    "phone-code": {"code": "phone-1"},
    "face": {"errCode": 0, "errMsg": "requestFacialVerify:ok"},
}


class World(SimpleHTTPRequestHandler):
    """Static files; under /client the phone's WeChat; anything else that is posted comes back as it went."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["content-length"]))
        name = self.path.rsplit("/", 1)[-1]
        if name == "upload":
            return self.answer({"bytes": len(raw), "multipart": self.headers["content-type"].startswith("multipart/form-data")})
        body: dict[str, Any] = json.loads(raw)
        if name == "subscribe":
            return self.answer({"errMsg": "requestSubscribeMessage:ok"} | body["answers"])
        return self.answer(ANSWERS.get(name, body))

    def answer(self, body: dict[str, Any]) -> None:
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def compile_program(source: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [*node.tool("node"), RUNNER / "compile.mjs", source, out]
    return subprocess.run(command, capture_output=True, text=True, check=False)


Open = Callable[..., Page]


def errors(page: Page) -> list[str]:
    found: list[str] = page.evaluate("__mp.errors")
    return found
