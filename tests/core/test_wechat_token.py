"""The token of WeChat: however many callers in however many processes have it refused, one of them asks for a new one."""

from __future__ import annotations

import subprocess
import sys

from local import programs
from local.folder import ROOT
from local.instance import Instance, Sandbox
from tests.push.steps import EXPIRING

CALLERS, PROCESSES, ROUNDS = 17, 3, 3
CALLER = f"""
import asyncio
from contextlib import suppress
from core import cache, outside, wechat

async def call(number):
    with suppress(wechat.WeChatRefused):
        await wechat.send_subscribe(f"o0{{number}}", "{EXPIRING}", "", {{}})

async def main():
    for _ in range({ROUNDS}):
        await asyncio.gather(*map(call, range({CALLERS})))
    await outside.close()
    await cache.close()

asyncio.run(main())
"""


def forced(sandbox: Sandbox) -> int:
    """How often somebody asked for a new token by force, in vain or not."""
    return sum(one["forced"] for one in sandbox.journal(kind="wechat.token")) + len(sandbox.journal(kind="wechat.token_kept"))


def test_a_stampede_of_processes_forces_one_refresh(instance: Instance, sandbox: Sandbox) -> None:
    instance.clear_cache()
    sandbox.faults("wechat.send", "40001")
    env = programs.environment(instance.env)
    running = [subprocess.Popen([sys.executable, "-c", CALLER], cwd=ROOT, env=env, stderr=subprocess.PIPE) for _ in range(PROCESSES)]
    assert [one.communicate(timeout=60)[1].decode()[-800:] for one in running] == [""] * PROCESSES
    assert forced(sandbox) == 1
