"""Root becomes somebody whom PostgreSQL accepts, with or without user namespaces."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from local.folder import Folder
from local.guise import Guise, as_nobody, guise

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")


def told(who: Guise, *command: str | Path) -> str:
    return subprocess.run([*who.prefix, *command], capture_output=True, text=True, check=True).stdout.strip()


def test_whoever_runs_the_database_is_not_root() -> None:
    assert told(guise(), "id", "-u") != "0"


@as_root
def test_nobody_passes_through_private_folders_of_root_and_has_no_other_power(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "data").make()
    folder.secret("postgres")
    assert told(as_nobody(), "id", "-u") == str(as_nobody().uid)
    assert told(as_nobody(), "ls", folder.path / "secrets") == "postgres"
    assert told(as_nobody(), "test", "-r", folder.path / "secrets" / "postgres") == ""
    with pytest.raises(subprocess.CalledProcessError):
        told(as_nobody(), "chown", "nobody", folder.path)


@as_root
def test_a_cluster_changes_hands_when_the_machine_no_longer_allows_namespaces(tmp_path: Path) -> None:
    cluster = Folder(tmp_path / "postgres").make()
    cluster.secret("deep")
    for who in (as_nobody(), guise(), as_nobody()):
        who.own(cluster.path)
        assert {path.lstat().st_uid for path in (cluster.path, *cluster.path.rglob("*"))} == {who.uid}
