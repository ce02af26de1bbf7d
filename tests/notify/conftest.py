"""A sender with keys and templates, made as an operator makes them, and Notify's official Python client on the real API."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from notifications_python_client.notifications import NotificationsAPIClient

from local.instance import Api, Instance, Sandbox
from profile import staff
from push.notify import desk, texts


@dataclass
class House:
    """The sender, its keys by kind, and its templates by name."""

    api: Api
    staff_id: UUID
    sender_id: UUID
    keys: dict[str, str]
    templates: dict[str, UUID]

    def client(self, kind: str = "normal") -> NotificationsAPIClient:
        return NotificationsAPIClient(self.keys[kind], base_url=self.api.url)


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


@pytest.fixture(scope="module")
async def house(database: Instance, api: Api, sandbox: Sandbox) -> House:
    sandbox.knobs(sms_limits=False)
    keeper = await staff.appoint("desk-keeper", "当班员", "a-long-enough-password", "admin")
    sender = await desk.make(keeper, "区卫健局", 1000, 300)
    await desk.change(keeper, sender, {"guests": ["13812345001", "team@example.com"]})
    keys = {kind: await desk.make_key(keeper, sender, f"{kind}_key", kind) for kind in desk.KINDS}

    async def write(kind: str, name: str, body: str, **more: Any) -> UUID:
        known = {"kind": kind, "name": name, "subject": "", "body": body, "weight": "wanted", "topic": None} | more
        return await texts.write(keeper, sender, known)

    templates = {
        "vaccine": await write("sms", "接种提醒", "((name))您好，请于((date))接种。((paid??费用已付。))"),
        "letter": await write("email", "来信", "((name))您好：\n请查收。\n.单独一个点开头的行", subject="给((name))的信"),
    }
    await asyncio.sleep(0)
    return House(api, keeper, sender, keys, templates)


@pytest.fixture
def until() -> Callable[..., Any]:
    async def wait(true: Callable[[], bool], seconds: float = 60) -> None:
        for _ in range(int(seconds / 0.2)):
            if await asyncio.to_thread(true):
                return
            await asyncio.sleep(0.2)
        raise AssertionError(f"did not happen within {seconds} s")

    return wait
