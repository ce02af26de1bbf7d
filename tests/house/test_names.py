"""Names that the standard library and the project share, and that both must keep; and numbers that nobody else may have."""

from __future__ import annotations

import re
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


def test_each_migration_has_a_number_of_its_own_and_follows_the_one_before() -> None:
    files = sorted((ROOT / "alembic" / "versions").glob("*.py"))
    numbers = [re.findall(r'^(?:down_)?revision = (?:"(\d+)"|None)', file.read_text("utf-8"), re.MULTILINE) for file in files]
    assert [file.name[:4] for file in files] == [f"{place:04d}" for place in range(1, len(files) + 1)]
    assert numbers == [[f"{place:04d}", f"{place - 1:04d}" if place > 1 else ""] for place in range(1, len(files) + 1)]
