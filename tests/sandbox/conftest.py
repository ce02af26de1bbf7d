"""A sandbox as a process on a free port, and a product that takes its callbacks and webhooks."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

APP_ID, SECRET = "wx5a6e8b1c2d3f4a50", "0123456789abcdef0123456789abcdef"
EXPIRING = "tpl-certificate-expiring"
REMINDER = {
    "thing1": {"value": "机动车驾驶证"},
    "date2": {"value": "2026年12月17日"},
    "thing3": {"value": "还有 25 天到期"},
    "thing4": {"value": "点开即可换证"},
}


@dataclass
class Product:
    """The product's two doors as the sandbox sees them: what came, and what to answer."""

    url: str = ""
    came: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)

    def at(self, path: str) -> list[dict[str, Any]]:
        return [one for one in self.came if one["path"] == path]

    def events(self, name: str) -> list[dict[str, Any]]:
        return [e for e in (json.loads(one["body"]) for one in self.at("/callback")) if e.get("Event") == name]

    def wait(self, count: int, path: str, seconds: float = 8) -> list[dict[str, Any]]:
        until(lambda: len(self.at(path)) >= count, seconds)
        return self.at(path)


@dataclass
class Sandbox:
    """One running sandbox and a client for it."""

    url: str
    folder: Path
    env: dict[str, str]
    process: subprocess.Popen[bytes]
    http: httpx.Client

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "sandbox"], env=self.env, stdout=subprocess.DEVNULL)
        until(self.alive, 10)

    def alive(self) -> bool:
        try:
            return self.http.get("/admin/health").status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def get(self, path: str, **query: Any) -> Any:
        return self.http.get(path, params=query).json()

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        return self.http.post(path, json=body or {}, params=query).json()

    def token(self) -> str:
        body = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}
        return str(self.post("/cgi-bin/stable_token", body)["access_token"])

    def session(self, code: str) -> Any:
        query = {"appid": APP_ID, "secret": SECRET, "js_code": code, "grant_type": "authorization_code"}
        return self.get("/sns/jscode2session", **query)

    def send(self, openid: str, token: str = "", **changes: Any) -> Any:
        body = {"touser": openid, "template_id": EXPIRING, "page": "pages/home/index", "data": REMINDER, **changes}
        return self.post("/cgi-bin/message/subscribe/send", body, access_token=token or self.token())

    def grant(self, openid: str, balance: int, template: str = EXPIRING, **more: Any) -> Any:
        return self.post("/admin/grants", {"openid": openid, "template_id": template, "balance": balance, **more})

    def fault(self, target: str, kind: str, **more: Any) -> None:
        answer = self.http.post("/admin/faults", json={"target": target, "kind": kind, **more})
        assert answer.status_code == 200, answer.text

    def knob(self, **knobs: Any) -> None:
        assert self.http.post("/admin/knobs", json=knobs).status_code == 200

    def move(self, move: str) -> None:
        assert self.http.post("/admin/clock", json={"move": move}).status_code == 200

    def journal(self, kind: str) -> list[dict[str, Any]]:
        return list(self.get("/admin/journal", kind=kind)["events"])

    def person(self, user: str) -> dict[str, Any]:
        return next(p for p in self.get("/admin/people")["people"] if p["user"] == user)


def until(true: Callable[[], bool], seconds: float = 8) -> None:
    """Wait for something to become true, or fail."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def doors() -> Iterator[Product]:
    """The product's HTTP server, one for all tests of a process."""
    product = Product()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = httpx.QueryParams(self.path.partition("?")[2])
            words = query.get("echostr", "").encode()
            product.came.append({"path": "GET", "query": dict(query), "headers": {}, "body": b""})
            self.send_response(200)
            self.send_header("Content-Length", str(len(words)))
            self.end_headers()
            self.wfile.write(words)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            path, _, query = self.path.partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            product.came.append({"path": path, "query": dict(httpx.QueryParams(query)), "headers": headers, "body": body})
            status, words = product.answers.pop(0) if product.answers else (200, b"success")
            self.send_response(status)
            self.send_header("Content-Length", str(len(words)))
            self.end_headers()
            self.wfile.write(words)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    product.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield product
    server.shutdown()
    server.server_close()


@pytest.fixture
def product(doors: Product) -> Product:
    """The same server with an empty memory."""
    doors.came.clear()
    doors.answers.clear()
    return doors


Start = Callable[..., Sandbox]


@pytest.fixture(scope="session")
def start(doors: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts sandboxes with settings of their own and ends them after the tests."""
    running: list[Sandbox] = []

    def begin(**settings: str) -> Sandbox:
        folder, port = tmp_path_factory.mktemp("sandbox"), free_port()
        env = {key: value for key, value in os.environ.items() if not key.startswith("SANDBOX_")}
        given = {"port": str(port), "data": str(folder), "callback_url": f"{doors.url}/callback", "api_url": doors.url}
        given["official_callback_url"] = given["callback_url"]
        given |= {"callback_mode": "plain", "auto_decide_seconds": "0"} | settings
        env |= {f"SANDBOX_{name.upper()}": value for name, value in given.items()}
        url = f"http://127.0.0.1:{port}"
        sandbox = Sandbox(url, folder, env, None, httpx.Client(base_url=url, timeout=8, trust_env=False))  # type: ignore[arg-type]
        running.append(sandbox)
        sandbox.start()
        return sandbox

    yield begin
    for sandbox in running:
        sandbox.process.terminate()
        sandbox.process.wait()
        sandbox.http.close()


@pytest.fixture(scope="session")
def one(start: Start) -> Sandbox:
    return start()


@pytest.fixture
def sandbox(one: Sandbox) -> Sandbox:
    """The shared sandbox, made new: no faults, today's clock, an empty state."""
    one.post("/admin/clock", {"offset_seconds": 0})
    one.post("/admin/reset")
    time.sleep(0.05)  # what was on its way to the product arrives before its memory is emptied
    return one
