"""The stair, the key-holders and the purity of judgement hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from local.folder import ROOT


def test_the_import_contracts_are_kept() -> None:
    run = subprocess.run([str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-3000:]
