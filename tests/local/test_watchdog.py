"""A worker that lives but makes no progress is ended and started again."""

from __future__ import annotations

import os
import time
from pathlib import Path

from local.children import Job
from local.folder import Folder
from local.house import STUCK_SECONDS, House
from local.ports import Ports


def test_a_worker_without_progress_is_ended_and_one_with_progress_is_not(tmp_path: Path) -> None:
    house, said = House(Folder(tmp_path / "house").make(), Ports.unused()), list[str]()
    worker = house.nursery.start(Job("worker", ["/bin/sleep", "60"], {"PATH": os.environ["PATH"]}))
    house.children["worker"] = worker
    try:
        house.watch(said.append)
        house.heart.touch()
        house.watch(said.append)
        assert worker.alive()
        assert said == []
        before = time.time() - STUCK_SECONDS - 1
        os.utime(house.heart, (before, before))
        house.watch(said.append)
        assert worker.wait_gone(5)
        assert "没有进展" in said[0]
        house.watch(said.append)
        assert "worker" in house.due, "it is on the list of those to be started again"
    finally:
        house.nursery.stop([worker], 1)
