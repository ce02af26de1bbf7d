"""The servers of one machine: secrets, a second start, a crash, a half-finished start, ports that are taken."""

from __future__ import annotations

import os
import signal
import socket
import stat
from pathlib import Path

import pytest

from local import postgres, servers
from local.children import Nursery, started_at
from local.folder import Folder, Trouble, write_private
from local.ports import Ports, listener


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "data").make()


@pytest.fixture
def ports() -> Ports:
    return Ports.unused()


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in folder.rglob("*") if path.is_file()}


def test_a_secret_is_private_and_stays_the_same(folder: Folder) -> None:
    first = folder.secret("seal")
    assert first == Folder(folder.path).secret("seal")
    assert len(bytes.fromhex(first)) == 32
    assert modes(folder.path / "secrets") == {0}
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_a_private_file_is_never_readable_by_others_not_even_while_it_is_written(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append(stat.S_IMODE(os.fstat(handle).st_mode)))
    before = os.umask(0)
    try:
        write_private(folder.path / "key", "secret")
    finally:
        os.umask(before)
    assert seen == [0o600]


def test_a_second_start_keeps_the_data_and_listens_on_this_machine_alone(folder: Folder, ports: Ports) -> None:
    with servers.running(folder, ports) as children:
        assert {child.name for child in children} == {"s3", "valkey", "postgres"}
        assert "0100007F" in Path("/proc/net/tcp").read_text()
        with pytest.raises(ConnectionRefusedError), socket.create_connection((_own_address(), ports.postgres), 1):
            pass
    assert not ports.taken(("postgres", "valkey", "s3"))
    version = (folder.path / "postgres" / "PG_VERSION").read_text()
    with servers.running(folder, ports):
        assert (folder.path / "postgres" / "PG_VERSION").read_text() == version


def _own_address() -> str:
    """An address of this machine that others could reach; a loopback alias where it has none."""
    return "127.0.0.2"


def test_servers_left_by_a_killed_launcher_are_found_and_ended(folder: Folder, ports: Ports) -> None:
    left = servers.start(folder, ports)
    with servers.running(folder, ports) as fresh:
        assert not any(child.alive() for child in left)
        assert all(child.alive() for child in fresh)


def test_a_killed_database_starts_again_although_its_pid_file_names_another_program(folder: Folder, ports: Ports) -> None:
    with servers.running(folder, ports) as children:
        database = next(child for child in children if child.name == "postgres")
        os.kill(database.pid, signal.SIGKILL)
        database.wait_gone(10)
    pid_file = folder.path / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n" + "\n".join(pid_file.read_text().splitlines()[1:]))
    with servers.running(folder, ports) as children:
        assert all(child.alive() for child in children)


def test_a_half_finished_first_start_is_made_again(folder: Folder, ports: Ports) -> None:
    draft = folder.path / "postgres.draft"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    (folder.path / "postgres").mkdir()
    with servers.running(folder, ports):
        assert not draft.exists()


def test_a_taken_port_is_named_with_the_program_that_sits_on_it(folder: Folder, ports: Ports) -> None:
    with socket.create_server(("127.0.0.1", ports.postgres)), pytest.raises(Trouble) as trouble:
        servers.start(folder, ports)
    assert str(ports.postgres) in str(trouble.value)
    assert f"进程 {os.getpid()}" in str(trouble.value)
    assert listener(ports.postgres) == ""


def test_the_folder_lets_one_launcher_in_at_a_time(folder: Folder) -> None:
    with folder.locked("进程 1，http://127.0.0.1:8000"), pytest.raises(Trouble, match="8000"), folder.locked("另一个"):
        pass
    with folder.locked("again"):
        pass


def test_a_record_of_a_process_that_is_gone_never_ends_a_stranger_with_its_number(folder: Folder) -> None:
    nursery = Nursery(folder)
    stale = {"name": "api", "pid": os.getpid(), "mark": "1", "stop_signal": 15}
    write_private(nursery.records / "api.json", str(stale).replace("'", '"'))
    assert nursery.recorded() == []
    assert started_at(os.getpid()) not in ("", "1")


def test_a_wrong_password_file_is_said_in_one_sentence(folder: Folder, ports: Ports) -> None:
    with servers.running(folder, ports):
        pass
    write_private(folder.path / "secrets" / "postgres", "0" * 64)
    with pytest.raises(Trouble, match="make reset"), servers.running(folder, ports):
        pass
    assert not ports.taken(("postgres", "valkey", "s3"))


def test_a_full_disk_is_said_in_plain_words() -> None:
    assert "磁盘满了" in postgres.reason("FATAL:  could not write lock file: No space left on device")
