"""Names that the standard library and the project share, and that both must keep."""

from __future__ import annotations

import subprocess
import sys

from local.folder import ROOT


def test_the_profiler_still_runs_beside_our_own_profile_room() -> None:
    run = subprocess.run([sys.executable, "-m", "cProfile", "-m", "base64", "-h"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "function calls" in run.stdout


def test_aioredis_is_redis_asyncio() -> None:
    from redis import asyncio as aioredis

    from core import cache

    assert cache.aioredis is aioredis
