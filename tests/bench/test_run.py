"""The whole benchmark in small, on servers of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson

from local.folder import ROOT


def test_a_small_run_keeps_every_gate_and_tells_its_figures(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    command = [sys.executable, "-m", "bench", "--quick", "--folder", str(tmp_path / "data"), "--results", str(results)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=180)
    assert run.returncode == 0, run.stdout + run.stderr
    found = orjson.loads(results.read_bytes())
    assert {figure["name"].split(",")[0] for figure in found["figures"]} == {
        "sweep",
        "home feed",
        "delivery",
        "accept",
        "search",
        "audience of 5",
    }
    assert [tail["rate"] > 0 for tail in found["tails"]] == [True]
    assert all(size["bytes"] > 0 for size in found["sizes"])
    assert all(gate["holds"] for gate in found["gates"])
    assert found["machine"]["cores"] >= 1
    assert found["settings"]["seed"] == 1
