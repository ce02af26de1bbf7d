"""What the store leaves in /tmp bars nobody's way, and is gone when the servers stop."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from local import servers, sockets
from local.folder import Folder
from local.ports import Ports


def test_servers_that_stopped_leave_no_socket_behind(tmp_path: Path) -> None:
    ports = Ports.unused()
    with servers.running(Folder(tmp_path / "data").make(), ports):
        assert any(sockets.of(port) for port in vars(ports).values())
    assert not any(sockets.of(port) for port in vars(ports).values())


def test_the_socket_of_a_killed_store_is_cleared_away_by_the_next_start() -> None:
    ports = Ports.unused()
    left = sockets.PLACE / f"seaweedfs-master-grpc-{ports.s3_master_grpc}.sock"
    left.touch()
    assert sockets.barred(ports.s3_master_grpc) == ""
    sockets.clear(vars(ports).values())
    assert not left.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can lay down a file of another user")
def test_the_socket_of_another_user_is_a_taken_port_and_named() -> None:
    ports = Ports.unused()
    left = sockets.PLACE / f"seaweedfs-master-grpc-{ports.s3_master_grpc}.sock"
    left.touch()
    try:
        os.seteuid(65534)
        assert ports.s3_master_grpc in ports.taken()
        assert sockets.barred(ports.s3_master_grpc) == str(left)
    finally:
        os.seteuid(0)
        left.unlink()
