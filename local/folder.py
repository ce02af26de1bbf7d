"""The data folder of one instance: private files, secrets, and the lock that lets one launcher in at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Trouble(Exception):
    """Something a person has to know; its text is one clear sentence for the terminal."""


def write_private(path: Path, text: str) -> None:
    """Writes a file that nobody else can read, at no moment: 0600 from its first byte, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


class Folder:
    """One data folder. `path` belongs to the user who runs the launcher and to nobody else (0700)."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()

    def make(self) -> Folder:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.chmod(0o700)
        except PermissionError as error:
            raise Trouble(f"数据文件夹 {self.path} 属于另一个用户，写不进去。请换回当时的用户，或用 DATA=别的文件夹。") from error
        return self

    def secret(self, name: str, length: int = 64) -> str:
        """A random hex secret of `length` characters that stays the same from start to start."""
        path = self.within("secrets") / name
        if not path.exists() or not path.read_text():
            write_private(path, secrets.token_hex(length // 2))
        return path.read_text()

    def within(self, *names: str) -> Path:
        """A sub-folder, made when missing, private like the whole."""
        path = self.path.joinpath(*names)
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    @contextlib.contextmanager
    def locked(self, owner: str) -> Iterator[None]:
        """Holds the folder for one launcher. `owner` is what the next one is told about this one."""
        handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(handle, 200).decode(errors="replace") or "另一个进程"
            raise Trouble(f"这个数据文件夹正在使用中：{holder}。请先在那边按 Ctrl-C，或用 DATA=别的文件夹 PORT=别的端口。") from error
        else:
            os.truncate(handle, 0)
            os.pwrite(handle, owner.encode(), 0)
            yield
        finally:
            os.close(handle)
